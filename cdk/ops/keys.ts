// The keys of a stage. CloudFormation can't create a secret parameter, and would show any other in its
// template, so this script creates them.

import { parseArgs } from "node:util";
import { type CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation, dynamoDb, ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { tableWithItems } from "./journals.ts";
import { createVersion, originKey, pushKey, renew, sessionKey, version } from "./key.ts";
import { derivedPushKey } from "./push-key.ts";
import { type Stage, stage } from "./stage.ts";

const USAGE = `keys.ts [ensure|rotate|rotate-session|revoke-session|revoke-push|show] [--stage NAME]

  ensure          creates the session key, the push key and the origin key if they are missing; refuses to
                  create another session key while a deployment or a journal needs the one before, or
                  another push key while a deployment uses one
  rotate          creates a new origin key, to be deployed next
  rotate-session  creates a new session key: the next deployment accepts it, the one after it signs
                  with it and still accepts the one before
  revoke-session  creates a new session key that stands alone, and a new push key: their deployment ends
                  every session and every reminder
  revoke-push     creates a new push key: its deployment ends every reminder
  show            creates nothing

Prints the versions of each key to deploy as an option of the stacks, one NAME=VALUE a line; nothing
for a missing key. Never prints a key.
`;

/** The clients of the stage's account and region. */
export interface Aws {
  readonly ssm: SSMClient;
  readonly stacks: CloudFormationClient;
  readonly tables: DynamoDBClient;
}

/** Versions of the keys, as the options that deploy them; none for a missing key. */
export interface Versions {
  readonly originKeyVersion?: number;
  /** The first signs, all verify. */
  readonly sessionKeyVersions?: readonly number[];
  readonly pushKeyVersion?: number;
}

/**
 * Creates missing keys.
 *
 * @param push the version of a push key that was just created.
 * @throws {Failure} if a key is missing that a deployment uses, or a session key that journals need.
 */
export async function ensure(aws: Aws, of: Stage, push?: number): Promise<Required<Versions>> {
  const used = await deployed(aws.stacks, of);
  const found = await version(aws.ssm, sessionKey(of));
  if (found === undefined) await requireUnused(aws, of, used);
  const newest = found ?? (await renew(aws.ssm, sessionKey(of), undefined));
  return {
    originKeyVersion: await ensureOriginKey(aws.ssm, of, used),
    sessionKeyVersions: nextVersions(newest, used.sessionKeyVersions),
    // A session key that was just created has no subscriptions.
    pushKeyVersion: push ?? (await ensurePushKey(aws.ssm, of, used, found)),
  };
}

/** Throws if sessions of a missing session key may exist. */
async function requireUnused(aws: Aws, of: Stage, used: Versions): Promise<void> {
  const ways =
    `restore it with 'STAGE=${of.name} tools/deploy.sh restore-key', ` +
    `or accept the loss with 'STAGE=${of.name} tools/deploy.sh revoke-session'.`;
  if (used.sessionKeyVersions !== undefined) {
    throw new Failure(
      `${of.sessionKey} is missing, but version ${used.sessionKeyVersions[0]} of it is deployed, and another key would lose every journal: ${ways}`,
    );
  }
  const table = await tableWithItems(aws, of);
  if (table !== undefined) {
    throw new Failure(
      `${of.sessionKey} is missing, but table ${table} is not empty, and another key would lose every journal: ${ways}`,
    );
  }
}

/** The versions that a deployment would use; none for a missing key. */
export async function planned({ ssm, stacks }: Aws, of: Stage): Promise<Versions> {
  const found = await version(ssm, sessionKey(of));
  const { sessionKeyVersions } = await deployed(stacks, of);
  return {
    originKeyVersion: await version(ssm, originKey(of)),
    ...(found !== undefined && { sessionKeyVersions: nextVersions(found, sessionKeyVersions) }),
    pushKeyVersion: await version(ssm, pushKey(of)),
  };
}

/** The deployed versions of the session key; none if the parameter was put back, with versions from 1 on. */
const known = (newest: number, used: readonly number[] = []): readonly number[] =>
  newest < Math.max(0, ...used) ? [] : used;

/**
 * The versions of the session key after `used`. A new one is accepted first and signs only with the
 * deployment after that, because the function of the previous deployment still answers during each
 * one: it must know every key that signs.
 */
function nextVersions(newest: number, used?: readonly number[]): readonly number[] {
  const [signing, ...accepted] = known(newest, used);
  if (signing === undefined) return [newest];
  if (signing === newest) return [signing, ...accepted];
  return accepted.includes(newest) ? [newest, signing] : [signing, newest];
}

/**
 * Creates a new version of the origin key; returns the versions to deploy.
 *
 * There is no downtime: the function is deployed first, and accepts both the new version and the
 * one before; then CloudFront is told to send it, which reaches its edges within minutes. So each
 * rotation must be deployed before the next one: a version that is not deployed yet is returned
 * unchanged.
 */
export async function rotate(aws: Aws, of: Stage): Promise<Required<Versions>> {
  const versions = await ensure(aws, of);
  const used = (await deployed(aws.stacks, of)).originKeyVersion;
  return { ...versions, originKeyVersion: await renew(aws.ssm, originKey(of), versions.originKeyVersion, used) };
}

/**
 * Creates a new version of the session key, unless the newest one is not deployed yet; returns the
 * versions to deploy. No session ends.
 */
export async function rotateSession(aws: Aws, of: Stage): Promise<Required<Versions>> {
  const versions = await ensure(aws, of);
  const used = await deployed(aws.stacks, of);
  const newest = await replaceSessionKey(aws.ssm, of, used);
  return { ...versions, sessionKeyVersions: nextVersions(newest, used.sessionKeyVersions) };
}

/**
 * The same for a leaked key: no other version is accepted, and every session ends. So does every
 * reminder, whose owner could not stop it without the session.
 */
export async function revokeSession({ ssm, stacks }: Aws, of: Stage): Promise<Required<Versions>> {
  const used = await deployed(stacks, of);
  return {
    originKeyVersion: await ensureOriginKey(ssm, of, used),
    sessionKeyVersions: [await replaceSessionKey(ssm, of, used)],
    pushKeyVersion: await replacePushKey(ssm, of, used),
  };
}

/** Creates a new version of the push key, unless the newest one is not deployed yet. Every reminder ends. */
export async function revokePush(aws: Aws, of: Stage): Promise<Required<Versions>> {
  return ensure(aws, of, await replacePushKey(aws.ssm, of, await deployed(aws.stacks, of)));
}

/** A version of the session key that is newer than those in use. */
async function replaceSessionKey(client: SSMClient, of: Stage, used: Versions): Promise<number> {
  const found = await version(client, sessionKey(of));
  return renew(client, sessionKey(of), found, Math.max(0, ...(used.sessionKeyVersions ?? [])));
}

/** A version of the push key that is newer than the one in use. One that was never deployed may be derived. */
async function replacePushKey(client: SSMClient, of: Stage, used: Versions): Promise<number> {
  const found = await version(client, pushKey(of));
  return renew(client, pushKey(of), found, used.pushKeyVersion ?? found);
}

/** The versions in the deployed stack; none before the first deployment. */
export async function deployed(client: CloudFormationClient, of: Stage): Promise<Versions> {
  try {
    const { TemplateBody = "" } = await client.send(new GetTemplateCommand({ StackName: of.app }));
    const after = (text: string) => TemplateBody.split(text)[1];
    const sessionKeys = after(`"${of.sessionKey}:`)?.split('"')[0];
    return {
      originKeyVersion: parseInt(after(`{{resolve:ssm:${of.originKey}:`) ?? "", 10) || undefined,
      sessionKeyVersions: sessionKeys?.split(",").map((key) => Number(key.split(":").at(-1))),
      pushKeyVersion: parseInt(after(`"${of.pushKey}:`) ?? "", 10) || undefined,
    };
  } catch (error) {
    if (isNamed(error, "ValidationError") && /does not exist/.test((error as Error).message)) return {};
    throw error;
  }
}

async function ensureOriginKey(client: SSMClient, of: Stage, used: Versions): Promise<number> {
  return (await version(client, originKey(of))) ?? renew(client, originKey(of), undefined, used.originKeyVersion);
}

/**
 * Creates the push key if it is missing.
 *
 * @param session the newest version of the session key with which devices may have subscribed.
 * @throws {Failure} if a deployment uses the missing key.
 */
async function ensurePushKey(client: SSMClient, of: Stage, used: Versions, session?: number): Promise<number> {
  const key = pushKey(of);
  const found = await version(client, key);
  if (found !== undefined) return found;
  if (used.pushKeyVersion !== undefined) {
    throw new Failure(
      `${key.name} is missing, but version ${used.pushKeyVersion} of it is deployed, and another key would end every reminder: ` +
        `restore it with 'STAGE=${of.name} tools/deploy.sh restore-key', ` +
        `or accept the loss with 'STAGE=${of.name} tools/deploy.sh revoke-push'.`,
    );
  }
  if (session === undefined) return renew(client, key, undefined);
  const versions = known(session, used.sessionKeyVersions);
  const value = await derivedPushKey(client, of, versions.length > 0 ? versions : [session]);
  say(`created ${key.name} from the session key, so that devices go on receiving messages`);
  return createVersion(client, key, value);
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { stage: { type: "string" } } });
  const of = stage(values.stage);
  const commands = {
    ensure,
    rotate,
    "rotate-session": rotateSession,
    "revoke-session": revokeSession,
    "revoke-push": revokePush,
    show: planned,
  };
  const what = oneOf(Object.keys(commands) as (keyof typeof commands)[], positionals[0] ?? "ensure");
  const versions = await commands[what]({ ssm: ssm(), stacks: cloudFormation(), tables: dynamoDb() }, of);
  for (const [name, version] of Object.entries(versions)) {
    if (version !== undefined) process.stdout.write(`${name}=${String(version)}\n`);
  }
});
