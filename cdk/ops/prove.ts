// The checks of a deployment that only AWS can answer. `tools/deploy.sh prove` runs them on a disposable stage.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  DescribeExportCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ExportTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { oneOf, program } from "./cli.ts";
import { cloudFormation, dynamoDb, lambda, ssm } from "./clients.ts";
import { Failure } from "./failure.ts";
import { deployed } from "./keys.ts";
import { output, outputs } from "./outputs.ts";
import { existing } from "./stacks.ts";
import { DEFAULT_STAGE, EDGE_REGION, LIVE, type Stage, stage } from "./stage.ts";
import { EXPORTED, exportPrefix, nameOutput } from "./tables.ts";

const USAGE = `prove.ts (absent|site|parameters|fail-job|export) [--stage NAME] [--url URL]

  absent      refuses a stage that exists, and production
  site        writes to a new journal with preconditions and foreign origins, requests a missing page twice, and
              exceeds the limit of requests
  parameters  reads two versions of one parameter in one call
  fail-job    starts a job that fails, so that its alarms fire
  export      exports every table that has exports to the archive, and waits for the end

Prints the answers, one a line.
`;

/** More than any burst that the proof's own option 'rate' allows. */
const BURST = 100;
const TIMEOUT_MS = 15_000;
/** An export of an empty table takes about five minutes. */
const EXPORT_SECONDS = 3600;

/**
 * Refuses a stage that may have data.
 *
 * @throws {Failure} if the stage is production, or one of its stacks exists.
 */
export async function absent(of: Stage, here: CloudFormationClient, edge: CloudFormationClient): Promise<string[]> {
  const found = (await existing(of, here, edge)).map(({ name }) => name);
  if (Object.keys(await outputs(here, of.storage)).length > 0) found.push(of.storage);
  if (of.name === DEFAULT_STAGE || found.length > 0) {
    throw new Failure(
      `${of.name} is not a disposable stage${found.length ? ` (${found.join(", ")})` : ""}: choose a name that is free, such as STAGE=prove-${new Date().toISOString().slice(0, 10)}.`,
    );
  }
  return [`${of.name} does not exist yet`];
}

/** The answers of the public site, through CloudFront and API Gateway. */
export async function site(url: string): Promise<string[]> {
  const base = url.replace(/\/+$/, "");
  const { cookie, answer } = await createOnly(base);
  return [answer, await forwardedHost(base, cookie), await uncached(base), await overLimit(base)];
}

/** A create-only write must not become an overwrite, with cookies and without. */
async function createOnly(base: string): Promise<{ cookie: string; answer: string }> {
  const first = await write(base, "good", { "if-none-match": "*" });
  if (!first.ok) throw new Failure(`a create-only write returned ${first.status}: look at the function's log.`);
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const second = await write(base, "bad", { "if-none-match": "*", cookie });
  if (second.status !== 412) {
    throw new Failure(
      `a second create-only write returned ${second.status} and not 412: If-None-Match does not reach the function, so send the precondition in another way.`,
    );
  }
  return { cookie, answer: "If-None-Match reaches the function with cookies: the second write returned 412" };
}

/** The function compares a browser's origin with the host that CloudFront reports. */
async function forwardedHost(base: string, cookie: string): Promise<string> {
  const own = await write(base, "good", { cookie, origin: new URL(base).origin });
  if (!own.ok) {
    throw new Failure(
      `a write from the site's own origin returned ${own.status}: x-forwarded-host is not the site's host.`,
    );
  }
  const headers = { cookie, origin: "https://other.example", "x-forwarded-host": "other.example" };
  const other = await write(base, "bad", headers);
  if (other.ok) throw new Failure("a write from another site was accepted: a client can set x-forwarded-host.");
  return `x-forwarded-host is the site's own, and no client's: another origin's write returned ${other.status}`;
}

async function uncached(base: string): Promise<string> {
  const missing = `${base}/prove-${randomUUID()}`;
  for (const time of ["first", "second"]) {
    const { status, headers } = await request(missing);
    const age = headers.get("age");
    if (status !== 404) throw new Failure(`a missing page returned ${status} the ${time} time, and not 404.`);
    if (age !== null) throw new Failure(`a missing page came from the cache (age ${age}): errors must not be cached.`);
  }
  return "errors are not cached: a missing page returned 404 twice, without an age";
}

/** The response to a first-time visitor, whose browser has no service worker. */
async function overLimit(base: string): Promise<string> {
  const all = await Promise.all(
    Array.from({ length: BURST }, () => request(`${base}/`, { headers: { accept: "text/html" } })),
  );
  const refused = all.find(({ status }) => status === 429 || status === 503);
  if (!refused) throw new Failure(`none of ${BURST} requests at once was refused: deploy with '-c rate=5'.`);
  const [start = ""] = (await refused.text()).split("\n");
  return `over the limit, a first-time visitor gets ${refused.status}, ${refused.headers.get("content-type")}: ${start.slice(0, 100)}`;
}

function write(base: string, mood: string, headers: Record<string, string>): Promise<Response> {
  return request(`${base}/mood`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ day: new Date().toISOString().slice(0, 10), mood }),
  });
}

async function request(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch {
    throw new Failure(`${url} does not respond: check the address and the network, then run this again.`);
  }
}

/** The function reads the keys like this after a rotation, when it accepts two versions. */
export async function parameters(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<string[]> {
  const { originKeyVersion: newest = 0 } = await deployed(stacks, of);
  if (newest < 2) throw new Failure(`${of.originKey} has one version: run 'tools/deploy.sh rotate' first.`);
  const Names = [newest, newest - 1].map((version) => `${of.originKey}:${version}`);
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names }));
  const found = Parameters.map(({ Version }) => Version).join(", ");
  if (Parameters.length !== 2)
    throw new Failure(`of ${Names.join(" and ")}, one call returned only: ${found || "none"}.`);
  return [`one call returned two versions of a parameter: ${found}`];
}

/** Fails after three attempts: two alarms fire, and the job is in the dead-letter queue. */
async function failJob(client: LambdaClient, name: string): Promise<string[]> {
  const Payload = JSON.stringify({ job: "prove" });
  await client.send(new InvokeCommand({ FunctionName: name, Qualifier: LIVE, InvocationType: "Event", Payload }));
  return ["started a job that does not exist: it fails three times within about four minutes"];
}

/**
 * Exports all tables that have exports.
 *
 * @throws {Failure} with the reason of DynamoDB, for example about an archive with object lock.
 */
async function exportAll(client: DynamoDBClient, storage: Record<string, string>): Promise<string[]> {
  const begun: { name: string; arn: string }[] = [];
  for (const table of EXPORTED) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: storage[nameOutput(table)] }));
    const { ExportDescription } = await client.send(
      new ExportTableToPointInTimeCommand({
        TableArn: Table?.TableArn,
        S3Bucket: storage.ArchiveBucket,
        S3Prefix: `${exportPrefix(table)}prove`,
        S3SseAlgorithm: "AES256",
        ExportFormat: "DYNAMODB_JSON",
      }),
    );
    begun.push({ name: table.name, arn: ExportDescription?.ExportArn ?? "" });
  }
  const answers: string[] = [];
  for (const { name, arn } of begun) answers.push(`${name}: exported ${await exported(client, name, arn)} items`);
  return answers;
}

/** Waits for the end of an export; returns the number of items. */
async function exported(client: DynamoDBClient, name: string, ExportArn: string): Promise<number> {
  const end = Date.now() + 1000 * EXPORT_SECONDS;
  for (;;) {
    const { ExportDescription } = await client.send(new DescribeExportCommand({ ExportArn }));
    const { ExportStatus, FailureMessage, ItemCount = 0 } = ExportDescription ?? {};
    if (ExportStatus === "COMPLETED") return ItemCount;
    if (ExportStatus === "FAILED")
      throw new Failure(`the export of ${name} failed: ${FailureMessage ?? "no reason given"}`);
    if (Date.now() > end) throw new Failure(`the export of ${name} is not complete after ${EXPORT_SECONDS} seconds.`);
    await sleep(5000);
  }
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { stage: { type: "string" }, url: { type: "string" } },
  });
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const commands = {
    absent: () => absent(of, stacks, cloudFormation(EDGE_REGION)),
    site: async () => site(values.url ?? (await output(stacks, of.app, "Url"))),
    parameters: () => parameters(ssm(), stacks, of),
    "fail-job": async () => {
      const [job = ""] = (await output(stacks, of.app, "JobFunctions")).split(",");
      return failJob(lambda(), job);
    },
    export: async () => exportAll(dynamoDb(), await outputs(stacks, of.storage)),
  };
  const what = oneOf(Object.keys(commands) as (keyof typeof commands)[], positionals[0] ?? "");
  for (const answer of await commands[what]()) process.stdout.write(`${answer}\n`);
});
