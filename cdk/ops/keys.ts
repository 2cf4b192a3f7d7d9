// The two secrets of a stage. CloudFormation can't create a secret parameter, and would show any
// other in its template, so this script creates both.

import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { type CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, type ParameterType, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation, ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { type Stage, stage } from "./stage.ts";

const USAGE = `keys.ts [ensure|rotate|rotate-session|revoke-session|show] [--stage NAME]

  ensure          creates the session key and the origin key if they are missing; refuses to create
                  another session key while a deployment uses one
  rotate          creates a new origin key, to be deployed next
  rotate-session  creates a new session key: the next deployment accepts it, the one after it signs
                  with it and still accepts the one before
  revoke-session  creates a new session key that stands alone: its deployment ends every session
  show            creates nothing

Prints the versions of each key to deploy as an option of the stacks, one NAME=VALUE a line; nothing
for a missing key. Never prints a key.
`;

interface Key {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly generate: () => string;
}

/** Signs the sessions. Its cookies are the only access to many a journal, so it is replaced only on request. */
const sessionKey = (of: Stage): Key => ({
  name: of.sessionKey,
  type: "SecureString",
  description: "Humeur: signs the sessions. Without it every journal is lost to its owner.",
  generate: () => randomBytes(64).toString("base64"),
});

/** Not a SecureString, because CloudFormation can't resolve one into a header. */
const originKey = (of: Stage): Key => ({
  name: of.originKey,
  type: "String",
  description: "Humeur: CloudFront sends it to the API, which refuses other requests.",
  generate: () => randomBytes(32).toString("base64url"),
});

/** Versions of the keys, as the options that deploy them; none for a missing key. */
export interface Versions {
  readonly originKeyVersion?: number;
  /** The first signs, all verify. */
  readonly sessionKeyVersions?: readonly number[];
}

/**
 * Creates missing keys.
 *
 * @throws {Failure} if the session key is missing although a deployment uses it.
 */
export async function ensure(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<Required<Versions>> {
  const used = await deployed(stacks, of);
  const key = sessionKey(of);
  const found = await version(client, key);
  if (found === undefined && used.sessionKeyVersions !== undefined) {
    throw new Failure(
      `${key.name} is missing, but version ${used.sessionKeyVersions[0]} of it is deployed, and another key would lose every journal: ` +
        `put it back with 'aws ssm put-parameter --type ${key.type} --name ${key.name} --value …', ` +
        `or accept the loss with 'STAGE=${of.name} tools/deploy.sh revoke-session'.`,
    );
  }
  const newest = found ?? (await createVersion(client, key));
  return {
    originKeyVersion: await ensureKey(client, originKey(of), used.originKeyVersion),
    sessionKeyVersions: nextVersions(newest, used.sessionKeyVersions),
  };
}

/** The versions that a deployment would use; none for a missing key. */
export async function planned(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<Versions> {
  const found = await version(client, sessionKey(of));
  const { sessionKeyVersions } = await deployed(stacks, of);
  return {
    originKeyVersion: await version(client, originKey(of)),
    ...(found !== undefined && { sessionKeyVersions: nextVersions(found, sessionKeyVersions) }),
  };
}

/**
 * The versions of the session key after `used`. A new one is accepted first and signs only with the
 * deployment after that, because the function of the previous deployment still answers during each
 * one: it must know every key that signs.
 */
function nextVersions(newest: number, used: readonly number[] = []): readonly number[] {
  const [signing] = used;
  // Nothing is deployed, or the parameter was put back, with versions from 1 on.
  if (signing === undefined || newest < Math.max(...used)) return [newest];
  if (!used.includes(newest)) return [signing, newest];
  return signing === newest ? used : [newest, signing];
}

/**
 * Creates a new version of the origin key; returns the versions to deploy.
 *
 * There is no downtime: the function is deployed first, and accepts both the new version and the
 * one before; then CloudFront is told to send it, which reaches its edges within minutes. So each
 * rotation must be deployed before the next one: a version that is not deployed yet is returned
 * unchanged.
 */
export async function rotate(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<Required<Versions>> {
  const { originKeyVersion, sessionKeyVersions } = await ensure(client, stacks, of);
  const used = (await deployed(stacks, of)).originKeyVersion;
  return { originKeyVersion: await rotateKey(client, originKey(of), originKeyVersion, used), sessionKeyVersions };
}

/**
 * Creates a new version of the session key, unless the newest one is not deployed yet; returns the
 * versions to deploy. No session ends.
 */
export async function rotateSession(
  client: SSMClient,
  stacks: CloudFormationClient,
  of: Stage,
): Promise<Required<Versions>> {
  const { originKeyVersion } = await ensure(client, stacks, of);
  const newest = await replaceSessionKey(client, stacks, of);
  return {
    originKeyVersion,
    sessionKeyVersions: nextVersions(newest, (await deployed(stacks, of)).sessionKeyVersions),
  };
}

/** The same for a leaked key: no other version is accepted, and every session ends. */
export async function revokeSession(
  client: SSMClient,
  stacks: CloudFormationClient,
  of: Stage,
): Promise<Required<Versions>> {
  const used = await deployed(stacks, of);
  return {
    originKeyVersion: await ensureKey(client, originKey(of), used.originKeyVersion),
    sessionKeyVersions: [await replaceSessionKey(client, stacks, of)],
  };
}

/** A version of the session key that is newer than those in use. */
async function replaceSessionKey(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<number> {
  const { sessionKeyVersions = [] } = await deployed(stacks, of);
  const found = await version(client, sessionKey(of));
  return rotateKey(client, sessionKey(of), found, Math.max(0, ...sessionKeyVersions));
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
    };
  } catch (error) {
    if (isNamed(error, "ValidationError") && /does not exist/.test((error as Error).message)) return {};
    throw error;
  }
}

async function ensureKey(client: SSMClient, key: Key, used?: number): Promise<number> {
  return (await version(client, key)) ?? rotateKey(client, key, undefined, used);
}

/**
 * Creates versions until one is newer than `used`: a parameter that was deleted begins at 1 again,
 * and a version in use must never stand for two keys.
 */
async function rotateKey(client: SSMClient, key: Key, found: number | undefined, used = 0): Promise<number> {
  let version = found ?? (await createVersion(client, key));
  while (version <= used) version = await createVersion(client, key, version);
  return version;
}

/** Creates the parameter, or the version after `before`. */
async function createVersion(client: SSMClient, key: Key, before = 0): Promise<number> {
  const { name: Name, type: Type, description: Description } = key;
  try {
    const { Version } = await client.send(
      new PutParameterCommand({ Name, Type, Description, Value: key.generate(), Overwrite: before > 0 }),
    );
    say(before > 0 ? `created a new version of ${Name}` : `created ${Name}`);
    return Version ?? before + 1;
  } catch (error) {
    // Another process was faster.
    if (isNamed(error, "ParameterAlreadyExists")) return (await version(client, key)) ?? 1;
    throw error;
  }
}

async function version(client: SSMClient, key: Key): Promise<number | undefined> {
  try {
    // Without decryption: the key must not get into any output.
    const { Parameter } = await client.send(new GetParameterCommand({ Name: key.name }));
    if (Parameter?.Type !== key.type) {
      throw new Failure(
        `${key.name} is a ${Parameter?.Type} and must be a ${key.type}: save its value, delete it, then run this again.`,
      );
    }
    return Parameter.Version;
  } catch (error) {
    if (isNamed(error, "ParameterNotFound")) return undefined;
    throw error;
  }
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { stage: { type: "string" } } });
  const of = stage(values.stage);
  const commands = { ensure, rotate, "rotate-session": rotateSession, "revoke-session": revokeSession, show: planned };
  const what = oneOf(Object.keys(commands) as (keyof typeof commands)[], positionals[0] ?? "ensure");
  const versions = await commands[what](ssm(), cloudFormation(), of);
  for (const [name, version] of Object.entries(versions)) {
    if (version !== undefined) process.stdout.write(`${name}=${String(version)}\n`);
  }
});
