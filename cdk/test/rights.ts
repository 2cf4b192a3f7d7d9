// The rights of all roles, in readable form.

import { type Resource, resources, type Stack, type Stacks } from "./kit.ts";

/** One right of a role: an action on a resource. */
export interface Right {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** The rights of all roles in the stacks. */
export function rights(stacks: Stacks): Right[] {
  return Object.values(stacks).flatMap((stack) => [
    ...roles(stack).flatMap(([id, { Properties }]) =>
      (Properties.Policies ?? []).flatMap((policy: any) => statements(id, policy.PolicyDocument)),
    ),
    ...resources(stack, "AWS::IAM::Policy").flatMap(({ Properties }) =>
      Properties.Roles.flatMap((role: any) => statements(role.Ref, Properties.PolicyDocument)),
    ),
  ]);
}

/** The rights of one role, each as `action resource`, in their order. */
export function rightsOf(role: string, stacks: Stacks): string[] {
  return rights(stacks)
    .filter((right) => right.role === role)
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

/** The roles of a stack by their logical ids. */
export function roles(stack: Stack): [string, Resource][] {
  return Object.entries(stack.Resources).filter(([, { Type }]) => Type === "AWS::IAM::Role");
}

function statements(role: string, document: any): Right[] {
  return document.Statement.flatMap((statement: any) => {
    if (statement.Effect !== "Allow" || statement.NotAction || statement.NotResource) {
      throw new Error(`unsupported statement of ${role}: ${JSON.stringify(statement)}`);
    }
    return [statement.Action]
      .flat()
      .flatMap((action: string) =>
        [statement.Resource].flat().map((resource) => ({ role: plain(role), action, resource: text(resource) })),
      );
  });
}

/** A value of a template as text; references as `<resource>`. */
export function text(value: any): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (value.Ref) return `<${plain(value.Ref)}>`;
  if (value["Fn::GetAtt"]) return `<${plain(value["Fn::GetAtt"][0])}.${value["Fn::GetAtt"][1]}>`;
  if (value["Fn::Join"]) return value["Fn::Join"][1].map(text).join(value["Fn::Join"][0]);
  if (value["Fn::GetStackOutput"]) return `<${outputOf(value["Fn::GetStackOutput"].OutputName)}>`;
  throw new Error(`unknown: ${JSON.stringify(value)}`);
}

/** A logical id without the CDK's hash. */
function plain(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, "");
}

/** The resource of a generated output: `Table`, or `Table.Arn` for an attribute. */
function outputOf(name: string): string {
  const [, id, attribute] = /^PublishOutput(?:Ref|FnGetAtt)(.+?)[0-9A-F]{8}(\w*?)[0-9A-F]{8}$/.exec(name) ?? [];
  return attribute ? `${id}.${attribute}` : (id ?? name);
}
