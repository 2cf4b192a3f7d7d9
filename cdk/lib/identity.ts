// The user pool with which people may sign in, with option `cognito`, and the app as its only client.

import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";

/** The path to which the sign-in page redirects: `CALLBACK` in server/src/auth/oidc/mod.rs. */
export const CALLBACK_PATH = "/auth/oidc/callback";

/** The inputs of {@link Identity}. */
export interface IdentityProps {
  readonly stage: string;
  /** The app's address, `https://…` without a trailing slash. */
  readonly url: string;
}

/** A Cognito user pool, its hosted sign-in page, and the app's client. */
export class Identity extends Construct {
  /** The `iss` of the tokens; OpenID discovery finds the rest. */
  readonly issuer: string;
  /** The client's id. Public: the client has no secret. */
  readonly clientId: string;
  /** The address at which people sign out of the pool. */
  readonly logout: string;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    const pool = new cognito.UserPool(this, "People", {
      // The program's own setting decides about new accounts.
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // The old address stays valid until the new one is verified.
      keepOriginal: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.OPTIONAL,
      // No text messages: they cost money, and a number can be hijacked.
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const client = pool.addClient("App", {
      // Only the authorization code flow, with PKCE instead of a secret.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
        // The program asks for nothing else, and stores only a digest of the subject.
        scopes: [cognito.OAuthScope.OPENID],
        callbackUrls: [props.url + CALLBACK_PATH],
        logoutUrls: [`${props.url}/`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      // An error does not reveal whether an account exists.
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    // Cognito's default would also allow sign-in without the hosted page.
    (client.node.defaultChild as cognito.CfnUserPoolClient).explicitAuthFlows = ["ALLOW_REFRESH_TOKEN_AUTH"];
    const { account, region } = Stack.of(this);
    // Prefixes are unique per region, so ours contains the account.
    const prefix = `humeur-${props.stage}-${account}`;
    pool.addDomain("Page", { cognitoDomain: { domainPrefix: prefix } });

    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    this.logout = `https://${prefix}.auth.${region}.amazoncognito.com/logout`;
    acknowledgeNag(pool, {
      "AwsSolutions-COG2": "A second factor is optional: it protects only the person's own journal.",
      "AwsSolutions-COG8": "The Plus plan is billed per person, and its risk scores judge people by their location.",
    });
  }
}
