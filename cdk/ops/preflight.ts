// Whether AWS will let us in at all, before anything is built or changed.

import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { parseArgs } from "node:util";
import { program } from "./cli.ts";
import { ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { stage } from "./stage.ts";

const USAGE = `preflight.ts [--stage NAME]

Looks at the stage's name, for credentials, a region, and CDK's bootstrap; prints the region.
`;

/** Where 'cdk bootstrap' leaves its mark. */
const BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version";

/**
 * The region that everything goes to.
 *
 * @throws {Failure} when it was never made ready for CDK.
 */
export async function preflight(client: SSMClient): Promise<string> {
  const region = await client.config.region();
  await client.config.credentials();
  try {
    await client.send(new GetParameterCommand({ Name: BOOTSTRAP }));
  } catch (error) {
    if (!isNamed(error, "ParameterNotFound")) throw error;
    throw new Failure(
      `the account is not ready for CDK in ${region}: run 'tools/deploy.sh bootstrap aws://ACCOUNT/${region}' once, then this again.`,
    );
  }
  return region;
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" } } });
  stage(values.stage);
  process.stdout.write(`${await preflight(ssm())}\n`);
});
