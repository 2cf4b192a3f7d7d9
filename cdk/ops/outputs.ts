// What the stacks of a stage put out: names that AWS made up, and addresses.

import { DescribeStacksCommand, type CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { parseArgs } from "node:util";
import { program } from "./cli.ts";
import { cloudFormation } from "./clients.ts";
import { Failure } from "./failure.ts";
import { stage, type Stage } from "./stage.ts";

const USAGE = `outputs.ts [--stage NAME]

Prints what the stacks of a stage put out, one NAME=VALUE a line; nothing before the first deploy.
`;

/** A stack's outputs by name; none at all when there is no such stack yet. */
export async function outputs(client: CloudFormationClient, stack: string): Promise<Record<string, string>> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((o) => [o.OutputKey ?? "", o.OutputValue ?? ""]));
  } catch (error) {
    // The code is the one for any invalid request: only the message says which.
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) return {};
    throw error;
  }
}

/**
 * An output that must be there.
 *
 * @throws {Failure} when the stack is not deployed, or is of an older make.
 */
export async function output(client: CloudFormationClient, stack: string, name: string): Promise<string> {
  const value = (await outputs(client, stack))[name];
  if (!value) throw new Failure(`stack ${stack} puts out no ${name}: deploy it first, with tools/deploy.sh.`);
  return value;
}

/** All outputs of a stage, but for what its stacks tell each other. */
export async function stageOutputs(client: CloudFormationClient, of: Stage): Promise<Record<string, string>> {
  const all = { ...(await outputs(client, of.storage)), ...(await outputs(client, of.app)) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !/^(Exports|Publish)Output/.test(name)));
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" } } });
  const all = await stageOutputs(cloudFormation(), stage(values.stage));
  for (const [name, value] of Object.entries(all)) process.stdout.write(`${name}=${value}\n`);
});
