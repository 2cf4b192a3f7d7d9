// Moves the live alias to an earlier version, in seconds.
//
// The stack does not notice. Revert the change as well, or the next deployment brings it back.

import { parseArgs } from "node:util";
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { program, say } from "./cli.ts";
import { cloudFormation, lambda } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { deployed, type Versions } from "./keys.ts";
import { output } from "./outputs.ts";
import { stage } from "./stage.ts";

const USAGE = `rollback.ts [VERSION] [--stage NAME]

Moves the alias 'live' to an earlier version of the function: VERSION, or the previous one. Refuses a
version that does not know the keys in use.
`;

/** The alias of the version in service. */
export const ALIAS = "live";

/**
 * Moves the alias; returns the versions before and after.
 *
 * @param keys those in use: a version with other keys is refused.
 * @throws {Failure} if there is no such version, or a deployment is under way.
 */
export async function rollback(
  client: LambdaClient,
  name: string,
  version?: string,
  keys: Versions = {},
): Promise<{ from: string; to: string }> {
  const alias = await client.send(new GetAliasCommand({ FunctionName: name, Name: ALIAS }));
  if (Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) {
    // CodeDeploy would move the alias again.
    throw new Failure(
      `${name} is being deployed: stop that deployment in CodeDeploy, which then rolls back by itself.`,
    );
  }
  const from = alias.FunctionVersion ?? "";
  const available = await versions(client, name);
  const to =
    version ??
    available
      .filter((number) => number < Number(from))
      .at(-1)
      ?.toString();
  if (to === undefined) throw new Failure(`${name} has no version before ${from}: deploy a good one.`);
  if (!available.includes(Number(to))) {
    throw new Failure(`${name} has no version ${to}: use one of ${available.join(", ")}.`);
  }
  if (to === from) return { from, to };
  await checkKeys(client, name, to, keys);
  try {
    await client.send(
      new UpdateAliasCommand({ FunctionName: name, Name: ALIAS, FunctionVersion: to, RevisionId: alias.RevisionId }),
    );
  } catch (error) {
    if (!isNamed(error, "PreconditionFailedException")) throw error;
    throw new Failure(
      `the alias ${ALIAS} of ${name} was just moved by another process: check its version, then run this again.`,
    );
  }
  return { from, to };
}

/** Refuses a version with other keys than those in use. */
async function checkKeys(client: LambdaClient, name: string, version: string, keys: Versions): Promise<void> {
  const { Environment } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version }),
  );
  const selectors = (variable: string) => (Environment?.Variables?.[variable] ?? "").split(",");
  const knows = (variable: string, key: number | undefined) =>
    key === undefined || selectors(variable).some((selector) => selector.endsWith(`:${key}`));
  const instead = "name a newer version, or deploy the good commit again";
  if (!knows("HUMEUR_ORIGIN_KEY_PARAMETERS", keys.originKeyVersion)) {
    throw new Failure(
      `version ${version} does not know version ${keys.originKeyVersion} of the origin key, which CloudFront sends, and would refuse every request: ${instead}.`,
    );
  }
  const { sessionKeyVersions: used = [], pushKeyVersion } = keys;
  if (!knows("HUMEUR_SESSION_KEY_PARAMETER", used[0])) {
    throw new Failure(
      `version ${version} does not know version ${used[0]} of the session key, which signs, and would end every session: ${instead}.`,
    );
  }
  // A version without the variable derives the first push key from the session key.
  const hasPushKey = Boolean(Environment?.Variables?.HUMEUR_PUSH_KEY_PARAMETER);
  if (hasPushKey ? !knows("HUMEUR_PUSH_KEY_PARAMETER", pushKeyVersion) : (pushKeyVersion ?? 1) > 1) {
    throw new Failure(
      `version ${version} does not know version ${pushKeyVersion} of the push key, and its reminders would not arrive: ${instead}.`,
    );
  }
  const accepted = selectors("HUMEUR_SESSION_KEY_PARAMETER").map((selector) => Number(selector.split(":").at(-1)));
  const revoked = accepted.find((key) => !used.includes(key));
  if (used.length > 0 && revoked !== undefined) {
    throw new Failure(
      `version ${version} knows version ${revoked} of the session key, and would accept ended sessions: ${instead}.`,
    );
  }
}

/** The published versions, oldest first. */
async function versions(client: LambdaClient, name: string): Promise<number[]> {
  const found: number[] = [];
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName: name })) {
    found.push(...(page.Versions ?? []).map(({ Version }) => Number(Version)).filter(Number.isInteger));
  }
  return found.sort((a, b) => a - b);
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { stage: { type: "string" } } });
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const name = await output(stacks, of.app, "FunctionName");
  const { from, to } = await rollback(lambda(), name, positionals[0] || undefined, await deployed(stacks, of));
  say(
    from === to
      ? `${ALIAS} is already at version ${to}`
      : `${ALIAS} moved from version ${from} to ${to}; revert the change too, or the next deployment brings it back`,
  );
  process.stdout.write(`${to}\n`);
});
