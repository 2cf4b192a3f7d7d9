import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Metrics } from "./metrics.ts";

const PERIOD = Duration.minutes(5);

/** One page that answers: is it well, is it quick, is it used, is it kept. */
export function dashboard(scope: Construct, stage: string, metrics: Metrics, alarms: cloudwatch.IAlarm[]): void {
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 8, height: 6, leftYAxis: { min: 0 } });

  new cloudwatch.Dashboard(scope, "Dashboard", {
    dashboardName: `humeur-${stage}`,
    defaultInterval: Duration.days(1),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: "Alarms", alarms, width: 24, height: 3 })],
      [
        graph("Requests by route", [metrics.byRoute("Latency", "SampleCount", PERIOD)]),
        graph("Failures by route", [metrics.byRoute("Errors", "Sum", PERIOD)]),
        graph("Answers of the API", [metrics.requests(PERIOD), metrics.clientErrors(PERIOD), metrics.serverErrors(PERIOD)]),
      ],
      [
        graph("Median by route, ms", [metrics.byRoute("Latency", "p50", PERIOD)]),
        graph("Slowest hundredth by route, ms", [metrics.byRoute("Latency", "p99", PERIOD)]),
        graph("The API, ms", [metrics.latency("p50", PERIOD), metrics.latency("p99", PERIOD)]),
      ],
      [
        graph("Cold starts by route", [metrics.byRoute("ColdStarts", "Sum", PERIOD)]),
        graph("Function, ms", [metrics.functionDuration("p50", PERIOD), metrics.functionDuration("p99", PERIOD)]),
        graph("At once; turned away", [metrics.functionConcurrency(PERIOD)], [metrics.functionThrottles(PERIOD)]),
      ],
      [
        graph("Table: capacity units", metrics.tableUnits(PERIOD)),
        graph("Table: turned away; failed", [metrics.tableThrottles(PERIOD)], [metrics.tableErrors(PERIOD)]),
        graph("Jobs: failed attempts; dead letters", [metrics.jobErrors(PERIOD)], [metrics.deadLetters(PERIOD)]),
      ],
      [
        graph("Canary: 1 is well", [metrics.canaryHealthy(PERIOD)]),
        graph("Back-ups a day", [metrics.backupsCompleted(Duration.days(1))]),
      ],
    ],
  });
}
