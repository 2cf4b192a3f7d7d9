// Every night, or twice a week, the whole table into the archive. No code of ours takes part: the function that
// the world can reach has no right there.

import { Duration, RemovalPolicy, Stack, TimeZone } from "aws-cdk-lib";
import type * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as targets from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { TABLES_PREFIX } from "./buckets.ts";
import { explain } from "./explain.ts";
import type { Jobs } from "./jobs.ts";
import type { Options } from "./options.ts";

/** What {@link Backup} is made from. */
export interface BackupProps {
  readonly options: Options;
  readonly jobs: Jobs;
  readonly moods: dynamodb.ITable;
  readonly archive: s3.IBucket;
}

/** The exports, and the trace of each one that was completed. */
export class Backup extends Construct {
  /** Counts a back-up when its last file is there. */
  readonly completed: events.CfnRule;

  constructor(scope: Construct, id: string, private readonly props: BackupProps) {
    super(scope, id);
    this.exportByTheClock("Moods", "moods", props.moods);
    this.completed = this.countCompleted();
  }

  private exportByTheClock(id: string, name: string, table: dynamodb.ITable): void {
    const { archive, jobs, options } = this.props;
    const prefix = `${TABLES_PREFIX}${name}/`;
    const role = jobs.role(`${id}ExportRole`);
    new scheduler.Schedule(this, id, {
      scheduleGroup: jobs.group,
      description: `Exports table ${name} to the archive`,
      schedule: scheduler.ScheduleExpression.cron({
        ...(options.backups === "twice-weekly" && { weekDay: "SUN,WED" }),
        hour: "3",
        minute: "0",
        timeZone: TimeZone.ETC_UTC,
      }),
      target: new targets.Universal({
        service: "dynamodb",
        action: "exportTableToPointInTime",
        role,
        policyStatements: [
          new iam.PolicyStatement({ actions: ["dynamodb:ExportTableToPointInTime"], resources: [table.tableArn] }),
          new iam.PolicyStatement({
            // What DynamoDB asks for; the bucket takes no access list all the same.
            actions: ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"],
            resources: [archive.arnForObjects(`${prefix}*`)],
          }),
        ],
        input: scheduler.ScheduleTargetInput.fromObject({
          TableArn: table.tableArn,
          S3Bucket: archive.bucketName,
          S3BucketOwner: Stack.of(this).account,
          S3Prefix: `${prefix}${scheduler.ContextAttribute.scheduledTime}`,
          S3SseAlgorithm: "AES256",
          ExportFormat: "DYNAMODB_JSON",
          // One export each time, however often it is asked for: the time is the same at each try.
          ClientToken: scheduler.ContextAttribute.scheduledTime,
        }),
        deadLetterQueue: jobs.deadLetters,
        retryAttempts: 5,
        maxEventAge: Duration.hours(6),
      }),
    });
    explain(role, { "AwsSolutions-IAM5": "DynamoDB names the files of an export, under this prefix." });
  }

  /**
   * DynamoDB writes the summary of an export last. A rule's metric counts events that a target
   * took, so each goes to a log: a list of all back-ups, besides.
   */
  private countCompleted(): events.CfnRule {
    const { archive, options } = this.props;
    const log = new logs.LogGroup(this, "Log", {
      // EventBridge writes under this prefix alone.
      logGroupName: `/aws/events/humeur-${options.stage.name}/backups`,
      retention: options.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    log.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: ["events.amazonaws.com", "delivery.logs.amazonaws.com"].map((name) => new iam.ServicePrincipal(name)),
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [log.logGroupArn],
      }),
    );
    return new events.CfnRule(this, "Completed", {
      description: "A table's export is complete",
      eventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
          bucket: { name: [archive.bucketName] },
          object: { key: [{ wildcard: `${TABLES_PREFIX}*/manifest-summary.json` }] },
        },
      },
      targets: [
        {
          id: "log",
          // The group's own ARN ends in `:*`, which EventBridge does not take.
          arn: Stack.of(this).formatArn({ service: "logs", resource: `log-group:${log.logGroupName}` }),
        },
      ],
    });
  }
}
