// The site's function, and the release of a new version.

import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as codedeploy from "aws-cdk-lib/aws-codedeploy";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { LIVE } from "../ops/stage.ts";
import { SITE } from "../ops/tables.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import { fileRights, PICTURES_PREFIX, photoRights, UPLOADED_PREFIX } from "./buckets.ts";
import type { Options } from "./options.ts";
import { parameterArn } from "./parameters.ts";
import {
  type FunctionProps,
  functionLog,
  KEPT_VERSIONS,
  names,
  program,
  pushVariables,
  retentionVariable,
  signalParameters,
  signalVariables,
} from "./program.ts";
import type { Storage } from "./storage.ts";
import { tableRights } from "./tables.ts";

/** The site's function: pages and API. Each job has a function of its own. */
export class Service extends Construct {
  readonly function: lambda.Function;
  /** The version in service. Callers invoke this alias, never the function. */
  readonly live: lambda.Alias;

  constructor(scope: Construct, id: string, { options, storage, zip }: FunctionProps) {
    super(scope, id);
    const logGroup = functionLog(this, options);
    this.function = new lambda.Function(this, "Function", {
      ...program(options, zip),
      description: `Humeur (${options.stage.name})`,
      role: this.role(options, storage, logGroup),
      logGroup,
      environment: environment(options, storage),
      currentVersionOptions: KEPT_VERSIONS,
    });
    this.live = new lambda.Alias(this, "Live", { aliasName: LIVE, version: this.function.currentVersion });
  }

  /**
   * Sends 10 % of the requests to a new version for five minutes, then all; rolls back when one of
   * `alarms` fires. With option `ignoreAlarms`, CloudFormation moves the alias at once.
   */
  release(alarms: readonly cloudwatch.IAlarm[], options: Options): void {
    const { functionArn } = this.function;
    const role = new iam.Role(this, "ReleaseRole", {
      assumedBy: new iam.ServicePrincipal("codedeploy.amazonaws.com"),
      // AWS's managed policy would allow this for every function of the account.
      inlinePolicies: {
        release: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
              resources: [functionArn, `${functionArn}:*`],
            }),
            new iam.PolicyStatement({ actions: ["cloudwatch:DescribeAlarms"], resources: ["*"] }),
          ],
        }),
      },
    });
    acknowledgeNag(role, {
      "AwsSolutions-IAM5": "Lambda numbers the versions; DescribeAlarms can't be restricted to some alarms.",
    });
    new codedeploy.LambdaDeploymentGroup(this, "Release", {
      alias: this.live,
      // Unchanged: the CDK would add the policy for every function.
      role: role.withoutPolicyUpdates(),
      deploymentConfig: codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
    });
    // CodeDeploy refuses to deploy while an alarm is firing or after a manual rollback, even for a fix.
    if (options.ignoreAlarms) (this.live.node.defaultChild as lambda.CfnAlias).cfnOptions.updatePolicy = undefined;
  }

  private role(options: Options, storage: Storage, logGroup: logs.LogGroup): iam.Role {
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    for (const statement of [
      ...storage.tables.flatMap((table) => tableRights(table, SITE)),
      ...bucketRights(storage),
    ]) {
      role.addToPolicy(statement);
    }
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ["ssm:GetParameters"],
        resources: secrets(options).map((name) => parameterArn(this, name)),
      }),
    );
    acknowledgeNag(role, {
      "AwsSolutions-IAM5": "A person's exported files and photos have random names under a prefix.",
    });
    return role;
  }
}

/** The parameters that the function reads. */
function secrets(options: Options): string[] {
  const { stage, oidc, operatorKeyVersion } = options;
  return [
    stage.sessionKey,
    stage.pushKey,
    stage.originKey,
    ...(oidc?.secretVersion ? [stage.oidcSecret] : []),
    ...(operatorKeyVersion ? [stage.operatorKey] : []),
    ...signalParameters(options),
  ];
}

/**
 * The calls on exported files and photos. A person's link is a call that the function signs: a `GetObject` of a
 * file, a `PutObject` of an upload.
 */
function bucketRights({ buckets: { exports, photos } }: Storage): iam.PolicyStatement[] {
  return [
    ...fileRights(exports, ["AbortMultipartUpload", "DeleteObject", "GetObject", "PutObject"]),
    ...photoRights(photos, ["DeleteObjectVersion", "GetObject", "PutObject"], [UPLOADED_PREFIX, PICTURES_PREFIX]),
  ];
}

function environment(options: Options, storage: Storage): Record<string, string> {
  const { sessionKey, originKey, oidcSecret, operatorKey } = options.stage;
  const { oidc, operatorKeyVersion } = options;
  const newest = options.originKeyVersion;
  return {
    ...names(options, storage),
    ...signalVariables(options),
    ...retentionVariable(options),
    ...pushVariables(options),
    // An expired export stays for a day as a noncurrent version (buckets.ts).
    HUMEUR_BACKUP_DAYS: String(options.archiveDays + 1),
    // With versions, so that a new key creates a new version of the function.
    HUMEUR_SESSION_KEY_PARAMETER: options.sessionKeyVersions.map((version) => `${sessionKey}:${version}`).join(),
    // During a rotation some edges still send the previous key.
    HUMEUR_ORIGIN_KEY_PARAMETERS: [newest, newest - 1]
      .filter((version) => version > 0)
      .map((version) => `${originKey}:${version}`)
      .join(),
    HUMEUR_REGISTRATION: options.registration,
    ...(operatorKeyVersion && { HUMEUR_OPERATOR_KEY_PARAMETER: `${operatorKey}:${operatorKeyVersion}` }),
    ...(options.corsOrigins && { HUMEUR_CORS_ORIGINS: options.corsOrigins }),
    ...(options.domain && { HUMEUR_URL: `https://${options.domain.name}` }),
    ...(storage.identity && {
      HUMEUR_OIDC_ISSUER: storage.identity.issuer,
      HUMEUR_OIDC_CLIENT_ID: storage.identity.clientId,
      HUMEUR_OIDC_LOGOUT: storage.identity.logout,
      // Its page is at amazoncognito.com.
      HUMEUR_OIDC_NAME: "Amazon Cognito",
    }),
    ...(oidc && {
      HUMEUR_OIDC_ISSUER: oidc.issuer,
      HUMEUR_OIDC_CLIENT_ID: oidc.clientId,
      ...(oidc.name && { HUMEUR_OIDC_NAME: oidc.name }),
      ...(oidc.secretVersion && { HUMEUR_OIDC_CLIENT_SECRET_PARAMETER: `${oidcSecret}:${oidc.secretVersion}` }),
    }),
  };
}
