// The jobs, by schedule and by event, and the queue of those that failed.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as s3 from "aws-cdk-lib/aws-s3";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as targets from "aws-cdk-lib/aws-scheduler-targets";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import { UPLOADED_PREFIX } from "./buckets.ts";
import { type JobFunction, type JobFunctions, RETRIES } from "./job-functions.ts";
import { logicalId, SCHEDULES, type Schedule, SIGNALS } from "./schedules.ts";

/** The schedules, and the dead-letter queue. */
export class Jobs extends Construct {
  /** The group of all schedules: a dimension of their metrics. */
  readonly group: scheduler.ScheduleGroup;
  readonly deadLetters: sqs.Queue;
  /** The schedules of the jobs: those of the back-ups are in the same group. */
  readonly started: Schedule[] = [];

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.group = new scheduler.ScheduleGroup(this, "Group", { scheduleGroupName: `humeur-${stage}` });
    // Contains only schedules, and blocks its name while it exists.
    this.group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The maximum of SQS.
      retentionPeriod: Duration.days(14),
    });
    acknowledgeNag(this.deadLetters, { "AwsSolutions-SQS3": "It is the dead-letter queue." });
  }

  /** Schedules the jobs that have a function. */
  start(functions: JobFunctions, url: string): void {
    for (const schedule of SCHEDULES) {
      const target = functions[schedule.job];
      if (!target) continue;
      this.schedule(target.live, schedule, url);
      this.started.push(schedule);
    }
  }

  /** Cleans each photo as soon as it is uploaded. A failure does not matter: its confirmation cleans it, too. */
  cleanUploads({ live }: JobFunction, photos: s3.IBucket): void {
    const rule = new events.CfnRule(this, "Uploads", {
      description: "Cleans the uploads of photos",
      eventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [photos.bucketName] }, object: { key: [{ prefix: UPLOADED_PREFIX }] } },
      },
      targets: [
        {
          id: "live",
          arn: live.functionArn,
          inputTransformer: {
            inputPathsMap: { key: "$.detail.object.key" },
            inputTemplate: '{"job":"photos","key":<key>}',
          },
          retryPolicy: {
            maximumRetryAttempts: RETRIES.retryAttempts,
            maximumEventAgeInSeconds: RETRIES.maxEventAge.toSeconds(),
          },
        },
      ],
    });
    live.addPermission("Uploads", {
      principal: new iam.ServicePrincipal("events.amazonaws.com"),
      sourceArn: rule.attrArn,
    });
  }

  private schedule(target: lambda.Alias, schedule: Schedule, url: string): void {
    const { job, description, path, awsMinutes } = schedule;
    const id = logicalId(schedule);
    const role = this.role(`${id}Role`);
    new scheduler.Schedule(this, id, {
      scheduleGroup: this.group,
      description,
      // A rate begins with the deployment, at any second: runs would lie at the ends of the sources' intervals, and one
      // that is a few seconds late would skip an interval. The job of signals runs as the intervals begin.
      schedule:
        job === SIGNALS
          ? scheduler.ScheduleExpression.cron({ minute: `0/${awsMinutes}` })
          : scheduler.ScheduleExpression.rate(Duration.minutes(awsMinutes)),
      target: new targets.LambdaInvoke(target, {
        role,
        // The canary requests the URL, and push services require it as the sender's contact.
        input: scheduler.ScheduleTargetInput.fromObject({ job, url: `${url}${path}` }),
        deadLetterQueue: this.deadLetters,
        ...RETRIES,
      }),
    });
  }

  /** A role that only this stage's schedules can assume. */
  role(id: string): iam.Role {
    return new iam.Role(this, id, {
      assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceArn": this.group.scheduleGroupArn } },
      }),
    });
  }
}
