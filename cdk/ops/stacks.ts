// The deployed stacks of a stage, included in the current options or not.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { EDGE_REGION, type Stage, stage } from "./stage.ts";

const USAGE = `stacks.ts [left|remove] [--stage NAME] [--assembly FOLDER]

  left    prints the stacks that are deployed but not in the assembly (default: cdk.out), and how to
          remove them
  remove  removes all stacks except Storage
`;

/** CloudFront alone takes half an hour. */
const WAIT_SECONDS = 3600;

/** A stack, and the client of its region. */
interface Place {
  readonly name: string;
  readonly client: CloudFormationClient;
}

/** The stacks that can be removed, in the order of removal: users first. */
function removable(of: Stage, here: CloudFormationClient, edge: CloudFormationClient): Place[] {
  return [
    { name: of.delivery, client: here },
    { name: of.app, client: here },
    { name: of.edge, client: edge },
  ];
}

/** The deployed stacks of a stage, except Storage. */
export async function existing(of: Stage, here: CloudFormationClient, edge: CloudFormationClient): Promise<Place[]> {
  const found: Place[] = [];
  for (const place of removable(of, here, edge)) if (await status(place)) found.push(place);
  return found;
}

/**
 * Removes a stack, and waits for the end.
 *
 * @throws {Failure} if CloudFormation could not remove it.
 */
export async function remove({ name, client }: Place): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName: name }));
  try {
    await waitUntilStackDeleteComplete(
      { client, maxWaitTime: WAIT_SECONDS, minDelay: 1, maxDelay: 15 },
      { StackName: name },
    );
  } catch (error) {
    const left = await status({ name, client });
    if (!left) return;
    if (left.StackStatus !== "DELETE_FAILED") throw error;
    throw new Failure(
      `${name} could not be removed (${left.StackStatusReason ?? "no reason given"}): fix that, then run this again.`,
    );
  }
}

/** The names of the stacks in a CDK assembly. */
export function named(assembly: string): string[] {
  const { artifacts = {} } = JSON.parse(readFileSync(join(assembly, "manifest.json"), "utf8")) as {
    artifacts?: Record<string, { type: string }>;
  };
  return Object.keys(artifacts).filter((name) => artifacts[name]?.type === "aws:cloudformation:stack");
}

async function status({ name, client }: Place) {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.find(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE");
  } catch (error) {
    if (isNamed(error, "ValidationError") && /does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { stage: { type: "string" }, assembly: { type: "string" } },
  });
  const of = stage(values.stage);
  const what = oneOf(["left", "remove"], positionals[0] ?? "left");
  const found = await existing(of, cloudFormation(), cloudFormation(EDGE_REGION));
  if (what === "remove") {
    for (const place of found) {
      say(`removing ${place.name}`);
      await remove(place);
    }
    return;
  }
  const included = named(values.assembly ?? join(import.meta.dirname, "../cdk.out"));
  for (const { name, client } of found.filter(({ name }) => !included.includes(name))) {
    say(
      `${name} still exists, but the options no longer include it; to remove it: ` +
        `aws cloudformation delete-stack --region ${await client.config.region()} --stack-name ${name}`,
    );
    process.stdout.write(`${name}\n`);
  }
});
