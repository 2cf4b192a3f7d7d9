// Moves the live alias back to a version that is still there: seconds, and nothing is built.
//
// The stack does not know of it. Revert the change as well, or the next deployment brings it back.

import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { parseArgs } from "node:util";
import { program, say } from "./cli.ts";
import { cloudFormation, lambda } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { deployed, type Versions } from "./keys.ts";
import { output } from "./outputs.ts";
import { stage } from "./stage.ts";

const USAGE = `rollback.ts [VERSION] [--stage NAME]

Has the alias 'live' name an earlier version of the function: VERSION, or the one before. Refuses one
that does not know the keys that are in use.
`;

/** The alias that answers. */
export const ALIAS = "live";

/**
 * Moves the alias, and returns where it was and where it is.
 *
 * @param keys those that are in use: a version that knows others is not gone back to.
 */
export async function rollback(
  client: LambdaClient,
  name: string,
  version?: string,
  keys: Versions = {},
): Promise<{ from: string; to: string }> {
  const alias = await client.send(new GetAliasCommand({ FunctionName: name, Name: ALIAS }));
  if (Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) {
    // Two hands on one alias: whichever came last would win.
    throw new Failure(`${name} is being deployed: stop that deployment in CodeDeploy, which then goes back by itself.`);
  }
  const from = alias.FunctionVersion ?? "";
  const there = await versions(client, name);
  const to = version ?? there.filter((number) => number < Number(from)).at(-1)?.toString();
  if (to === undefined) throw new Failure(`${name} has no version before ${from}: deploy a good one.`);
  if (!there.includes(Number(to))) {
    throw new Failure(`${name} has no version ${to}: take one of ${there.join(", ")}.`);
  }
  if (to === from) return { from, to };
  await refuseForeign(client, name, to, keys);
  try {
    await client.send(
      new UpdateAliasCommand({ FunctionName: name, Name: ALIAS, FunctionVersion: to, RevisionId: alias.RevisionId }),
    );
  } catch (error) {
    if (!isNamed(error, "PreconditionFailedException")) throw error;
    throw new Failure(`somebody else moved ${ALIAS} of ${name} just now: look where it is, then run this again.`);
  }
  return { from, to };
}

/** Refuses a version that was made for other keys than those in use. */
async function refuseForeign(client: LambdaClient, name: string, version: string, keys: Versions): Promise<void> {
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version }));
  const knows = (variable: string, key: number | undefined) =>
    key === undefined || (Environment?.Variables?.[variable] ?? "").split(",").some((selector) => selector.endsWith(`:${key}`));
  const instead = "name a newer version, or deploy the good commit again";
  if (!knows("HUMEUR_ORIGIN_KEY_PARAMETERS", keys.originKeyVersion)) {
    throw new Failure(
      `version ${version} does not know version ${keys.originKeyVersion} of the origin key, which CloudFront sends, and would answer nobody: ${instead}.`,
    );
  }
  if (!knows("HUMEUR_SESSION_KEY_PARAMETER", keys.sessionKeyVersion)) {
    throw new Failure(
      `version ${version} does not sign with version ${keys.sessionKeyVersion} of the session key, and would open sessions that were ended: ${instead}.`,
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
      ? `${ALIAS} is at version ${to} already`
      : `${ALIAS} moved from version ${from} to ${to}; revert the change too, or the next deployment brings it back`,
  );
  process.stdout.write(`${to}\n`);
});
