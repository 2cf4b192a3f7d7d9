// The outputs of a stage's stacks: generated names and addresses.

import { parseArgs } from "node:util";
import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { program } from "./cli.ts";
import { cloudFormation } from "./clients.ts";
import { Failure } from "./failure.ts";
import { type Stage, stage } from "./stage.ts";

const USAGE = `outputs.ts [--stage NAME]

Prints the outputs of the stage's stacks, one NAME=VALUE a line; nothing before the first deployment.
`;

/** A stack's outputs by name; none if the stack does not exist. */
export async function outputs(client: CloudFormationClient, stack: string): Promise<Record<string, string>> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((o) => [o.OutputKey ?? "", o.OutputValue ?? ""]));
  } catch (error) {
    // Every invalid request has this code: only the message tells them apart.
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) return {};
    throw error;
  }
}

/**
 * A required output.
 *
 * @throws {Failure} if the stack does not exist, or an older version of it is deployed.
 */
export async function output(client: CloudFormationClient, stack: string, name: string): Promise<string> {
  const value = (await outputs(client, stack))[name];
  if (!value) throw new Failure(`stack ${stack} has no output ${name}: deploy it first, with tools/deploy.sh.`);
  return value;
}

/** All outputs of a stage, except those for its other stacks. */
export async function stageOutputs(client: CloudFormationClient, of: Stage): Promise<Record<string, string>> {
  const all = { ...(await outputs(client, of.storage)), ...(await outputs(client, of.app)) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !/^(Exports|Publish)Output/.test(name)));
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" } } });
  const all = await stageOutputs(cloudFormation(), stage(values.stage));
  for (const [name, value] of Object.entries(all)) process.stdout.write(`${name}=${value}\n`);
});
