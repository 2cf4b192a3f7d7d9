// cdk-nag, and what was said to it.

import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";

interface Acknowledging {
  isAcknowledged(node: IConstruct, rule: string): boolean;
}

/** Explanations that were given, and those that a finding asked for; each `path rule`. */
export const given = new Set<string>();
export const needed = new Set<string>();

/**
 * AWS's own rules. One reason for a role holds for all resources that it names in part: which
 * these are is listed, one by one, in rights.test.ts.
 */
export class Checks extends AwsSolutionsChecks {}

const stock = AwsSolutionsChecks.prototype as unknown as Acknowledging;

(Checks.prototype as unknown as Acknowledging).isAcknowledged = function (node, finding) {
  const rule = finding.replace(/\[.*$/, "");
  for (const scope of node.node.scopes) {
    for (const id of explanations(scope)) given.add(`${scope.node.path} ${id}`);
    if (explanations(scope).includes(rule)) needed.add(`${scope.node.path} ${rule}`);
  }
  return stock.isAcknowledged.call(this, node, rule);
};

function explanations(scope: IConstruct): string[] {
  return scope.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((id) => id.replace(/^annotation::/i, ""))
    .filter((id) => id.startsWith("AwsSolutions-"));
}
