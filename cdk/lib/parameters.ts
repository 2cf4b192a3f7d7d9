import { CfnDynamicReference, CfnDynamicReferenceService, Stack } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** The ARN of a parameter. Its name begins with a slash. */
export function parameterArn(scope: IConstruct, name: string): string {
  return Stack.of(scope).formatArn({ service: "ssm", resource: "parameter", resourceName: name.slice(1) });
}

/**
 * A reference that CloudFormation resolves to the parameter's value, so that templates never
 * contain it. With its version, because CloudFormation reads the value again only when the text
 * of the reference changes.
 */
export function parameterValue(name: string, version: number): string {
  return new CfnDynamicReference(CfnDynamicReferenceService.SSM, `${name}:${version}`).toString();
}
