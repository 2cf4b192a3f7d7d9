// The alarms. docs/runbook.md has a section for each rule, under its name.

import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { JobMetrics, Metrics } from "./metrics.ts";
import type { Options } from "./options.ts";
import { silentBelow } from "./schedules.ts";

const {
  GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST,
  GREATER_THAN_THRESHOLD: OVER,
  LESS_THAN_THRESHOLD: UNDER,
} = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;

/** An alarm, apart from the stage's name and the topic. */
interface Rule {
  /** The section of the runbook. */
  readonly name: string;
  /** The table, the back-up or the function that it watches, if it is one of several. */
  readonly subject?: string;
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: readonly [cloudwatch.ComparisonOperator, number];
  /** The number of breaching periods, and of how many; one of one by default. */
  readonly periods?: readonly [number, number];
  /** The state while there is no data: not breaching by default. */
  readonly missingData?: cloudwatch.TreatMissingData;
  /** True for a percentile, which means nothing for a handful of requests. */
  readonly percentile?: boolean;
}

const minutes = Duration.minutes;

/** The longest pause between back-ups plus two hours for a slow export. An alarm can look back one week at most. */
const HOURS_BETWEEN_BACKUPS = { nightly: 24 + 2, "twice-weekly": 4 * 24 + 2 };

function rules(metrics: Metrics, hours: number): Rule[] {
  return [
    {
      name: "error-rate",
      description: "More than 1 % of the requests of five minutes failed, and at least three of them.",
      metric: metrics.errorRate(minutes(5)),
      threshold: [OVER, 1],
    },
    {
      name: "server-errors",
      description: "Five requests failed within an hour: too few for the rate alarm.",
      metric: metrics.serverErrors(Duration.hours(1)),
      threshold: [AT_LEAST, 5],
    },
    {
      name: "latency-p99",
      description: "The slowest 1 % of requests took more than two seconds, for 15 minutes.",
      metric: metrics.latency("p99", minutes(5)),
      threshold: [OVER, 2000],
      periods: [3, 3],
      percentile: true,
    },
    {
      name: "throttles",
      description: "Lambda throttled requests: they exceeded the account's concurrency.",
      metric: metrics.functionThrottles(minutes(5)),
      threshold: [AT_LEAST, 1],
    },
    {
      name: "refused-requests",
      description: "API Gateway refused ten requests within five minutes (429): they exceeded the stage's limit.",
      metric: metrics.refused(minutes(5)),
      threshold: [AT_LEAST, 10],
    },
    ...metrics.tables.flatMap((table) => [
      {
        name: "table-throttles",
        subject: table.declared.name,
        description: "DynamoDB throttled calls: too many for the table, for an index of it, or for one key.",
        metric: metrics.tableThrottles(table, minutes(5)),
        threshold: [AT_LEAST, 1] as const,
      },
      {
        name: "table-errors",
        subject: table.declared.name,
        description: "DynamoDB itself failed.",
        metric: metrics.tableErrors(table, minutes(5)),
        threshold: [AT_LEAST, 1] as const,
      },
    ]),
    {
      name: "job-errors",
      description: "Three attempts at jobs failed within 15 minutes.",
      metric: metrics.jobErrors(minutes(15)),
      threshold: [AT_LEAST, 3],
    },
    {
      name: "silent-jobs",
      description:
        "For an hour, the jobs were started less often than their schedules say. (After the first deployment it fires until an hour has passed.)",
      metric: metrics.jobAttempts(Duration.hours(1)),
      threshold: [UNDER, silentBelow(metrics.schedules)],
      missingData: BREACHING,
    },
    {
      name: "dead-letters",
      description: "A job failed after all retries and is in the dead-letter queue.",
      metric: metrics.deadLetters(minutes(5)),
      threshold: [AT_LEAST, 1],
    },
    {
      name: "canary",
      description: "The public site failed in two of three checks, five minutes apart.",
      metric: metrics.canaryHealthy(minutes(5)),
      threshold: [UNDER, 1],
      periods: [2, 3],
      missingData: BREACHING,
    },
    ...metrics.backups.map((backup) => ({
      name: "backup-missing",
      subject: backup.name,
      description: `No back-up has been completed for ${hours} hours. (After the first deployment it fires until the first back-up is complete.)`,
      metric: metrics.backupsCompleted(backup, Duration.hours(1)),
      threshold: [UNDER, 1] as const,
      periods: [hours, hours] as const,
      missingData: BREACHING,
    })),
    ...metrics.drilled.map((table) => restoreRule(metrics, table, hours)),
    ...(metrics.silentSources
      ? [
          {
            name: "silent-sources",
            description: "A source of signals has given no usable answer for an hour.",
            metric: metrics.silentSources(minutes(5)),
            threshold: [AT_LEAST, 1] as const,
            periods: [2, 3] as const,
          },
        ]
      : []),
    ...metrics.jobs.map(throttledJob),
  ];
}

/** A proof is due with each back-up. The metric has a value only if there is one. */
function restoreRule(metrics: Metrics, table: string, hours: number): Rule {
  return {
    name: "restore-unproven",
    subject: table,
    description: `No export has been restored in a drill for ${hours} hours. (After the first deployment it fires until the first drill succeeds.)`,
    metric: metrics.restoreProvenAge(table, Duration.hours(1)),
    threshold: [OVER, Duration.hours(hours).toSeconds()],
    periods: [hours, hours],
    missingData: BREACHING,
  };
}

/** Failed runs of all jobs are in `job-errors`. */
function throttledJob({ job, throttles }: JobMetrics): Rule {
  return {
    name: "throttles",
    subject: job,
    description: "Lambda throttled this job: the account's concurrency was used up.",
    metric: throttles(minutes(5)),
    threshold: [AT_LEAST, 1],
  };
}

/**
 * The rules that roll a release back: those that show within its five minutes how a new version
 * affects people. Any other would only block the next release.
 */
const ROLLBACK_RULES = ["error-rate", "server-errors"];

/** All alarms of a stage; each notifies the topic when it fires and when it clears. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];
  readonly rollback: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { stage, backups }: Options, metrics: Metrics, topic: sns.ITopic) {
    super(scope, id);
    const action = new SnsAction(topic);
    const alarms = rules(metrics, HOURS_BETWEEN_BACKUPS[backups]).map((rule) => {
      const name = rule.subject ? `${rule.name}-${rule.subject}` : rule.name;
      const [breaching, of] = rule.periods ?? [1, 1];
      const alarm = new cloudwatch.Alarm(this, name, {
        alarmName: `humeur-${stage.name}-${name}`,
        alarmDescription: `${rule.description} docs/runbook.md#${rule.name}`,
        metric: rule.metric,
        comparisonOperator: rule.threshold[0],
        threshold: rule.threshold[1],
        datapointsToAlarm: breaching,
        evaluationPeriods: of,
        treatMissingData: rule.missingData ?? NOT_BREACHING,
        evaluateLowSampleCountPercentile: rule.percentile ? "ignore" : undefined,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return { rule, alarm };
    });
    this.all = alarms.map(({ alarm }) => alarm);
    this.rollback = alarms.filter(({ rule }) => ROLLBACK_RULES.includes(rule.name)).map(({ alarm }) => alarm);
  }
}
