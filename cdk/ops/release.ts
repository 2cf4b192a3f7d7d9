// Decides how to release a deployment: gradually or at once.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { GetAliasCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { program, say } from "./cli.ts";
import { cloudFormation, lambda } from "./clients.ts";
import { Failure } from "./failure.ts";
import { outputs } from "./outputs.ts";
import { LIVE, type Stage, stage } from "./stage.ts";

const USAGE = `release.ts --template FILE [--stage NAME]

Prints 'at-once' if the function was rolled back since the last deployment and the App stack's
template in FILE has a new version; otherwise nothing.
`;

/** A manual rollback, by versions. */
export interface Rollback {
  readonly from: string;
  readonly to: string;
}

/**
 * The rollback since the last deployment; none if the alias is where the stack left it.
 *
 * CodeDeploy refuses to deploy if the live version is not the stack's. Restoring that one first
 * would expose people to the bad version again, so the new version is released at once, without
 * CodeDeploy.
 */
export async function rolledBack(
  stacks: CloudFormationClient,
  client: LambdaClient,
  of: Stage,
): Promise<Rollback | undefined> {
  const { FunctionName, Version } = await outputs(stacks, of.app);
  if (!FunctionName || !Version) return undefined;
  const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName, Name: LIVE }));
  return !FunctionVersion || FunctionVersion === Version ? undefined : { from: Version, to: FunctionVersion };
}

/** True if a template has a new version of the function. The logical id of a version changes with its content. */
export async function hasNewVersion(stacks: CloudFormationClient, of: Stage, template: string): Promise<boolean> {
  const { TemplateBody = "" } = await stacks.send(new GetTemplateCommand({ StackName: of.app }));
  return versionsIn(template).join() !== versionsIn(TemplateBody).join();
}

function versionsIn(template: string): string[] {
  const { Resources = {} } = JSON.parse(template) as { Resources?: Record<string, { Type: string }> };
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === "AWS::Lambda::Version");
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" }, template: { type: "string" } } });
  if (!values.template) throw new Failure("--template FILE is missing: the template to deploy.");
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const rollback = await rolledBack(stacks, lambda(), of);
  if (!rollback) return;
  if (await hasNewVersion(stacks, of, readFileSync(values.template, "utf8"))) {
    say(
      `version ${rollback.from} was rolled back to ${rollback.to}: the new version is released at once, without automatic rollback`,
    );
    process.stdout.write("at-once\n");
  } else {
    say(
      `version ${rollback.from} was rolled back to ${rollback.to}, which stays live: the program has not changed since`,
    );
  }
});
