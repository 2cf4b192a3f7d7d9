// Copies of the keys in another region or account, and the way back.
//
// A copy has the versions of its original: what is deployed names them, so restored keys need no deployment. A version
// alone proves no copy, because a key that was deleted and created again begins at 1 again.

import { parseArgs } from "node:util";
import { paginateGetParameterHistory, type SSMClient } from "@aws-sdk/client-ssm";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation, ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { createVersion, type Key, newestVersion, pushKey, sessionKey, version } from "./key.ts";
import { deployed, type Versions } from "./keys.ts";
import { type Stage, stage } from "./stage.ts";

const USAGE = `escrow.ts [copy|restore] [--at [PROFILE@]REGION] [--stage NAME]

  copy     copies new versions of the session key and the push key to a region, of this account or of the
           one that a profile of the AWS CLI opens
  restore  restores missing keys from there; without --at, the session key from standard input

Never prints a key.
`;

/** The keys whose loss can't be repaired. */
const copied = (of: Stage): Key[] => [sessionKey(of), pushKey(of)];

/** A place of keys, and its name in sentences. */
export interface Place {
  readonly client: SSMClient;
  readonly name: string;
}

/**
 * The place of the copies.
 *
 * @throws {Failure} if it is the place of the keys themselves.
 */
export function place(at: string, here: string): Place {
  const [, profile, region] = /^(?:([^@\s]+)@)?([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(at) ?? [];
  if (region === undefined) {
    throw new Failure(`'${at}' is no place for copies: use a region such as eu-west-1, or profile@region.`);
  }
  if (profile === undefined && region === here) {
    throw new Failure(`the keys themselves are in ${region}: choose another region or account for their copies.`);
  }
  return { client: ssm({ region, ...(profile !== undefined && { profile }) }), name: at };
}

/**
 * Adds the versions of a key that `to` lacks; returns their number. Reads the key if there are any, or if the digests
 * of the newest versions don't prove that they are equal.
 *
 * @throws {Failure} if `to` has versions that `from` lacks, or others.
 */
async function mirror(key: Key, from: Place, to: Place): Promise<number> {
  const [original, copy] = [await newestVersion(from.client, key), await newestVersion(to.client, key)];
  const [last, end] = [original?.version ?? 0, copy?.version ?? 0];
  if (end > last) {
    throw new Failure(
      `${key.name} has version ${end} in ${to.name}, and ${from.name} ends at ${last}: save both, delete the wrong one, then run this again (docs/runbook.md, 'A key is missing').`,
    );
  }
  if (last === 0 || (end === last && copy?.digest !== undefined && copy.digest === original?.digest)) return 0;
  const values = await history(from.client, key);
  if (end > 0) await refuseOther(key, values, to, end);
  await add(to.client, key, values, end);
  return last - end;
}

/** Throws unless the versions up to `end` are those of the original. A version that it no longer has can't differ. */
async function refuseOther(key: Key, values: ReadonlyMap<number, string>, to: Place, end: number): Promise<void> {
  for (const [number, value] of await history(to.client, key)) {
    if ((values.has(number) || number === end) && values.get(number) !== value) {
      throw new Failure(
        `version ${number} of ${key.name} in ${to.name} is another key than its original, and nothing was changed there: ` +
          "save both, delete the wrong one, then run this again (docs/runbook.md, 'A key is missing').",
      );
    }
  }
}

/** Adds the versions after `newest`. One without a value of its own, which nothing names, gets that of the next. */
async function add(client: SSMClient, key: Key, values: ReadonlyMap<number, string>, newest: number): Promise<void> {
  for (const [last, value] of [...values].sort(([one], [other]) => one - other)) {
    while (newest < last) {
      const version = await createVersion(client, key, value, newest);
      // The SDK retries a write whose response was lost, and SSM counts both.
      if (version !== newest + 1) {
        throw new Failure(
          `${key.name} was written as version ${version}, and not ${newest + 1}: delete what this command has written, then run it again.`,
        );
      }
      newest = version;
    }
  }
}

/** The values of a key by version. SSM keeps the last hundred. */
async function history(client: SSMClient, key: Key): Promise<Map<number, string>> {
  const values = new Map<number, string>();
  const input = { Name: key.name, WithDecryption: true };
  for await (const { Parameters = [] } of paginateGetParameterHistory({ client }, input)) {
    for (const { Version, Value } of Parameters) {
      if (Version !== undefined && Value !== undefined) values.set(Version, Value);
    }
  }
  return values;
}

/** Copies new versions. */
export async function copy(of: Stage, here: Place, there: Place): Promise<void> {
  for (const key of copied(of)) {
    const added = await mirror(key, here, there).catch((error: unknown) => {
      if (!isNamed(error, "AccessDeniedException")) throw error;
      throw new Failure(
        `${key.name} has no copy in ${there.name} that is proven to be its newest version, and these credentials may not read it: ` +
          `run 'STAGE=${of.name} ESCROW=${there.name} tools/deploy.sh' once with those of an administrator.`,
      );
    });
    if (added > 0) say(`copied ${key.name} to ${there.name}`);
  }
}

/**
 * Restores missing versions from their copies.
 *
 * @throws {Failure} if there is no copy of a missing key.
 */
export async function restore(of: Stage, here: Place, there: Place, used: Versions): Promise<void> {
  const inUse = { [of.sessionKey]: used.sessionKeyVersions?.[0], [of.pushKey]: used.pushKeyVersion };
  for (const key of copied(of)) {
    if ((await version(here.client, key)) !== undefined) {
      say(`${key.name} is not missing`);
      continue;
    }
    const newest = await mirror(key, there, here);
    if (newest === 0)
      throw new Failure(
        `${key.name} has no copy in ${there.name}: try another ESCROW, or see docs/runbook.md, 'A key is missing'.`,
      );
    say(`restored ${key.name}`);
    const deployed = inUse[key.name] ?? 0;
    if (newest < deployed) {
      say(
        `version ${deployed} is deployed, and the copy ends at ${newest}: what was signed with a later one is lost; ` +
          `run 'STAGE=${of.name} tools/deploy.sh', which deploys version ${newest}`,
      );
    }
  }
}

/**
 * Restores the session key from a text, as every version that is deployed.
 *
 * @throws {Failure} if the key is not missing, or the text is not one.
 */
export async function restoreFrom(text: string, of: Stage, { client }: Place, used: Versions): Promise<void> {
  const key = sessionKey(of);
  if ((await version(client, key)) !== undefined) {
    throw new Failure(`${key.name} is not missing: to replace it, see 'tools/deploy.sh rotate-session'.`);
  }
  const value = text.replace(/\s/g, "");
  if (!value.split(",").every(isSessionKey)) {
    throw new Failure("the text is not a session key: at least 64 bytes in base64; several keys are comma-separated.");
  }
  await add(client, key, new Map([[Math.max(1, ...(used.sessionKeyVersions ?? [])), value]]), 0);
  say(`restored ${key.name}`);
}

const isSessionKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 && Buffer.from(text, "base64").length >= 64;

async function standardInput(of: Stage): Promise<string> {
  if (process.stdin.isTTY) {
    throw new Failure(
      `there is nothing to restore from: set ESCROW=region, or run 'STAGE=${of.name} tools/deploy.sh restore-key < FILE' with a copy of the session key.`,
    );
  }
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { at: { type: "string" }, stage: { type: "string" } },
  });
  const of = stage(values.stage);
  const what = oneOf(["copy", "restore"], positionals[0] ?? "copy");
  const client = ssm();
  const region = await client.config.region();
  const here = { client, name: region };
  const there = values.at === undefined ? undefined : place(values.at, region);
  if (what === "copy") {
    if (!there) throw new Failure("--at is missing: name the region of the copies.");
    return copy(of, here, there);
  }
  const used = await deployed(cloudFormation(), of);
  await (there ? restore(of, here, there, used) : restoreFrom(await standardInput(of), of, here, used));
});
