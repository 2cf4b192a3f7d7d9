// What is worth waking somebody for. docs/runbook.md has a section for each, under its name.

import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { Metrics } from "./metrics.ts";
import type { Options } from "./options.ts";

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, GREATER_THAN_THRESHOLD: OVER, LESS_THAN_THRESHOLD: UNDER } =
  cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;

/** An alarm: over, at least or under a number, in so many of so many periods of its metric. */
interface Rule {
  readonly what: string;
  readonly metric: cloudwatch.IMetric;
  readonly is: readonly [cloudwatch.ComparisonOperator, number];
  /** Periods that must be bad, out of how many; one of one by default. */
  readonly periods?: readonly [number, number];
  /** Whether silence is bad news. */
  readonly silence?: cloudwatch.TreatMissingData;
  /** Whether the metric is a percentile, which says nothing of a handful of requests. */
  readonly percentile?: boolean;
}

const minutes = Duration.minutes;

/**
 * How long a back-up may take to follow the one before: the longest wait by the clock, and two hours,
 * as one export takes longer than another. No alarm can look back further than a week.
 */
const HOURS_BETWEEN_BACKUPS = { nightly: 24 + 2, "twice-weekly": 4 * 24 + 2 };

/** The alarms by their names, as they stand in the runbook. */
const rules = (metrics: Metrics, hours: number) =>
  ({
    "error-rate": {
      what: "More than 1 % of the requests of five minutes failed, and at least three of them.",
      metric: metrics.errorRate(minutes(5)),
      is: [OVER, 1],
    },
    "server-errors": {
      what: "Five requests failed within an hour: a trickle that is too thin for a rate.",
      metric: metrics.serverErrors(Duration.hours(1)),
      is: [AT_LEAST, 5],
    },
    "latency-p99": {
      what: "For a quarter of an hour the slowest hundredth took more than two seconds.",
      metric: metrics.latency("p99", minutes(5)),
      is: [OVER, 2000],
      periods: [3, 3],
      percentile: true,
    },
    throttles: {
      what: "Lambda turned requests away: too many at once for the account.",
      metric: metrics.functionThrottles(minutes(5)),
      is: [AT_LEAST, 1],
    },
    "table-throttles": {
      what: "DynamoDB turned calls away: too many for the table, or for one key.",
      metric: metrics.tableThrottles(minutes(5)),
      is: [AT_LEAST, 1],
    },
    "table-errors": {
      what: "DynamoDB failed by itself.",
      metric: metrics.tableErrors(minutes(5)),
      is: [AT_LEAST, 1],
    },
    "job-errors": {
      what: "Three attempts at jobs failed within a quarter of an hour.",
      metric: metrics.jobErrors(minutes(15)),
      is: [AT_LEAST, 3],
    },
    "dead-letters": {
      what: "A job failed for good, and lies in the queue.",
      metric: metrics.deadLetters(minutes(5)),
      is: [AT_LEAST, 1],
    },
    canary: {
      what: "The site did not answer as people meet it, in two of three tries five minutes apart.",
      metric: metrics.canaryHealthy(minutes(5)),
      is: [UNDER, 1],
      periods: [2, 3],
      silence: BREACHING,
    },
    "backup-missing": {
      what: `No back-up was completed for ${hours} hours. (On a new installation: until the first one is.)`,
      metric: metrics.backupsCompleted(Duration.hours(1)),
      is: [UNDER, 1],
      periods: [hours, hours],
      silence: BREACHING,
    },
  }) satisfies Record<string, Rule>;

/**
 * Which of them take a release back: those that show within its five minutes what a new version does
 * to people. Another one would only stand in the way of the next release.
 */
const OF_A_RELEASE = ["error-rate", "server-errors"] as const;

/** All alarms of a stage; each tells the topic when it goes on and off. */
export class Alarms extends Construct {
  readonly all: cloudwatch.Alarm[];
  readonly ofRelease: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { stage, backups }: Options, metrics: Metrics, topic: sns.ITopic) {
    super(scope, id);
    const action = new SnsAction(topic);
    const alarms = new Map<string, cloudwatch.Alarm>();
    for (const [name, rule] of Object.entries<Rule>(rules(metrics, HOURS_BETWEEN_BACKUPS[backups]))) {
      const [bad, of] = rule.periods ?? [1, 1];
      const alarm = new cloudwatch.Alarm(this, name, {
        alarmName: `humeur-${stage.name}-${name}`,
        alarmDescription: `${rule.what} docs/runbook.md#${name}`,
        metric: rule.metric,
        comparisonOperator: rule.is[0],
        threshold: rule.is[1],
        datapointsToAlarm: bad,
        evaluationPeriods: of,
        treatMissingData: rule.silence ?? NOT_BREACHING,
        evaluateLowSampleCountPercentile: rule.percentile ? "ignore" : undefined,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      alarms.set(name, alarm);
    }
    this.all = [...alarms.values()];
    this.ofRelease = OF_A_RELEASE.flatMap((name) => alarms.get(name) ?? []);
  }
}
