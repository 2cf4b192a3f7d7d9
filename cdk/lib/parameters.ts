import { CfnDynamicReference, CfnDynamicReferenceService, Stack } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** The ARN of a parameter, whose name begins with a slash. */
export function parameterArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: "ssm", resource: "parameter", resourceName: name.slice(1) });
}

/**
 * A parameter's value, for CloudFormation to fill in: templates never hold it. The version is
 * named, because CloudFormation looks again only when the text of the reference changes.
 */
export function parameterValue(name: string, version: number): string {
  return new CfnDynamicReference(CfnDynamicReferenceService.SSM, `${name}:${version}`).toString();
}
