// For sign-in, which is still to come, when it is asked for: the pool of people, and the app as its only client.

import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { explain } from "./explain.ts";
import { giveByOutput } from "./give.ts";

/** Where the sign-in page sends people back to. */
export const CALLBACK_PATH = "/auth/callback";

/** What {@link Identity} needs to know. */
export interface IdentityProps {
  readonly stage: string;
  /** The app's address, `https://…` without a slash at its end. */
  readonly url: string;
}

/** A Cognito user pool, its hosted sign-in page, and the client that the app is to it. */
export class Identity extends Construct {
  /** The `iss` of the tokens; its `/.well-known/openid-configuration` says the rest. */
  readonly issuer: string;
  /** The app's id there; public, as is all of a client that holds no secret. */
  readonly clientId: string;
  /** The host name of the sign-in page. */
  readonly domain: string;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    const pool = new cognito.UserPool(this, "People", {
      // Nothing signs anybody in yet: who came by themselves would find a door that leads nowhere.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // The old address holds until the new one is proven.
      keepOriginal: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.OPTIONAL,
      // No text messages: they cost, and a number can be stolen.
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
      // A code, with PKCE in place of a secret; nothing else is a way in.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
        callbackUrls: [props.url + CALLBACK_PATH],
        logoutUrls: [`${props.url}/`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      // Who has no account learns nothing about who has.
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    // The CDK would leave open what Cognito opens by default: to sign in past the page.
    (client.node.defaultChild as cognito.CfnUserPoolClient).explicitAuthFlows = ["ALLOW_REFRESH_TOKEN_AUTH"];
    const { account, region } = Stack.of(this);
    // Prefixes are shared by everybody in a region: the account makes ours our own.
    const prefix = `humeur-${props.stage}-${account}`;
    pool.addDomain("Page", { cognitoDomain: { domainPrefix: prefix } });

    for (const resource of [pool, client]) giveByOutput(resource);
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    this.domain = `${prefix}.auth.${region}.amazoncognito.com`;
    explain(pool, {
      "AwsSolutions-COG2": "A second factor is each person's own choice: what it guards is their own journal.",
      "AwsSolutions-COG8": "The Plus plan's risk scores cost by the person, and judge people by where they come from.",
    });
  }
}
