// The keys of a stage, as parameters in SSM. Nothing here reads a key: GitHub's role has no right to.

import { createHmac, randomBytes } from "node:crypto";
import {
  type ParameterType,
  PutParameterCommand,
  paginateDescribeParameters,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { say } from "./cli.ts";
import { Failure, isNamed } from "./failure.ts";
import type { Stage } from "./stage.ts";

/** A key, and how to make another one. */
export interface Key {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  readonly generate: () => string;
}

/** Signs the sessions. Its cookies are the only access to many a journal, so it is replaced only on request. */
export const sessionKey = (of: Stage): Key => ({
  name: of.sessionKey,
  type: "SecureString",
  description: "Humeur: signs the sessions. Without it every journal is lost to its owner.",
  generate: () => randomBytes(64).toString("base64"),
});

/** Signs push messages. A device accepts only the key that it subscribed with. */
export const pushKey = (of: Stage): Key => ({
  name: of.pushKey,
  type: "SecureString",
  description: "Humeur: signs push messages. Without it every reminder ends.",
  generate: () => randomBytes(32).toString("base64"),
});

/** Not a SecureString, because CloudFormation can't resolve one into a header. */
export const originKey = (of: Stage): Key => ({
  name: of.originKey,
  type: "String",
  description: "Humeur: CloudFront sends it to the API, which refuses other requests.",
  generate: () => randomBytes(32).toString("base64url"),
});

/** The newest version of a key. */
export interface NewestVersion {
  readonly version: number;
  /** The digest of its value; none if the parameter was not written by {@link createVersion}. */
  readonly digest?: string;
}

/**
 * The newest version of a key; none for a missing key.
 *
 * @throws {Failure} if the parameter has another type.
 */
export async function newestVersion(client: SSMClient, key: Key): Promise<NewestVersion | undefined> {
  const filter = { Key: "Name", Option: "Equals", Values: [key.name] };
  for await (const page of paginateDescribeParameters({ client }, { ParameterFilters: [filter] })) {
    for (const { Type, Version = 0, Description = "" } of page.Parameters ?? []) {
      if (Type !== key.type) {
        throw new Failure(
          `${key.name} is a ${Type} and must be a ${key.type}: save its value, delete it, then run this again.`,
        );
      }
      return { version: Version, digest: Description.split(mark(Version, ""))[1] };
    }
  }
  return undefined;
}

/** The number of the newest version of a key; none for a missing key. */
export const version = async (client: SSMClient, key: Key): Promise<number | undefined> =>
  (await newestVersion(client, key))?.version;

/**
 * The end of a description, which tells two keys apart without a right to read them. It names the version, because SSM
 * may keep the description when a person writes the next one.
 */
const mark = (version: number, digest: string): string => ` Digest of version ${version}: ${digest}`;

/** A digest of a value. It tells nothing about the value, which is at least 32 random bytes. */
const digest = ({ name }: Key, value: string): string =>
  createHmac("sha256", value).update(`humeur key ${name}`).digest("hex").slice(0, 32);

/** Creates the parameter, or the version after `before`; returns the version. */
export async function createVersion(client: SSMClient, key: Key, value: string, before = 0): Promise<number> {
  const { name: Name, type: Type } = key;
  const Description = key.description + mark(before + 1, digest(key, value));
  try {
    const { Version } = await client.send(
      new PutParameterCommand({ Name, Type, Description, Value: value, Overwrite: before > 0 }),
    );
    return Version ?? before + 1;
  } catch (error) {
    // Another process was faster.
    if (isNamed(error, "ParameterAlreadyExists")) return (await version(client, key)) ?? 1;
    throw error;
  }
}

/**
 * Generates versions after `found` until one is newer than `used`: a parameter that was deleted begins at 1
 * again, and a version in use must never stand for two keys.
 */
export async function renew(client: SSMClient, key: Key, found: number | undefined, used = 0): Promise<number> {
  let newest = found ?? 0;
  while (newest === 0 || newest <= used) {
    const before = newest;
    newest = await createVersion(client, key, key.generate(), before);
    say(before > 0 ? `created a new version of ${key.name}` : `created ${key.name}`);
  }
  return newest;
}
