import { CrossStackReferences, ReferenceStrength } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Has other stacks read a resource's values from its stack's outputs. Across regions, nothing else
 * needs no function; and what is optional must not be exported: while somebody imports it, it
 * can't be taken away, and the stack that lets go of it comes later.
 */
export function giveByOutput(resource: IConstruct): void {
  CrossStackReferences.of(resource).produce(ReferenceStrength.WEAK);
}
