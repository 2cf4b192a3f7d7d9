// The first push key of a stage that had none. Earlier releases derived it from the session key, and a device
// accepts only the key that it subscribed with.

import { hkdfSync } from "node:crypto";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { Failure } from "./failure.ts";
import type { Stage } from "./stage.ts";

/** `PURPOSE` in server/src/push/key.rs. */
const PURPOSE = "humeur: key of the web push sender";
/** The bytes of a session key that count, however long it is. */
const SESSION_KEY_BYTES = 64;
const PUSH_KEY_BYTES = 32;

/** The push keys of the subscriptions that were made with session keys; both comma-separated, in base64. */
export function derive(sessionKeys: string): string {
  return sessionKeys
    .split(",")
    .map((text) => {
      const key = Buffer.from(text, "base64").subarray(0, SESSION_KEY_BYTES);
      return Buffer.from(hkdfSync("sha256", key, "", PURPOSE, PUSH_KEY_BYTES)).toString("base64");
    })
    .join();
}

/**
 * Reads these versions of the session key, and derives the push keys from them.
 *
 * @throws {Failure} if a version is missing.
 */
export async function derivedPushKey(client: SSMClient, of: Stage, versions: readonly number[]): Promise<string> {
  const Names = versions.map((version) => `${of.sessionKey}:${version}`);
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }));
  const keys = versions.map((version) => {
    const found = Parameters.find((parameter) => parameter.Version === version)?.Value;
    if (found === undefined) {
      throw new Failure(
        `version ${version} of ${of.sessionKey} is missing, from which the push key is made: restore it with 'STAGE=${of.name} tools/deploy.sh restore-key'.`,
      );
    }
    return derive(found);
  });
  return keys.join();
}
