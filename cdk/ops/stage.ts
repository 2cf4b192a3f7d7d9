// A stage is one Humeur of its own in an account: production, staging, …

import { Failure } from "./failure.ts";

/** The stage that is meant when none is named. */
export const DEFAULT_STAGE = "production";

/** Where CloudFront takes certificates and firewalls from. */
export const EDGE_REGION = "us-east-1";

/** Everything that bears the stage's name. */
export interface Stage {
  readonly name: string;
  /** The stack with the tables and buckets. */
  readonly storage: string;
  /** The stack with the function and the distribution. */
  readonly app: string;
  /** The stack with certificate and firewall, in {@link EDGE_REGION}. */
  readonly edge: string;
  /** The stack with the role of GitHub's workflow. */
  readonly delivery: string;
  /** The parameter with the key that signs sessions. */
  readonly sessionKey: string;
  /** The parameter with the word by which the API knows that CloudFront asks. */
  readonly originKey: string;
}

/**
 * The stage of this name.
 *
 * @throws {Failure} when the name would not do in the names of stacks and buckets.
 */
export function stage(name: string = DEFAULT_STAGE): Stage {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    throw new Failure(
      `'${name}' can't be a stage: use a letter, then at most 19 small letters, digits and hyphens.`,
    );
  }
  return {
    name,
    storage: `Humeur-${name}-Storage`,
    app: `Humeur-${name}-App`,
    edge: `Humeur-${name}-Edge`,
    delivery: `Humeur-${name}-Delivery`,
    sessionKey: `/humeur/${name}/session-key`,
    originKey: `/humeur/${name}/origin-key`,
  };
}
