import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { only, resources, synth, type Flags } from "./kit.ts";
import { text } from "./rights.ts";

/** What is said of an alarm in CloudWatch. */
interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly Period?: number;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Dimensions?: { Name: string; Value: unknown }[];
  readonly Metrics?: { Id: string; Expression?: string; MetricStat?: any }[];
  readonly AlarmActions: unknown[];
  readonly OKActions: unknown[];
}

const { App } = synth();
const alarms: Alarm[] = resources(App, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
const alarm = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `humeur-production-${name}`)!;

/** `over 1 in 2 of 3 × 300 s`, and what silence means. */
function condition({ ComparisonOperator, Threshold, Period, Metrics, ...rest }: Alarm): string {
  const words: Record<string, string> = {
    GreaterThanThreshold: "over",
    GreaterThanOrEqualToThreshold: "at least",
    LessThanThreshold: "under",
  };
  const period = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat.Period;
  return `${words[ComparisonOperator]} ${Threshold} in ${rest.DatapointsToAlarm} of ${rest.EvaluationPeriods} × ${period} s; silence is ${rest.TreatMissingData}`;
}

test("these are all alarms, and when they go off", () => {
  expect(Object.fromEntries(alarms.map((alarm) => [alarm.AlarmName, condition(alarm)]))).toEqual({
    "humeur-production-error-rate": "over 1 in 1 of 1 × 300 s; silence is notBreaching",
    "humeur-production-server-errors": "at least 5 in 1 of 1 × 3600 s; silence is notBreaching",
    "humeur-production-latency-p99": "over 2000 in 3 of 3 × 300 s; silence is notBreaching",
    "humeur-production-throttles": "at least 1 in 1 of 1 × 300 s; silence is notBreaching",
    "humeur-production-table-throttles": "at least 1 in 1 of 1 × 300 s; silence is notBreaching",
    "humeur-production-table-errors": "at least 1 in 1 of 1 × 300 s; silence is notBreaching",
    "humeur-production-job-errors": "at least 3 in 1 of 1 × 900 s; silence is notBreaching",
    "humeur-production-dead-letters": "at least 1 in 1 of 1 × 300 s; silence is notBreaching",
    "humeur-production-canary": "under 1 in 2 of 3 × 300 s; silence is breaching",
    "humeur-production-backup-missing": "under 1 in 26 of 26 × 3600 s; silence is breaching",
  });
});

test("a back-up twice a week is missed after its four days, and two hours that it may take longer", () => {
  const weekly = synth({ backups: "twice-weekly" }).App;
  const missing = resources(weekly, "AWS::CloudWatch::Alarm").find(({ Properties }) => Properties.AlarmName.endsWith("backup-missing"));
  expect(condition(missing?.Properties)).toBe("under 1 in 98 of 98 × 3600 s; silence is breaching");
  const schedules = resources(weekly, "AWS::Scheduler::Schedule").map(({ Properties }) => Properties.ScheduleExpression);
  expect(schedules).toContain("cron(0 3 ? * SUN,WED *)");
});

test("each says where to read on, and tells the topic when it goes on and off", () => {
  for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
    expect(AlarmDescription).toMatch(new RegExp(`docs/runbook\\.md#${AlarmName.replace("humeur-production-", "")}$`));
    expect([...AlarmActions, ...OKActions].map(text)).toEqual(["<WatchTopic>", "<WatchTopic>"]);
  }
});

test("each has its section in the runbook", () => {
  const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
  for (const { AlarmName } of alarms) expect(runbook).toContain(`\n## ${AlarmName.replace("humeur-production-", "")}\n`);
});

describe("what they count:", () => {
  const single = (name: string) => {
    const { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions = [] } = alarm(name);
    const of = Dimensions.map(({ Name, Value }) => `${Name}=${text(Value)}`);
    return [Namespace, MetricName, Statistic ?? ExtendedStatistic, ...of].join(" ");
  };
  const parts = (name: string) =>
    (alarm(name).Metrics ?? []).flatMap(({ MetricStat }) =>
      MetricStat ? [`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`] : [],
    );
  const expression = (name: string) => alarm(name).Metrics?.find(({ Expression }) => Expression)?.Expression;

  test("requests that fail, of all; one or two at night are none", () => {
    expect(expression("error-rate")).toBe("IF(errors >= 3, 100 * errors / requests, 0)");
    expect(parts("error-rate")).toEqual(["AWS/ApiGateway 5xx", "AWS/ApiGateway Count"]);
  });

  test("everything else", () => {
    expect(single("server-errors")).toBe("AWS/ApiGateway 5xx Sum ApiId=<Api>");
    expect(single("latency-p99")).toBe("AWS/ApiGateway Latency p99 ApiId=<Api>");
    expect(single("throttles")).toBe("AWS/Lambda Throttles Sum FunctionName=<ServiceFunction>");
    expect(single("dead-letters")).toBe("AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=<JobsDeadLetters.QueueName>");
    expect(single("canary")).toBe("Humeur CanaryHealthy Minimum environment=production");
    expect(single("backup-missing")).toBe("AWS/Events Invocations Sum RuleName=<BackupCompleted>");
    expect(parts("table-throttles")).toEqual(["AWS/DynamoDB ReadThrottleEvents", "AWS/DynamoDB WriteThrottleEvents"]);
    expect(parts("table-errors")).toEqual(Array(5).fill("AWS/DynamoDB SystemErrors"));
    expect(parts("job-errors")).toEqual([
      "AWS/Lambda Errors",
      "AWS/Scheduler TargetErrorCount",
      "AWS/Scheduler InvocationDroppedCount",
    ]);
  });

  test("a back-up counts when its last file is in the archive", () => {
    const { EventPattern, Targets } = only(App, "AWS::Events::Rule").Properties;
    expect(EventPattern).toMatchObject({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { object: { key: [{ wildcard: "tables/*/manifest-summary.json" }] } },
    });
    expect(EventPattern.detail.bucket.name.map(text)).toEqual(["<BucketsArchive>"]);
    expect(text(Targets[0].Arn)).toBe("arn:aws:logs:us-east-1:<AWS::AccountId>:log-group:<BackupLog>");
    expect(text(only(App, "AWS::Logs::ResourcePolicy").Properties.PolicyDocument)).toContain("events.amazonaws.com");
  });
});

describe("who is told", () => {
  const topic = (flags: Flags = {}) => synth(flags).App;

  test("only alarms and the budget of this account write to the topic, and only by TLS", () => {
    const { Statement } = only(App, "AWS::SNS::TopicPolicy").Properties.PolicyDocument;
    expect(Statement).toEqual([
      expect.objectContaining({ Effect: "Deny", Action: "sns:Publish", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      expect.objectContaining({
        Effect: "Allow",
        Principal: { Service: ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] },
        Action: "sns:Publish",
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      }),
    ]);
  });

  test("somebody by e-mail, when there is an address", () => {
    expect(resources(topic(), "AWS::SNS::Subscription")).toEqual([]);
    expect(only(topic({ alertsEmail: "alerts@example.org" }), "AWS::SNS::Subscription").Properties).toMatchObject({
      Protocol: "email",
      Endpoint: "alerts@example.org",
    });
  });

  test("of the month's bill, too", () => {
    const { Budget, NotificationsWithSubscribers } = only(topic({ budget: "25" }), "AWS::Budgets::Budget").Properties;
    expect(Budget).toMatchObject({ BudgetType: "COST", TimeUnit: "MONTHLY", BudgetLimit: { Amount: 25, Unit: "USD" } });
    const when = NotificationsWithSubscribers.map(({ Notification: { NotificationType, Threshold } }: any) => [NotificationType, Threshold]);
    expect(when).toEqual([
      ["ACTUAL", 80],
      ["FORECASTED", 100],
    ]);
  });
});

test("the dashboard shows the program's own figures, route by route, and all alarms", () => {
  const body = text(only(App, "AWS::CloudWatch::Dashboard").Properties.DashboardBody);
  const { widgets } = JSON.parse(body);
  for (const [metric, statistic] of [["Latency", "SampleCount"], ["Latency", "p99"], ["Errors", "Sum"], ["ColdStarts", "Sum"]]) {
    expect(JSON.stringify(widgets)).toContain(
      JSON.stringify(`SEARCH('{Humeur,environment,route} MetricName="${metric}" environment="production"', '${statistic}', 300)`).slice(1, -1),
    );
  }
  expect(widgets[0].properties.alarms).toHaveLength(alarms.length);
});
