import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Metrics } from "./metrics.ts";

const PERIOD = Duration.minutes(5);

/** Adds the dashboard: alarms, requests, latency, functions, tables, jobs, canary, back-ups and signals. */
export function dashboard(
  scope: Construct,
  stage: string,
  metrics: Metrics,
  alarms: readonly cloudwatch.IAlarm[],
): void {
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 8, height: 6, leftYAxis: { min: 0 } });
  const { tables, jobs, backups, drilled, silentSources } = metrics;

  new cloudwatch.Dashboard(scope, "Dashboard", {
    dashboardName: `humeur-${stage}`,
    defaultInterval: Duration.days(1),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 24, height: 3 })],
      [
        graph("Requests by route", [metrics.byRoute("Latency", "SampleCount", PERIOD)]),
        graph("Errors by route", [metrics.byRoute("Errors", "Sum", PERIOD)]),
        graph("Responses of the API", [
          metrics.requests(PERIOD),
          metrics.clientErrors(PERIOD),
          metrics.serverErrors(PERIOD),
          metrics.refused(PERIOD).with({ label: "refused by the limit" }),
        ]),
      ],
      [
        graph("Latency by route, median, ms", [metrics.byRoute("Latency", "p50", PERIOD)]),
        graph("Latency by route, p99, ms", [metrics.byRoute("Latency", "p99", PERIOD)]),
        graph("Latency of the API, ms", [metrics.latency("p50", PERIOD), metrics.latency("p99", PERIOD)]),
      ],
      [
        graph("Cold starts by route", [metrics.byRoute("ColdStarts", "Sum", PERIOD)]),
        graph("Function duration, ms", [
          metrics.functionDuration("p50", PERIOD),
          metrics.functionDuration("p99", PERIOD),
        ]),
        graph(
          "Function: concurrency; throttles",
          [metrics.functionConcurrency(PERIOD)],
          [metrics.functionThrottles(PERIOD)],
        ),
      ],
      [
        graph(
          "Tables: capacity units",
          tables.flatMap((table) => metrics.tableUnits(table, PERIOD)),
        ),
        graph(
          "Tables: throttles; errors",
          tables.map((table) => metrics.tableThrottles(table, PERIOD)),
          tables.map((table) => metrics.tableErrors(table, PERIOD)),
        ),
        graph("Jobs: failed attempts; dead letters", [metrics.jobErrors(PERIOD)], [metrics.deadLetters(PERIOD)]),
      ],
      [
        graph(
          "Jobs: failed runs",
          jobs.map(({ job, errors }) => errors(PERIOD).with({ label: job })),
        ),
        graph(
          "Jobs: throttles",
          jobs.map(({ job, throttles }) => throttles(PERIOD).with({ label: job })),
        ),
        graph(
          "Jobs: longest run, ms",
          jobs.map(({ job, longest }) => longest(PERIOD).with({ label: job })),
        ),
      ],
      [
        graph("Canary: 1 is healthy", [metrics.canaryHealthy(PERIOD)]),
        graph("Jobs: starts an hour", [metrics.jobAttempts(Duration.hours(1))]),
        graph(
          "Back-ups a day",
          backups.map((backup) => metrics.backupsCompleted(backup, Duration.days(1)).with({ label: backup.name })),
        ),
        ...(silentSources ? [graph("Signals: silent sources", [silentSources(PERIOD)])] : []),
      ],
      ...(drilled.length
        ? [
            [
              graph(
                "Restore drill: seconds",
                drilled.map((table) => metrics.restoreSeconds(table, PERIOD).with({ label: table })),
              ),
            ],
          ]
        : []),
    ],
  });
}
