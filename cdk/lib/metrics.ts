// The metrics, shared by alarms and dashboard.

import type { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { callNames, globalIndexes } from "../ops/tables.ts";
import type { Api } from "./api.ts";
import type { Backup, ScheduledBackup } from "./backup.ts";
import type { Drill } from "./drill.ts";
import type { JobFunctions } from "./job-functions.ts";
import type { Jobs } from "./jobs.ts";
import { type Schedule, SIGNALS } from "./schedules.ts";
import type { Service } from "./service.ts";
import type { DeployedTable } from "./tables.ts";

/** The namespace of the metrics in the program's log. */
export const NAMESPACE = "Humeur";

/** The resources that emit the metrics. */
export interface Sources {
  readonly stage: string;
  readonly api: Api;
  readonly service: Service;
  readonly functions: JobFunctions;
  readonly tables: readonly DeployedTable[];
  readonly jobs: Jobs;
  readonly backup: Backup;
  /** With the restore drill. */
  readonly drill?: Drill;
}

/** The metrics of a job's function, each over a period. */
export interface JobMetrics {
  readonly job: string;
  /** Failed runs. */
  readonly errors: (period: Duration) => Metric;
  readonly throttles: (period: Duration) => Metric;
  /** The longest run, in milliseconds. */
  readonly longest: (period: Duration) => Metric;
}

/** The metrics of a stage, each over a period. */
export class Metrics {
  /** The schedules that start the jobs. */
  readonly schedules: readonly Schedule[];
  readonly tables: readonly DeployedTable[];
  readonly backups: readonly ScheduledBackup[];
  /** The names of the tables with a restore drill. */
  readonly drilled: readonly string[];
  readonly jobs: readonly JobMetrics[];
  /** With signals: the number of sources without a success for an hour. */
  readonly silentSources?: (period: Duration) => Metric;

  constructor(private readonly sources: Sources) {
    this.schedules = sources.jobs.started;
    this.tables = sources.tables;
    this.backups = sources.backup.all;
    this.drilled = sources.drill?.tables ?? [];
    this.jobs = Object.values(sources.functions).map(({ job, function: fn }) => {
      const metric = (name: string, statistic: string) => (period: Duration) => ofFunction(fn, name, statistic, period);
      return {
        job,
        errors: metric("Errors", Stats.SUM),
        throttles: metric("Throttles", Stats.SUM),
        longest: metric("Duration", Stats.MAXIMUM),
      };
    });
    if (sources.functions[SIGNALS]) {
      this.silentSources = (period) => this.own("SilentSources", Stats.MAXIMUM, period);
    }
  }

  requests = (period: Duration) => this.api("Count", Stats.SUM, period);
  clientErrors = (period: Duration) => this.api("4xx", Stats.SUM, period);
  serverErrors = (period: Duration) => this.api("5xx", Stats.SUM, period);
  /** Refused by the limit of the API's stage. */
  refused = (period: Duration) => this.sources.api.refused.metric({ statistic: Stats.SUM, period });
  /** Measured by the API: without jobs, with cold starts. */
  latency = (statistic: string, period: Duration) => this.api("Latency", statistic, period);

  /** In percent; 0 for fewer than three failures, because one of two requests at night would be 50 %. */
  errorRate = (period: Duration): IMetric =>
    new MathExpression({
      expression: "IF(errors >= 3, 100 * errors / requests, 0)",
      usingMetrics: { errors: this.serverErrors(period), requests: this.requests(period) },
      label: "failed requests, %",
      period,
    });

  functionDuration = (statistic: string, period: Duration) => this.site("Duration", statistic, period);
  functionConcurrency = (period: Duration) => this.site("ConcurrentExecutions", Stats.MAXIMUM, period);
  functionThrottles = (period: Duration) => this.site("Throttles", Stats.SUM, period);

  /** Of the table with its local indexes, and its global ones. */
  tableThrottles = (table: DeployedTable, period: Duration) => {
    const { name } = table.declared;
    const dimensions = [
      {},
      ...globalIndexes(table.declared).map((index) => ({ GlobalSecondaryIndexName: index.name })),
    ];
    return this.sum(
      `${name} throttled`,
      period,
      dimensions.flatMap((dimension) => [
        this.table("ReadThrottleEvents", table, period, dimension),
        this.table("WriteThrottleEvents", table, period, dimension),
      ]),
    );
  };
  tableErrors = (table: DeployedTable, period: Duration) => {
    return this.sum(
      `${table.declared.name} failed`,
      period,
      callNames(table.declared).map((call) => this.table("SystemErrors", table, period, { Operation: call })),
    );
  };
  tableUnits = (table: DeployedTable, period: Duration) =>
    ["Read", "Write"].map((kind) =>
      this.table(`Consumed${kind}CapacityUnits`, table, period).with({
        label: `${table.declared.name} ${kind.toLowerCase()}`,
      }),
    );

  jobErrors = (period: Duration) =>
    this.sum("attempts", period, [
      ...["TargetErrorCount", "InvocationDroppedCount"].map((metricName) => this.scheduler(metricName, period)),
      ...this.jobs.map(({ errors }) => errors(period)),
    ]);
  /** Attempts of all schedules to start their job. */
  jobAttempts = (period: Duration) => this.scheduler("InvocationAttemptCount", period);
  deadLetters = (period: Duration) =>
    this.sources.jobs.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period });
  backupsCompleted = ({ completed }: ScheduledBackup, period: Duration) =>
    new Metric({
      namespace: "AWS/Events",
      metricName: "Invocations",
      dimensionsMap: { RuleName: completed.ref },
      statistic: Stats.SUM,
      period,
    });

  /** The age of an export when its restore was proven, in seconds. */
  restoreProvenAge = (table: string, period: Duration) => this.ofDrill("RestoreProvenAge", table, period);
  restoreSeconds = (table: string, period: Duration) => this.ofDrill("RestoreSeconds", table, period);

  /** 1 while the site is healthy. */
  canaryHealthy = (period: Duration) => this.own("CanaryHealthy", Stats.MINIMUM, period);

  /** One of the program's own metrics, with a line per route. */
  byRoute = (metricName: string, statistic: string, period: Duration) =>
    new MathExpression({
      expression:
        `SEARCH('{${NAMESPACE},environment,route} MetricName="${metricName}" environment="${this.sources.stage}"', ` +
        `'${statistic}', ${period.toSeconds()})`,
      usingMetrics: {},
      label: "",
      period,
    });

  private api(metricName: string, statistic: string, period: Duration): Metric {
    return new Metric({
      namespace: "AWS/ApiGateway",
      metricName,
      dimensionsMap: { ApiId: this.sources.api.apiId },
      statistic,
      period,
    });
  }

  private site(metricName: string, statistic: string, period: Duration): Metric {
    return ofFunction(this.sources.service.function, metricName, statistic, period);
  }

  private scheduler(metricName: string, period: Duration): Metric {
    return new Metric({
      namespace: "AWS/Scheduler",
      metricName,
      dimensionsMap: { ScheduleGroup: this.sources.jobs.group.scheduleGroupName },
      statistic: Stats.SUM,
      period,
    });
  }

  /** One of the program's own metrics of the whole stage. */
  private own(metricName: string, statistic: string, period: Duration): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { environment: this.sources.stage },
      statistic,
      period,
    });
  }

  private ofDrill(metricName: string, table: string, period: Duration): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { environment: this.sources.stage, table },
      statistic: Stats.MAXIMUM,
      period,
    });
  }

  private table(
    metricName: string,
    { table }: DeployedTable,
    period: Duration,
    dimensions: Record<string, string> = {},
  ): Metric {
    return new Metric({
      namespace: "AWS/DynamoDB",
      metricName,
      dimensionsMap: { TableName: table.tableName, ...dimensions },
      statistic: Stats.SUM,
      period,
    });
  }

  /** The sum, in which a missing value counts as 0. Labels are unique within a graph. */
  private sum(label: string, period: Duration, metrics: Metric[]): MathExpression {
    const id = label.replace(/\W/g, "");
    const usingMetrics = Object.fromEntries(metrics.map((metric, i) => [`${id}${i}`, metric]));
    const expression = Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(" + ");
    return new MathExpression({ expression, usingMetrics, label, period });
  }
}

function ofFunction({ functionName }: IFunction, metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({
    namespace: "AWS/Lambda",
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period,
  });
}
