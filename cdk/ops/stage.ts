// Stages: independent installations in one account, such as production and staging.

import { Failure } from "./failure.ts";

/** The default stage. */
export const DEFAULT_STAGE = "production";

/** The region of CloudFront's certificates and firewalls. */
export const EDGE_REGION = "us-east-1";

/** The alias of a function's version in service; also a dimension of its metrics. */
export const LIVE = "live";

/** The variable of a job's function with the version of the site's function with which it was released. */
export const SITE_VERSION = "HUMEUR_SITE_VERSION";

/** The names derived from the stage's. */
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
  /** The parameter with the key that signs push messages. */
  readonly pushKey: string;
  /** The parameter with the key that CloudFront sends to the API. */
  readonly originKey: string;
  /** The parameter with the secret of the OpenID Connect client, which the operator creates. */
  readonly oidcSecret: string;
  /** The parameter with the operator's key, which the operator creates. */
  readonly operatorKey: string;
  /** The parameter with the operator's own sources of signals, which the operator creates. */
  readonly signals: string;
}

/**
 * The stage of this name.
 *
 * @throws {Failure} if the name can't be part of a stack's name.
 */
export function stage(name: string = DEFAULT_STAGE): Stage {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    throw new Failure(
      `'${name}' can't be a stage: use a lower-case letter, then at most 19 lower-case letters, digits and hyphens.`,
    );
  }
  return {
    name,
    storage: `Humeur-${name}-Storage`,
    app: `Humeur-${name}-App`,
    edge: `Humeur-${name}-Edge`,
    delivery: `Humeur-${name}-Delivery`,
    sessionKey: `/humeur/${name}/session-key`,
    pushKey: `/humeur/${name}/push-key`,
    originKey: `/humeur/${name}/origin-key`,
    oidcSecret: `/humeur/${name}/oidc-client-secret`,
    operatorKey: `/humeur/${name}/operator-key`,
    signals: `/humeur/${name}/signals`,
  };
}
