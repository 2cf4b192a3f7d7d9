// What happens by the clock, and where it ends up when it fails.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as targets from "aws-cdk-lib/aws-scheduler-targets";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { explain } from "./explain.ts";
import { LIVE, type Service } from "./service.ts";

/** How often the canary asks whether all is well; its alarm counts in the same steps. */
export const CANARY_EVERY = Duration.minutes(5);

/** How late a reminder may be by our own fault. */
const REMINDERS_EVERY = Duration.minutes(5);

/** A job is tried three times, and is not worth doing an hour late. */
const PATIENCE = { retryAttempts: 2, maxEventAge: Duration.hours(1) };

/** The schedules, and the queue for what failed for good. */
export class Jobs extends Construct {
  /** The group of all schedules: a dimension of their metrics. */
  readonly group: scheduler.ScheduleGroup;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.group = new scheduler.ScheduleGroup(this, "Group", { scheduleGroupName: `humeur-${stage}` });
    // Holds nothing but schedules, and a name that the next one would miss.
    this.group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As long as SQS keeps anything: time to look.
      retentionPeriod: Duration.days(14),
    });
    explain(this.deadLetters, { "AwsSolutions-SQS3": "It is the dead-letter queue." });
  }

  /** Starts the function's jobs by the clock. */
  start(service: Service, url: string): void {
    this.catchFailures(service);
    this.schedule(service, "Canary", CANARY_EVERY, {
      description: "Asks for /health, the way people come",
      event: { job: "canary", url: `${url}/health` },
    });
    this.schedule(service, "Reminders", REMINDERS_EVERY, {
      description: "Sends the reminders that are due",
      // Push services are told whose messages they are.
      event: { job: "reminders", url },
    });
  }

  private schedule(service: Service, id: string, every: Duration, job: { description: string; event: object }): void {
    new scheduler.Schedule(this, id, {
      scheduleGroup: this.group,
      description: job.description,
      schedule: scheduler.ScheduleExpression.rate(every),
      target: new targets.LambdaInvoke(service.live, {
        role: this.role(`${id}Role`),
        input: scheduler.ScheduleTargetInput.fromObject(job.event),
        deadLetterQueue: this.deadLetters,
        ...PATIENCE,
      }),
    });
  }

  /** A role that only this stage's schedules can take. */
  role(id: string): iam.Role {
    return new iam.Role(this, id, {
      assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceArn": this.group.scheduleGroupArn } },
      }),
    });
  }

  /** The scheduler only hands a job over: whether it is done shows afterwards. */
  private catchFailures(service: Service): void {
    new lambda.CfnEventInvokeConfig(this, "Failures", {
      functionName: service.function.functionName,
      qualifier: LIVE,
      maximumRetryAttempts: PATIENCE.retryAttempts,
      maximumEventAgeInSeconds: PATIENCE.maxEventAge.toSeconds(),
      destinationConfig: { onFailure: { destination: this.deadLetters.queueArn } },
    }).node.addDependency(service.live);
    service.function.addToRolePolicy(
      new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.deadLetters.queueArn] }),
    );
  }
}
