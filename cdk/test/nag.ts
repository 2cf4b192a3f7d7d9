// cdk-nag, and the acknowledgements.

import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";

interface Acknowledging {
  isAcknowledged(node: IConstruct, rule: string): boolean;
}

/** The acknowledgements, and those that had a finding; each `path rule`. */
export const given = new Set<string>();
export const needed = new Set<string>();

/**
 * AWS's rules. One reason for a role holds for all of its findings: rights.test.ts lists the
 * resources one by one.
 */
export class Checks extends AwsSolutionsChecks {}

const stock = AwsSolutionsChecks.prototype as unknown as Acknowledging;

(Checks.prototype as unknown as Acknowledging).isAcknowledged = function (node, finding) {
  const rule = finding.replace(/\[.*$/, "");
  for (const scope of node.node.scopes) {
    for (const id of acknowledgements(scope)) given.add(`${scope.node.path} ${id}`);
    if (acknowledgements(scope).includes(rule)) needed.add(`${scope.node.path} ${rule}`);
  }
  return stock.isAcknowledged.call(this, node, rule);
};

function acknowledgements(scope: IConstruct): string[] {
  return scope.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((id) => id.replace(/^annotation::/i, ""))
    .filter((id) => id.startsWith("AwsSolutions-"));
}
