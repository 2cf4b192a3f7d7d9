// The two secrets of a stage. They are made here and not by CloudFormation, which can make no
// secret parameter, and would show any other in its template.

import { GetTemplateCommand, type CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand, PutParameterCommand, type ParameterType, type SSMClient } from "@aws-sdk/client-ssm";
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation, ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { stage, type Stage } from "./stage.ts";

const USAGE = `keys.ts [ensure|rotate|rotate-session|show] [--stage NAME]

  ensure          makes the session key and the origin key where they are missing
  rotate          makes a new origin key, to be deployed next
  rotate-session  makes a new session key: once it is deployed, every session has ended
  show            makes nothing

Prints the newest version of each key as an option of the stacks, one NAME=VALUE a line; nothing
for one that is missing. Never prints a key.
`;

interface Key {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly make: () => string;
}

/**
 * Signs the sessions. Made anew only when somebody asks for just that: people hold no other claim to
 * their journals than the cookies that it signed.
 */
const sessionKey = (of: Stage): Key => ({
  name: of.sessionKey,
  type: "SecureString",
  description: "Humeur: signs the sessions. Without it nobody finds their journal again.",
  make: () => randomBytes(64).toString("base64"),
});

/** Not a SecureString, because CloudFormation resolves none of those into a header. */
const originKey = (of: Stage): Key => ({
  name: of.originKey,
  type: "String",
  description: "Humeur: CloudFront shows it to the API, which answers nobody else.",
  make: () => randomBytes(32).toString("base64url"),
});

/** The newest versions of the keys, as the options that deploy them; none of a key that is missing. */
export interface Versions {
  readonly originKeyVersion?: number;
  readonly sessionKeyVersion?: number;
}

/** Makes what is missing; what is there stays. */
export async function ensure(client: SSMClient, of: Stage): Promise<Required<Versions>> {
  const sessionKeyVersion = await ensureKey(client, sessionKey(of));
  return { originKeyVersion: await ensureKey(client, originKey(of)), sessionKeyVersion };
}

/** What there is. */
export async function newest(client: SSMClient, of: Stage): Promise<Versions> {
  return { originKeyVersion: await version(client, originKey(of)), sessionKeyVersion: await version(client, sessionKey(of)) };
}

/**
 * Makes a new version of the origin key. Returns what to deploy.
 *
 * There is no gap, in this order: the new version is made, and nobody uses it; the function is
 * deployed, and takes both it and the one before; CloudFront is told to send it, which reaches
 * its edges within minutes. So the function always knows the key that an edge still sends, as
 * long as one rotation is deployed before the next one: a version that was made and not yet
 * deployed is therefore returned as it is.
 */
export async function rotate(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<Required<Versions>> {
  const made = await ensure(client, of);
  const { originKeyVersion: used } = await deployed(stacks, of);
  if (used === undefined || used < made.originKeyVersion) return made;
  return { ...made, originKeyVersion: await anew(client, originKey(of), made.originKeyVersion) };
}

/**
 * Makes a new version of the session key, unless the newest one is not deployed yet. Returns what to
 * deploy: the function keeps the key that it began with, and knows one alone.
 */
export async function rotateSession(client: SSMClient, stacks: CloudFormationClient, of: Stage): Promise<Required<Versions>> {
  const made = await ensure(client, of);
  const { sessionKeyVersion: used } = await deployed(stacks, of);
  if (used === undefined || used < made.sessionKeyVersion) return made;
  return { ...made, sessionKeyVersion: await anew(client, sessionKey(of), made.sessionKeyVersion) };
}

/** The versions that the deployed stack names: CloudFront sends the one, the function signs with the other. */
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

/** A new version of a key that is there. */
async function anew(client: SSMClient, key: Key, before: number): Promise<number> {
  const { Version } = await client.send(
    new PutParameterCommand({ Name: key.name, Type: key.type, Value: key.make(), Overwrite: true }),
  );
  say(`made a new version of ${key.name}`);
  return Version ?? before + 1;
}

async function ensureKey(client: SSMClient, key: Key): Promise<number> {
  const found = await version(client, key);
  if (found !== undefined) return found;
  try {
    const { Version } = await client.send(
      new PutParameterCommand({ Name: key.name, Type: key.type, Description: key.description, Value: key.make() }),
    );
    say(`made ${key.name}`);
    return Version ?? 1;
  } catch (error) {
    // Somebody else was quicker.
    if (isNamed(error, "ParameterAlreadyExists")) return (await version(client, key)) ?? 1;
    throw error;
  }
}

async function version(client: SSMClient, key: Key): Promise<number | undefined> {
  try {
    // Undecrypted: what is not read can't be shown.
    const { Parameter } = await client.send(new GetParameterCommand({ Name: key.name }));
    if (Parameter?.Type !== key.type) {
      throw new Failure(`${key.name} is a ${Parameter?.Type} and must be a ${key.type}: move it away, then run this again.`);
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
  const made =
    what === "ensure" ? await ensure(ssm(), of)
    : what === "rotate" ? await rotate(ssm(), cloudFormation(), of)
    : what === "rotate-session" ? await rotateSession(ssm(), cloudFormation(), of)
    : await newest(ssm(), of);
  for (const [name, version] of Object.entries(made)) if (version !== undefined) process.stdout.write(`${name}=${version}\n`);
});
