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

const USAGE = `keys.ts [ensure|rotate|rotate-session|show] [--stage NAME]

  ensure          creates the session key and the origin key if they are missing; refuses to create
                  another session key while a deployment uses one
  rotate          creates a new origin key, to be deployed next
  rotate-session  creates a new session key: its deployment ends every session
  show            creates nothing

Prints the newest version of each key as an option of the stacks, one NAME=VALUE a line; nothing
for a missing key. Never prints a key.
`;

interface Key {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly generate: () => string;
}

/** Signs the sessions. Its cookies are the only access to a journal, so it is replaced only on request. */
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
  readonly sessionKeyVersion?: number;
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
  if (found === undefined && used.sessionKeyVersion !== undefined) {
    throw new Failure(
      `${key.name} is missing, but version ${used.sessionKeyVersion} of it is deployed, and another key would lose every journal: ` +
        `put it back with 'aws ssm put-parameter --type ${key.type} --name ${key.name} --value …', ` +
        `or accept the loss with 'STAGE=${of.name} tools/deploy.sh rotate-session'.`,
    );
  }
  const sessionKeyVersion = found ?? (await createVersion(client, key));
  return { originKeyVersion: await ensureKey(client, originKey(of), used.originKeyVersion), sessionKeyVersion };
}

/** The newest versions. */
export async function newest(client: SSMClient, of: Stage): Promise<Versions> {
  return {
    originKeyVersion: await version(client, originKey(of)),
    sessionKeyVersion: await version(client, sessionKey(of)),
  };
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
  const { originKeyVersion, sessionKeyVersion } = await ensure(client, stacks, of);
  const used = (await deployed(stacks, of)).originKeyVersion;
  return { originKeyVersion: await rotateKey(client, originKey(of), originKeyVersion, used), sessionKeyVersion };
}

/**
 * Creates a new version of the session key, unless the newest one is not deployed yet; returns the
 * versions to deploy. A function knows only one session key, for as long as it runs.
 */
export async function rotateSession(
  client: SSMClient,
  stacks: CloudFormationClient,
  of: Stage,
): Promise<Required<Versions>> {
  const used = await deployed(stacks, of);
  const found = await version(client, sessionKey(of));
  return {
    originKeyVersion: await ensureKey(client, originKey(of), used.originKeyVersion),
    sessionKeyVersion: await rotateKey(client, sessionKey(of), found, used.sessionKeyVersion),
  };
}

/** The versions in the deployed stack; none before the first deployment. */
export async function deployed(client: CloudFormationClient, of: Stage): Promise<Versions> {
  try {
    const { TemplateBody = "" } = await client.send(new GetTemplateCommand({ StackName: of.app }));
    const after = (text: string) => parseInt(TemplateBody.split(text)[1] ?? "", 10) || undefined;
    return {
      originKeyVersion: after(`{{resolve:ssm:${of.originKey}:`),
      sessionKeyVersion: after(`"${of.sessionKey}:`),
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
  const what = oneOf(["ensure", "rotate", "rotate-session", "show"], positionals[0] ?? "ensure");
  const versions =
    what === "ensure"
      ? await ensure(ssm(), cloudFormation(), of)
      : what === "rotate"
        ? await rotate(ssm(), cloudFormation(), of)
        : what === "rotate-session"
          ? await rotateSession(ssm(), cloudFormation(), of)
          : await newest(ssm(), of);
  for (const [name, version] of Object.entries(versions)) {
    if (version !== undefined) process.stdout.write(`${name}=${version}\n`);
  }
});
