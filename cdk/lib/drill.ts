// The restore drill: after each export of a table, a function restores it into a scratch table, compares both and
// deletes the table. It runs the code of `tools/deploy.sh restore` (ops/drill-function.ts), not the site's program.

import { Duration, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { EXPORTED, exportPrefix } from "../ops/tables.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import { HANDLER } from "./drill-bundle.ts";
import type { Jobs } from "./jobs.ts";
import type { Options } from "./options.ts";
import { functionLog } from "./program.ts";

/** A part of the names of log and scratch tables. */
const DRILL = "drill";

/** The inputs of {@link Drill}. */
export interface DrillProps {
  readonly options: Options;
  /** The region of the scratch tables. */
  readonly region: string;
  /** The path of the function's package. */
  readonly code: string;
  readonly jobs: Jobs;
  readonly archive: s3.IBucket;
}

/** The function of the restore drill, and the rule that starts it. */
export class Drill extends Construct {
  /** The names of the tables whose exports it restores. */
  readonly tables: readonly string[] = EXPORTED.map(({ name }) => name);

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DrillProps,
  ) {
    super(scope, id);
    const { options, region, code, jobs } = props;
    const logGroup = functionLog(this, options, DRILL);
    const role = this.role();
    logGroup.grantWrite(role);
    const drill = new lambda.Function(this, "Function", {
      description: `Humeur (${options.stage.name}): restore drill`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(code),
      handler: HANDLER,
      memorySize: 1024,
      // The maximum.
      timeout: Duration.minutes(15),
      loggingFormat: lambda.LoggingFormat.JSON,
      role,
      logGroup,
      environment: { HUMEUR_ENVIRONMENT: options.stage.name, HUMEUR_DRILL_REGION: region },
    });
    new lambda.CfnEventInvokeConfig(this, "Failures", {
      functionName: drill.functionName,
      qualifier: "$LATEST",
      maximumRetryAttempts: 1,
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      destinationConfig: { onFailure: { destination: jobs.deadLetters.queueArn } },
    });
    this.afterExports(drill);
  }

  /** It reads exports, has all rights on scratch tables, and none on others. */
  private role(): iam.Role {
    const { archive, jobs, options, region } = this.props;
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    const allow = (actions: string[], ...resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
    allow(["s3:GetObject"], ...EXPORTED.map((table) => archive.arnForObjects(`${exportPrefix(table)}*`)));
    allow(
      ["CreateTable", "DeleteTable", "DescribeTable", "PutItem", "Scan"].map((call) => `dynamodb:${call}`),
      Stack.of(this).formatArn({
        service: "dynamodb",
        region,
        resource: "table",
        resourceName: `humeur-${options.stage.name}-${DRILL}-*`,
      }),
    );
    // Finds tables of interrupted drills. It can't be restricted to names.
    allow(["dynamodb:ListTables"], "*");
    allow(["sqs:SendMessage"], jobs.deadLetters.queueArn);
    acknowledgeNag(role, {
      "AwsSolutions-IAM5": "DynamoDB names the files of an export; each drill has a scratch table of its own.",
    });
    return role;
  }

  private afterExports(drill: lambda.Function): void {
    const rule = new events.CfnRule(this, "Exported", {
      description: "Starts the restore drill after an export",
      eventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
          bucket: { name: [this.props.archive.bucketName] },
          object: { key: EXPORTED.map((table) => ({ wildcard: `${exportPrefix(table)}*/manifest-summary.json` })) },
        },
      },
      targets: [
        {
          id: "drill",
          arn: drill.functionArn,
          inputTransformer: {
            inputPathsMap: { bucket: "$.detail.bucket.name", key: "$.detail.object.key" },
            inputTemplate: '{"bucket":<bucket>,"key":<key>}',
          },
        },
      ],
    });
    drill.addPermission("Exported", {
      principal: new iam.ServicePrincipal("events.amazonaws.com"),
      sourceArn: rule.attrArn,
    });
  }
}
