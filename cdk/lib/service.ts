// The program: one function, and how a new version of it takes over.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as codedeploy from "aws-cdk-lib/aws-codedeploy";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { DUE } from "./data.ts";
import { explain } from "./explain.ts";
import type { Options } from "./options.ts";
import type { Storage } from "./storage.ts";
import { parameterArn } from "./parameters.ts";

/** The alias that answers; its name is a dimension of its metrics. */
export const LIVE = "live";

/** What {@link Service} is made from. */
export interface ServiceProps {
  readonly options: Options;
  readonly storage: Storage;
  /** The path of the function's package. */
  readonly zip: string;
}

/** The one Lambda function: pages, API and jobs. */
export class Service extends Construct {
  readonly function: lambda.Function;
  /** The version that answers. Callers name it, never the function. */
  readonly live: lambda.Alias;

  constructor(scope: Construct, id: string, { options, storage, zip }: ServiceProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/humeur-${options.stage.name}`,
      retention: options.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new lambda.Function(this, "Function", {
      description: `Humeur (${options.stage.name})`,
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture: options.arch === "arm64" ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      code: lambda.Code.fromAsset(zip),
      handler: "bootstrap",
      memorySize: options.memory,
      timeout: Duration.seconds(10),
      role: this.role(options, storage, logGroup),
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: environment(options, storage),
      // An older version is the quickest way back, and costs nothing to keep; but not one whose
      // release was taken back, or somebody would go back to it.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    this.live = new lambda.Alias(this, "Live", { aliasName: LIVE, version: this.function.currentVersion });
  }

  /**
   * Lets a new version answer one request in ten for five minutes, then all; back to the old one
   * when one of `alarms` goes off. With option `ignoreAlarms`, CloudFormation moves the alias at once.
   */
  releaseBy(alarms: cloudwatch.IAlarm[], options: Options): void {
    const { functionArn } = this.function;
    const role = new iam.Role(this, "ReleaseRole", {
      assumedBy: new iam.ServicePrincipal("codedeploy.amazonaws.com"),
      // AWS's own policy for this names every function of the account.
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
    explain(role, {
      "AwsSolutions-IAM5": "Versions are numbered by Lambda as they come; DescribeAlarms lists, and can't be held to some.",
    });
    new codedeploy.LambdaDeploymentGroup(this, "Release", {
      alias: this.live,
      // As it is: the CDK would add the policy for every function.
      role: role.withoutPolicyUpdates(),
      deploymentConfig: codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms,
      autoRollback: { failedDeployment: true, deploymentInAlarm: true },
    });
    // CodeDeploy releases nothing while an alarm is on, nor once somebody went back to an earlier
    // version, as the alias is then not where it was left: not the mend either.
    if (options.ignoreAlarms) (this.live.node.defaultChild as lambda.CfnAlias).cfnOptions.updatePolicy = undefined;
  }

  private role(options: Options, storage: Storage, logGroup: logs.LogGroup): iam.Role {
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    role.addToPolicy(
      new iam.PolicyStatement({
        // What server/src/store/moods.rs calls.
        actions: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"].map((call) => `dynamodb:${call}`),
        resources: [storage.data.moods.tableArn],
      }),
    );
    const reminders = storage.data.reminders.tableArn;
    role.addToPolicy(
      new iam.PolicyStatement({
        // What server/src/store/reminders.rs calls.
        actions: ["Query", "PutItem", "UpdateItem", "DeleteItem"].map((call) => `dynamodb:${call}`),
        resources: [reminders],
      }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: ["dynamodb:Query"], resources: [`${reminders}/index/${DUE}`] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ["ssm:GetParameters"],
        resources: [options.stage.sessionKey, options.stage.originKey].map((name) => parameterArn(this, name)),
      }),
    );
    return role;
  }
}

function environment(options: Options, storage: Storage): Record<string, string> {
  const { name, sessionKey, originKey } = options.stage;
  const newest = options.originKeyVersion;
  return {
    HUMEUR_ENVIRONMENT: name,
    HUMEUR_LOG: "info",
    HUMEUR_STORE: "dynamodb",
    HUMEUR_TABLE_MOODS: storage.data.moods.tableName,
    HUMEUR_TABLE_REMINDERS: storage.data.reminders.tableName,
    HUMEUR_RETENTION_MONTHS: String(options.retentionMonths),
    // With its version, so that a new key comes with a new version of the function.
    HUMEUR_SESSION_KEY_PARAMETER: `${sessionKey}:${options.sessionKeyVersion}`,
    // The one before is still on its way from some edges while a new one is deployed.
    HUMEUR_ORIGIN_KEY_PARAMETERS: [newest, newest - 1]
      .filter((version) => version > 0)
      .map((version) => `${originKey}:${version}`)
      .join(),
    ...(options.domain && { HUMEUR_URL: `https://${options.domain.name}` }),
    ...(storage.identity && {
      HUMEUR_OIDC_ISSUER: storage.identity.issuer,
      HUMEUR_OIDC_CLIENT_ID: storage.identity.clientId,
      HUMEUR_OIDC_DOMAIN: storage.identity.domain,
    }),
  };
}
