import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Acknowledges rules of cdk-nag for a construct and its children, each with the reason.
 *
 * @param rules by id, such as `AwsSolutions-S1`; one finding of several is
 * `AwsSolutions-IAM5[Resource::…]`.
 */
export function acknowledgeNag(construct: IConstruct, rules: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(rules)) Validations.of(construct).acknowledge({ id, reason });
}
