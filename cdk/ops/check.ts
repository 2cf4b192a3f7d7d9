// Checks a deployed Humeur: its health, its page, and every file that the page names.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { program, say } from "./cli.ts";
import { cloudFormation } from "./clients.ts";
import { Failure } from "./failure.ts";
import { output } from "./outputs.ts";
import { stage } from "./stage.ts";

const USAGE = `check.ts [--url URL | --stage NAME] [--wait SECONDS]

Requests /health, the page, and every file that the page names, until all of them succeed or the
time (default: 180 seconds) is over. Prints the version that answered.
`;

/** A new distribution, name or certificate may take this many seconds to be known everywhere. */
const WAIT = 180;
const PAUSE_MS = 1000;
const TIMEOUT_MS = 15_000;

/**
 * Checks the site at an address once, and returns its version.
 *
 * @throws {Failure} naming the first request that failed.
 */
export async function check(url: string): Promise<string> {
  const base = url.replace(/\/+$/, "");
  const { status, version } = parsed(await get(`${base}/health`));
  if (status !== "healthy") throw new Failure(`${base}/health is not 'healthy': look at the function's log.`);
  const page = await get(`${base}/`);
  const files = new Set(page.match(/\/pkg\/[A-Za-z0-9._/-]+/g));
  if (files.size === 0) throw new Failure(`the page at ${base}/ names no files: look at the function's log.`);
  for (const file of files) await get(base + file);
  return version ?? "unknown";
}

/** Repeats {@link check} until it succeeds, for so many seconds. */
export async function wait(url: string, seconds: number): Promise<string> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check(url);
    } catch (error) {
      if (!(error instanceof Failure) || Date.now() + PAUSE_MS > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** The body of a response. */
async function get(url: string): Promise<string> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, { redirect: "follow", signal: AbortSignal.timeout(TIMEOUT_MS) });
    body = await response.text();
  } catch {
    throw new Failure(`${url} does not respond: check the address and the network, then run this again.`);
  }
  if (!response.ok) throw new Failure(`${url} returned ${response.status}: look at the function's log.`);
  return body;
}

/** The health in a body; empty if it is no JSON. */
function parsed(body: string): { status?: string; version?: string } {
  try {
    return JSON.parse(body) as { status?: string; version?: string };
  } catch {
    return {};
  }
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({
    args,
    options: { url: { type: "string" }, stage: { type: "string" }, wait: { type: "string" } },
  });
  const seconds = Number(values.wait ?? WAIT);
  if (!(seconds >= 0)) throw new Failure(`'${values.wait}' is not a number of seconds.`);
  const url = values.url ?? (await output(cloudFormation(), stage(values.stage).app, "Url"));
  say(`checking ${url}`);
  process.stdout.write(`${await wait(url, seconds)}\n`);
});
