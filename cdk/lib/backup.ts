// Exports of the tables to the archive, every night or twice a week, and the back-up of the photos. The scheduler
// calls DynamoDB itself: the public function has no permission on back-ups.

import { Duration, RemovalPolicy, Stack, TimeZone } from "aws-cdk-lib";
import type { IBackupVault } from "aws-cdk-lib/aws-backup";
import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as targets from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { type ExportedTable, exportPrefix, pascalCase } from "../ops/tables.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Jobs } from "./jobs.ts";
import type { Options } from "./options.ts";
import { PhotoBackup } from "./photo-backup.ts";
import { type DeployedTable, exported } from "./tables.ts";

/** The inputs of {@link Backup}. */
export interface BackupProps {
  readonly options: Options;
  readonly jobs: Jobs;
  readonly tables: readonly DeployedTable[];
  readonly archive: s3.IBucket;
  readonly photos: s3.IBucket;
  readonly photoVault: IBackupVault;
}

/** A scheduled back-up. */
export interface ScheduledBackup {
  /** The table's name, or `photos`. */
  readonly name: string;
  /** Matches once per completed back-up. */
  readonly completed: events.CfnRule;
}

/** The scheduled back-ups, and a log of the completed ones. */
export class Backup extends Construct {
  readonly all: readonly ScheduledBackup[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackupProps,
  ) {
    super(scope, id);
    const log = this.log();
    const { options, photos, photoVault: vault } = props;
    const tables = exported(props.tables).map((deployed, index, { length }) => {
      // Spread over the hour before the photos' back-up: each export starts a drill, and an account may have only ten
      // concurrent functions, with the site's.
      this.schedule(deployed, Math.floor((60 * index) / length));
      return { name: deployed.declared.name, completed: this.exportCompleted(deployed.declared, log) };
    });
    new PhotoBackup(this, "Photos", { options, photos, vault });
    this.all = [...tables, { name: "photos", completed: this.photosCompleted(log) }];
  }

  private schedule({ declared, table }: DeployedTable<ExportedTable>, minute: number): void {
    const { archive, jobs, options } = this.props;
    const id = pascalCase(declared);
    const prefix = exportPrefix(declared);
    const role = jobs.role(`${id}ExportRole`);
    new scheduler.Schedule(this, id, {
      scheduleGroup: jobs.group,
      description: `Exports table ${declared.name} to the archive`,
      schedule: scheduler.ScheduleExpression.cron({
        ...(options.backups === "twice-weekly" && { weekDay: "SUN,WED" }),
        hour: "3",
        minute: String(minute),
        timeZone: TimeZone.ETC_UTC,
      }),
      target: new targets.Universal({
        service: "dynamodb",
        action: "exportTableToPointInTime",
        role,
        policyStatements: [
          new iam.PolicyStatement({ actions: ["dynamodb:ExportTableToPointInTime"], resources: [table.tableArn] }),
          new iam.PolicyStatement({
            // DynamoDB requires PutObjectAcl, although the bucket has no access lists.
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
          // Retries have the same scheduled time, so they start no second export.
          ClientToken: scheduler.ContextAttribute.scheduledTime,
        }),
        deadLetterQueue: jobs.deadLetters,
        retryAttempts: 5,
        maxEventAge: Duration.hours(6),
      }),
    });
    acknowledgeNag(role, { "AwsSolutions-IAM5": "DynamoDB names the files of an export, under this prefix." });
  }

  private log(): logs.LogGroup {
    const log = new logs.LogGroup(this, "Log", {
      // EventBridge writes under this prefix only.
      logGroupName: `/aws/events/humeur-${this.props.options.stage.name}/backups`,
      retention: this.props.options.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    log.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: ["events.amazonaws.com", "delivery.logs.amazonaws.com"].map(
          (name) => new iam.ServicePrincipal(name),
        ),
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [log.logGroupArn],
      }),
    );
    return log;
  }

  /** DynamoDB writes an export's summary last. */
  private exportCompleted(table: ExportedTable, log: logs.LogGroup): events.CfnRule {
    return this.completed(pascalCase(table), `An export of table ${table.name} is complete`, log, {
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: {
        bucket: { name: [this.props.archive.bucketName] },
        object: { key: [{ wildcard: `${exportPrefix(table)}*/manifest-summary.json` }] },
      },
    });
  }

  private photosCompleted(log: logs.LogGroup): events.CfnRule {
    return this.completed("Photos", "A back-up of the photos is complete", log, {
      source: ["aws.backup"],
      "detail-type": ["Backup Job State Change"],
      detail: { state: ["COMPLETED"], backupVaultName: [this.props.photoVault.backupVaultName] },
    });
  }

  /** Counts completed back-ups. A rule's metric counts only events that a target received, so each goes to the log. */
  private completed(id: string, description: string, log: logs.LogGroup, eventPattern: object): events.CfnRule {
    return new events.CfnRule(this, `${id}Completed`, {
      description,
      eventPattern,
      targets: [
        {
          id: "log",
          // EventBridge rejects the group's own ARN, which ends in `:*`.
          arn: Stack.of(this).formatArn({ service: "logs", resource: `log-group:${log.logGroupName}` }),
        },
      ],
    });
  }
}
