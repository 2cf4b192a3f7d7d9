// How a deployment is to be released: by a tenth first, or at once.

import { GetTemplateCommand, type CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { program, say } from "./cli.ts";
import { cloudFormation, lambda } from "./clients.ts";
import { Failure } from "./failure.ts";
import { outputs } from "./outputs.ts";
import { ALIAS } from "./rollback.ts";
import { stage, type Stage } from "./stage.ts";

const USAGE = `release.ts --template FILE [--stage NAME]

Looks whether somebody went back to an earlier version since the last deployment, and whether the App
stack's template in FILE brings a new one. Prints 'at-once' when both are so; nothing otherwise.
`;

/** The versions that somebody went back from and to. */
export interface GoneBack {
  readonly from: string;
  readonly to: string;
}

/**
 * What somebody moved since the last deployment; none when the alias is where the stack left it.
 *
 * CodeDeploy takes the stack's word for where the alias is, and refuses to release when it is
 * elsewhere. To put it back first would show people the bad version once more, for as long as the
 * new one takes over: so the new one takes over at once, without CodeDeploy.
 */
export async function goneBack(stacks: CloudFormationClient, client: LambdaClient, of: Stage): Promise<GoneBack | undefined> {
  const { FunctionName, Version } = await outputs(stacks, of.app);
  if (!FunctionName || !Version) return undefined;
  const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName, Name: ALIAS }));
  return !FunctionVersion || FunctionVersion === Version ? undefined : { from: Version, to: FunctionVersion };
}

/** Whether a template has another version of the function than the deployed one: its name changes with what is in it. */
export async function bringsVersion(stacks: CloudFormationClient, of: Stage, template: string): Promise<boolean> {
  const { TemplateBody = "" } = await stacks.send(new GetTemplateCommand({ StackName: of.app }));
  return versionsIn(template).join() !== versionsIn(TemplateBody).join();
}

function versionsIn(template: string): string[] {
  const { Resources = {} } = JSON.parse(template) as { Resources?: Record<string, { Type: string }> };
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === "AWS::Lambda::Version");
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" }, template: { type: "string" } } });
  if (!values.template) throw new Failure("say which template is to be deployed: --template FILE.");
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const moved = await goneBack(stacks, lambda(), of);
  if (!moved) return;
  if (await bringsVersion(stacks, of, readFileSync(values.template, "utf8"))) {
    say(`somebody went back from version ${moved.from} to ${moved.to}: what is deployed now answers everybody at once, and no alarm takes it back`);
    process.stdout.write("at-once\n");
  } else {
    say(`somebody went back from version ${moved.from} to ${moved.to}, which goes on answering: the program is the one that they went back from`);
  }
});
