// Where each figure comes from: alarms and dashboard mean the same by a name.

import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, Stats, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import type { Backup } from "./backup.ts";
import type { Jobs } from "./jobs.ts";
import { LIVE, type Service } from "./service.ts";

/** The namespace of the metrics that the program writes into its log. */
export const NAMESPACE = "Humeur";

/** What the program calls of a table, for metrics that are kept by call. */
const CALLS = ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"];

/** Whose figures they are. */
export interface Sources {
  readonly stage: string;
  readonly apiId: string;
  readonly service: Service;
  readonly moods: dynamodb.ITable;
  readonly jobs: Jobs;
  readonly backup: Backup;
}

/** The figures of a stage, each over a period. */
export class Metrics {
  constructor(private readonly of: Sources) {}

  requests = (period: Duration) => this.api("Count", Stats.SUM, period);
  clientErrors = (period: Duration) => this.api("4xx", Stats.SUM, period);
  serverErrors = (period: Duration) => this.api("5xx", Stats.SUM, period);
  /** From the API's side, so without jobs and with cold starts. */
  latency = (statistic: string, period: Duration) => this.api("Latency", statistic, period);

  /** In percent; fewer than three failures are none, or one at night would be half of all. */
  errorRate = (period: Duration): IMetric =>
    new MathExpression({
      expression: "IF(errors >= 3, 100 * errors / requests, 0)",
      usingMetrics: { errors: this.serverErrors(period), requests: this.requests(period) },
      label: "failed requests, %",
      period,
    });

  functionDuration = (statistic: string, period: Duration) => this.function("Duration", statistic, period);
  functionConcurrency = (period: Duration) => this.function("ConcurrentExecutions", Stats.MAXIMUM, period);
  functionThrottles = (period: Duration) => this.function("Throttles", Stats.SUM, period);

  tableThrottles = (period: Duration) => this.sum("throttled", period, [
    this.table("ReadThrottleEvents", period),
    this.table("WriteThrottleEvents", period),
  ]);
  tableErrors = (period: Duration) =>
    this.sum("failed", period, CALLS.map((call) => this.table("SystemErrors", period, { Operation: call })));
  tableUnits = (period: Duration) => [
    this.table("ConsumedReadCapacityUnits", period),
    this.table("ConsumedWriteCapacityUnits", period),
  ];

  /** A request that fails is answered, and so no error of the function: what fails is a job. */
  jobErrors = (period: Duration) => this.sum("attempts", period, [
    new Metric({
      namespace: "AWS/Lambda",
      metricName: "Errors",
      // Written out, because alarms must be there before the alias is.
      dimensionsMap: {
        FunctionName: this.of.service.function.functionName,
        Resource: `${this.of.service.function.functionName}:${LIVE}`,
      },
      statistic: Stats.SUM,
      period,
    }),
    ...["TargetErrorCount", "InvocationDroppedCount"].map((metricName) => new Metric({
      namespace: "AWS/Scheduler",
      metricName,
      dimensionsMap: { ScheduleGroup: this.of.jobs.group.scheduleGroupName },
      statistic: Stats.SUM,
      period,
    })),
  ]);
  deadLetters = (period: Duration) =>
    this.of.jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period });
  backupsCompleted = (period: Duration) => new Metric({
    namespace: "AWS/Events",
    metricName: "Invocations",
    dimensionsMap: { RuleName: this.of.backup.completed.ref },
    statistic: Stats.SUM,
    period,
  });

  /** 1 while the site answers. */
  canaryHealthy = (period: Duration) => new Metric({
    namespace: NAMESPACE,
    metricName: "CanaryHealthy",
    dimensionsMap: { environment: this.of.stage },
    statistic: Stats.MINIMUM,
    period,
  });

  /** One of the program's own figures, a line for each route. */
  byRoute = (metricName: string, statistic: string, period: Duration) => new MathExpression({
    expression:
      `SEARCH('{${NAMESPACE},environment,route} MetricName="${metricName}" environment="${this.of.stage}"', ` +
      `'${statistic}', ${period.toSeconds()})`,
    usingMetrics: {},
    label: "",
    period,
  });

  private api(metricName: string, statistic: string, period: Duration): Metric {
    return new Metric({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensionsMap: { ApiId: this.of.apiId },
      statistic,
      period,
    });
  }

  private function(metricName: string, statistic: string, period: Duration): Metric {
    const { functionName } = this.of.service.function;
    return new Metric({ namespace: "AWS/Lambda", metricName, dimensionsMap: { FunctionName: functionName }, statistic, period });
  }

  private table(metricName: string, period: Duration, dimensions: Record<string, string> = {}): Metric {
    return new Metric({
      namespace: "AWS/DynamoDB",
      metricName,
      dimensionsMap: { TableName: this.of.moods.tableName, ...dimensions },
      statistic: Stats.SUM,
      period,
    });
  }

  /** What is not reported did not happen. The label is a name within its graph, too. */
  private sum(label: string, period: Duration, metrics: Metric[]): MathExpression {
    const named = Object.fromEntries(metrics.map((metric, i) => [`${label}${i}`, metric]));
    const expression = Object.keys(named).map((name) => `FILL(${name}, 0)`).join(" + ");
    return new MathExpression({ expression, usingMetrics: named, label, period });
  }
}
