import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says why a rule of cdk-nag does not hold for a construct and what is in it.
 *
 * @param rules by their id, such as `AwsSolutions-S1`; one finding of several is
 * `AwsSolutions-IAM5[Resource::…]`.
 */
export function explain(construct: IConstruct, rules: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(rules)) Validations.of(construct).acknowledge({ id, reason });
}
