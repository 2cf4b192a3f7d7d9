// Checks the access to AWS before anything is built or changed.

import { parseArgs } from "node:util";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { program } from "./cli.ts";
import { ssm } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { stage } from "./stage.ts";

const USAGE = `preflight.ts [--stage NAME]

Checks the stage's name, the credentials, the region and CDK's bootstrap; prints the region.
`;

/** The parameter that 'cdk bootstrap' creates. */
const BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version";

/**
 * Returns the region of the deployment.
 *
 * @throws {Failure} if it was never bootstrapped.
 */
export async function preflight(client: SSMClient): Promise<string> {
  const region = await client.config.region();
  await client.config.credentials();
  try {
    await client.send(new GetParameterCommand({ Name: BOOTSTRAP }));
  } catch (error) {
    if (!isNamed(error, "ParameterNotFound")) throw error;
    throw new Failure(
      `the account is not bootstrapped for the CDK in ${region}: run 'tools/deploy.sh bootstrap aws://ACCOUNT/${region}' once, then this again.`,
    );
  }
  return region;
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" } } });
  stage(values.stage);
  process.stdout.write(`${await preflight(ssm())}\n`);
});
