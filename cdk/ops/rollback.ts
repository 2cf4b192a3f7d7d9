// Moves the live aliases of the site and its jobs to an earlier version, in seconds.
//
// The stack does not notice. Revert the change as well, or the next deployment brings it back.

import { parseArgs } from "node:util";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  type AliasConfiguration,
  type FunctionConfiguration,
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
import { output, outputs } from "./outputs.ts";
import { LIVE, SITE_VERSION, type Stage, stage } from "./stage.ts";

const USAGE = `rollback.ts [VERSION] [--stage NAME]

Moves the alias 'live' to an earlier version of the site's function: VERSION, or the previous one; and those
of the jobs' functions to the versions that were released with it. Moves none if one of them can't be moved,
or does not know the keys in use.
`;

/** An alias and the version to which it moves. */
interface Move {
  readonly name: string;
  readonly alias: AliasConfiguration;
  readonly to: string;
}

/**
 * Moves the aliases; returns the site's versions before and after.
 *
 * @param name the site's function.
 * @param keys those in use: a version with other keys is refused.
 * @param jobs the jobs' functions.
 * @throws {Failure} if there is no such version, or a deployment is under way.
 */
export async function rollback(
  client: LambdaClient,
  name: string,
  version?: string,
  keys: Versions = {},
  jobs: readonly string[] = [],
): Promise<{ from: string; to: string }> {
  const alias = await stableAlias(client, name);
  const from = alias.FunctionVersion ?? "";
  const available = (await versions(client, name)).map(({ Version }) => Number(Version));
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
  const site = { name, alias, to };
  if (to !== from) await checkKeys(client, name, to, keys);
  const others: Move[] = [];
  for (const job of jobs) others.push(await moveOfJob(client, job, to));
  // A job never runs newer code than the site.
  for (const each of Number(to) < Number(from) ? [...others, site] : [site, ...others]) await move(client, each);
  return { from, to };
}

/** The alias of a function that is not being deployed. */
async function stableAlias(client: LambdaClient, name: string): Promise<AliasConfiguration> {
  const alias = await client.send(new GetAliasCommand({ FunctionName: name, Name: LIVE }));
  if (Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) {
    // CodeDeploy would move the alias again.
    throw new Failure(
      `${name} is being deployed: stop that deployment in CodeDeploy, which then rolls back by itself.`,
    );
  }
  return alias;
}

/** The move of a job's function to its newest version that was released with a version of the site, and its keys. */
async function moveOfJob(client: LambdaClient, name: string, site: string): Promise<Move> {
  const alias = await stableAlias(client, name);
  const all = await versions(client, name);
  const version = all.findLast(({ Environment }) => Environment?.Variables?.[SITE_VERSION] === site);
  if (!version?.Version) {
    throw new Failure(
      `${name} has no version that was released with version ${site} of the site, and would run newer code: name a newer version, or deploy the good commit again.`,
    );
  }
  return { name, alias, to: version.Version };
}

/** Moves an alias, unless it is there already. */
async function move(client: LambdaClient, { name, alias, to }: Move): Promise<void> {
  if (to === alias.FunctionVersion) return;
  try {
    await client.send(
      new UpdateAliasCommand({ FunctionName: name, Name: LIVE, FunctionVersion: to, RevisionId: alias.RevisionId }),
    );
  } catch (error) {
    if (!isNamed(error, "PreconditionFailedException")) throw error;
    throw new Failure(
      `the alias ${LIVE} of ${name} was just moved by another process: check its version, then run this again.`,
    );
  }
}

/** Refuses a version of the site with other keys than those in use. */
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
async function versions(client: LambdaClient, name: string): Promise<FunctionConfiguration[]> {
  const found: FunctionConfiguration[] = [];
  for await (const page of paginateListVersionsByFunction({ client }, { FunctionName: name })) {
    found.push(...(page.Versions ?? []).filter(({ Version }) => Number.isInteger(Number(Version))));
  }
  return found.sort((a, b) => Number(a.Version) - Number(b.Version));
}

/** The jobs' functions of a stage; none if an earlier release is deployed, whose site runs the jobs. */
export async function jobFunctions(stacks: CloudFormationClient, of: Stage): Promise<string[]> {
  const { JobFunctions = "" } = await outputs(stacks, of.app);
  return JobFunctions.split(",").filter(Boolean);
}

program(import.meta.url, USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { stage: { type: "string" } } });
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const name = await output(stacks, of.app, "FunctionName");
  const jobs = await jobFunctions(stacks, of);
  const { from, to } = await rollback(lambda(), name, positionals[0] || undefined, await deployed(stacks, of), jobs);
  say(
    from === to
      ? `${LIVE} is already at version ${to}`
      : `${LIVE} moved from version ${from} to ${to}; revert the change too, or the next deployment brings it back`,
  );
  process.stdout.write(`${to}\n`);
});
