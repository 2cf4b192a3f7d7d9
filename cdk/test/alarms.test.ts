import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readOptions } from "../lib/options.ts";
import { SCHEDULES } from "../lib/schedules.ts";
import { callNames, EXPORTED, globalIndexes, pascalCase, TABLES } from "../ops/tables.ts";
import { DECLINED, type Flags, only, resources, type Stack, scheduleOf, synth } from "./kit.ts";
import { text } from "./rights.ts";

/** The properties of an alarm. */
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
const alarmsOf = (stack: Stack | undefined): Alarm[] =>
  resources(stack, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
const named = (all: readonly Alarm[], name: string) =>
  all.find(({ AlarmName }) => AlarmName === `humeur-production-${name}`)!;
const alarms = alarmsOf(App);
const alarm = (name: string) => named(alarms, name);
const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
/** The jobs without signals. */
const JOBS = ["canary", "photos", "reminders", "work"];
const withSignals = alarmsOf(synth({ signals: "bitcoin" }).App);

/** For example `over 1 in 2 of 3 × 300 s; missing data is notBreaching`. */
function condition({ ComparisonOperator, Threshold, Period, Metrics, ...rest }: Alarm): string {
  const words: Record<string, string> = {
    GreaterThanThreshold: "over",
    GreaterThanOrEqualToThreshold: "at least",
    LessThanThreshold: "under",
  };
  const period = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat.Period;
  return `${words[ComparisonOperator]} ${Threshold} in ${rest.DatapointsToAlarm} of ${rest.EvaluationPeriods} × ${period} s; missing data is ${rest.TreatMissingData}`;
}

test("the alarms and their conditions", () => {
  const each = (tables: readonly { name: string }[], alarm: string, condition: string) =>
    Object.fromEntries(tables.map(({ name }) => [`humeur-production-${alarm}-${name}`, condition]));
  expect(Object.fromEntries(alarms.map((alarm) => [alarm.AlarmName, condition(alarm)]))).toEqual({
    "humeur-production-error-rate": "over 1 in 1 of 1 × 300 s; missing data is notBreaching",
    "humeur-production-server-errors": "at least 5 in 1 of 1 × 3600 s; missing data is notBreaching",
    "humeur-production-latency-p99": "over 2000 in 3 of 3 × 300 s; missing data is notBreaching",
    "humeur-production-refused-requests": "at least 10 in 1 of 1 × 300 s; missing data is notBreaching",
    "humeur-production-throttles": "at least 1 in 1 of 1 × 300 s; missing data is notBreaching",
    ...each(
      JOBS.map((name) => ({ name })),
      "throttles",
      "at least 1 in 1 of 1 × 300 s; missing data is notBreaching",
    ),
    ...each(TABLES, "table-throttles", "at least 1 in 1 of 1 × 300 s; missing data is notBreaching"),
    ...each(TABLES, "table-errors", "at least 1 in 1 of 1 × 300 s; missing data is notBreaching"),
    "humeur-production-job-errors": "at least 3 in 1 of 1 × 900 s; missing data is notBreaching",
    "humeur-production-silent-jobs": "under 30 in 1 of 1 × 3600 s; missing data is breaching",
    "humeur-production-dead-letters": "at least 1 in 1 of 1 × 300 s; missing data is notBreaching",
    "humeur-production-canary": "under 1 in 2 of 3 × 300 s; missing data is breaching",
    ...each(
      [...EXPORTED, { name: "photos" }],
      "backup-missing",
      "under 1 in 26 of 26 × 3600 s; missing data is breaching",
    ),
  });
});

test("signals add the alarms of their job", () => {
  const names = new Set(alarms.map(({ AlarmName }) => AlarmName));
  const added = withSignals.filter(({ AlarmName }) => !names.has(AlarmName));
  expect(Object.fromEntries(added.map((alarm) => [alarm.AlarmName, condition(alarm)]))).toEqual({
    "humeur-production-silent-sources": "at least 1 in 2 of 3 × 300 s; missing data is notBreaching",
    "humeur-production-throttles-signals": "at least 1 in 1 of 1 × 300 s; missing data is notBreaching",
  });
  expect(withSignals.length).toBe(alarms.length + added.length);
  expect(named(withSignals, "silent-jobs").Threshold).toBe(42);
});

test.each([...SCHEDULES])("job $job is missed when it is silent, and not when a run is late", ({ awsMinutes }) => {
  const { Threshold } = named(withSignals, "silent-jobs");
  const all = SCHEDULES.reduce((sum, schedule) => sum + 60 / schedule.awsMinutes, 0);
  expect(all - 60 / awsMinutes).toBeLessThan(Threshold);
  // Each schedule's next run may be just after the hour.
  expect(all - SCHEDULES.length).toBeGreaterThanOrEqual(Threshold);
});

test("the restore drill adds an alarm per exported table, which also fires without any proof", () => {
  const withDrill = alarmsOf(synth({ restoreDrill: "eu-central-1" }).App);
  const added = withDrill.filter(({ AlarmName }) => !alarms.some((other) => other.AlarmName === AlarmName));
  expect(Object.fromEntries(added.map((alarm) => [alarm.AlarmName, condition(alarm)]))).toEqual(
    Object.fromEntries(
      EXPORTED.map(({ name }) => [
        `humeur-production-restore-unproven-${name}`,
        "over 93600 in 26 of 26 × 3600 s; missing data is breaching",
      ]),
    ),
  );
  for (const { Namespace, MetricName, Dimensions, AlarmName } of added) {
    expect([Namespace, MetricName]).toEqual(["Humeur", "RestoreProvenAge"]);
    const values = Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    expect(values).toEqual({ environment: "production", table: AlarmName.split("restore-unproven-")[1] });
  }
  expect(runbook).toContain("\n## restore-unproven\n");
});

test("a back-up twice a week is missing after four days and two hours", () => {
  const weekly = synth({ backups: "twice-weekly" }).App;
  const missing = resources(weekly, "AWS::CloudWatch::Alarm").find(({ Properties }) =>
    Properties.AlarmName.includes("backup-missing"),
  );
  expect(condition(missing?.Properties)).toBe("under 1 in 98 of 98 × 3600 s; missing data is breaching");
  for (const table of EXPORTED) {
    expect(scheduleOf(weekly, `Backup${pascalCase(table)}`).ScheduleExpression).toMatch(
      /^cron\(\d+ 3 \? \* SUN,WED \*\)$/,
    );
  }
});

test("each notifies the topic when it fires and clears, and names a section of the runbook", () => {
  for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of withSignals) {
    const section = AlarmDescription.split("docs/runbook.md#")[1]!;
    expect(AlarmName).toMatch(new RegExp(`^humeur-production-${section}(-|$)`));
    expect(runbook.includes(`\n## ${section}\n`), section).toBe(true);
    expect([...AlarmActions, ...OKActions].map(text)).toEqual(["<WatchTopic>", "<WatchTopic>"]);
  }
});

describe("their metrics:", () => {
  const single = (
    name: string,
    { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions = [] } = alarm(name),
  ) => {
    const of = Dimensions.map(({ Name, Value }) => `${Name}=${text(Value)}`);
    return [Namespace, MetricName, Statistic ?? ExtendedStatistic, ...of].join(" ");
  };
  const parts = (name: string, { Metrics = [] } = alarm(name)) =>
    Metrics.flatMap(({ MetricStat }) =>
      MetricStat ? [`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`] : [],
    );
  const dimensions = (name: string) =>
    (alarm(name).Metrics ?? []).flatMap(({ MetricStat }) =>
      MetricStat
        ? [
            MetricStat.Metric.Dimensions.map(({ Name, Value }: any) => `${Name}=${text(Value)}`)
              .sort()
              .join(" "),
          ]
        : [],
    );
  const expression = (name: string) => alarm(name).Metrics?.find(({ Expression }) => Expression)?.Expression;

  test("the share of failed requests, from three failures on", () => {
    expect(expression("error-rate")).toBe("IF(errors >= 3, 100 * errors / requests, 0)");
    expect(parts("error-rate")).toEqual(["AWS/ApiGateway 5xx", "AWS/ApiGateway Count"]);
  });

  test("everything else", () => {
    expect(single("server-errors")).toBe("AWS/ApiGateway 5xx Sum ApiId=<Api>");
    expect(single("latency-p99")).toBe("AWS/ApiGateway Latency p99 ApiId=<Api>");
    expect(single("refused-requests")).toBe("Humeur/production RefusedRequests Sum");
    expect(single("silent-jobs")).toBe("AWS/Scheduler InvocationAttemptCount Sum ScheduleGroup=humeur-production");
    expect(single("throttles")).toBe("AWS/Lambda Throttles Sum FunctionName=<ServiceFunction>");
    expect(single("dead-letters")).toBe(
      "AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName=<JobsDeadLetters.QueueName>",
    );
    expect(single("canary")).toBe("Humeur CanaryHealthy Minimum environment=production");
    expect(parts("job-errors")).toEqual([
      "AWS/Scheduler TargetErrorCount",
      "AWS/Scheduler InvocationDroppedCount",
      ...JOBS.map(() => "AWS/Lambda Errors"),
    ]);
    expect(dimensions("job-errors").slice(2)).toEqual(
      JOBS.map((job) => `FunctionName=<${pascalCase({ name: job })}Function>`),
    );
  });

  test.each(JOBS)("of the function of job %s", (job) => {
    expect(single(`throttles-${job}`)).toBe(
      `AWS/Lambda Throttles Sum FunctionName=<${pascalCase({ name: job })}Function>`,
    );
  });

  test("of the job of signals", () => {
    const metric = (name: string) => single(name, named(withSignals, name));
    expect(metric("silent-sources")).toBe("Humeur SilentSources Maximum environment=production");
    expect(metric("throttles-signals")).toBe("AWS/Lambda Throttles Sum FunctionName=<SignalsFunction>");
    const jobErrors = named(withSignals, "job-errors");
    expect(parts("job-errors", jobErrors)).toEqual([...parts("job-errors"), "AWS/Lambda Errors"]);
    const functions = jobErrors.Metrics!.flatMap(({ MetricStat }: any) => MetricStat?.Metric.Dimensions ?? []);
    expect(functions.map(({ Name, Value }: any) => `${Name}=${text(Value)}`)).toContain(
      "FunctionName=<SignalsFunction>",
    );
  });

  test.each(TABLES)("table $name and its indexes", (table) => {
    const all = `TableName=<Data${pascalCase(table)}>`;
    const places = [all, ...globalIndexes(table).map(({ name }) => `GlobalSecondaryIndexName=${name} ${all}`)];
    const throttles = `table-throttles-${table.name}`;
    expect(parts(throttles)).toEqual(
      places.flatMap(() => ["AWS/DynamoDB ReadThrottleEvents", "AWS/DynamoDB WriteThrottleEvents"]),
    );
    expect(dimensions(throttles)).toEqual(places.flatMap((place) => [place, place]));
    const errors = `table-errors-${table.name}`;
    expect(new Set(parts(errors))).toEqual(new Set(["AWS/DynamoDB SystemErrors"]));
    expect(dimensions(errors)).toEqual(callNames(table).map((call) => `Operation=${call} ${all}`));
    // CloudWatch's limit for an alarm.
    for (const name of [throttles, errors]) expect(parts(name).length).toBeLessThanOrEqual(10);
  });

  test.each(EXPORTED)("an export of table $name is complete with its last file", (table) => {
    expect(single(`backup-missing-${table.name}`)).toBe(
      `AWS/Events Invocations Sum RuleName=<Backup${pascalCase(table)}Completed>`,
    );
    const rule = resources(App, "AWS::Events::Rule").find(({ Properties }) =>
      Properties.Description.includes(`table ${table.name} `),
    );
    const { EventPattern, Targets } = rule!.Properties;
    expect(EventPattern).toMatchObject({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { object: { key: [{ wildcard: `tables/${table.name}/*/manifest-summary.json` }] } },
    });
    expect(EventPattern.detail.bucket.name.map(text)).toEqual(["<BucketsArchive>"]);
    expect(text(Targets[0].Arn)).toBe("arn:aws:logs:us-east-1:<AWS::AccountId>:log-group:<BackupLog>");
    expect(text(only(App, "AWS::Logs::ResourcePolicy").Properties.PolicyDocument)).toContain("events.amazonaws.com");
  });
});

test("a back-up of the photos is complete when its job is", () => {
  const missing = alarm("backup-missing-photos");
  expect(`${missing.Namespace} ${missing.MetricName}`).toBe("AWS/Events Invocations");
  expect(missing.Dimensions?.map(({ Value }) => text(Value))).toEqual(["<BackupPhotosCompleted>"]);
  const rule = resources(App, "AWS::Events::Rule").find(({ Properties }) =>
    Properties.Description.includes("photos is"),
  );
  const { source, detail, ...pattern } = rule!.Properties.EventPattern;
  expect([source, pattern["detail-type"], detail.state]).toEqual([
    ["aws.backup"],
    ["Backup Job State Change"],
    ["COMPLETED"],
  ]);
  expect(detail.backupVaultName.map(text)).toEqual(["<PhotoVault.BackupVaultName>"]);
});

test("the cost page counts every metric of an alarm", async () => {
  const usage: string = new URL("../../tools/cost/usage.mjs", import.meta.url).href;
  const { drill, fixed, signals } = await import(usage);
  const withDrill = alarmsOf(synth({ restoreDrill: "eu-central-1" }).App);
  const count = (all: readonly Alarm[]) =>
    all.reduce((sum, { Metrics }) => sum + (Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1), 0);
  expect(fixed.alarmMetrics).toBe(count(alarms));
  expect(signals.alarmMetrics).toBe(count(withSignals) - count(alarms));
  expect(drill.alarmMetrics).toBe(count(withDrill) - count(alarms));
});

test("a request counts as refused if API Gateway answered it with 429, and not the function", () => {
  const filter = only(App, "AWS::Logs::MetricFilter").Properties;
  expect(text(filter.LogGroupName)).toBe("<ApiLog>");
  expect(filter.MetricTransformations).toEqual([
    { MetricNamespace: "Humeur/production", MetricName: "RefusedRequests", MetricValue: "1" },
  ]);
  // The fields of the log's lines, of which a request that reached no function has none.
  const line = JSON.parse(only(App, "AWS::ApiGatewayV2::Stage").Properties.AccessLogSettings.Format);
  const conditions = [...filter.FilterPattern.matchAll(/\(\$\.(\w+) = "([^"]+)"\)/g)].map(([, field, value]) => [
    line[field],
    value,
  ]);
  expect(conditions).toEqual([
    ["$context.status", "429"],
    ["$context.integrationStatus", "-"],
  ]);
});

test("the cost page names the limits of the options", async () => {
  const usage: string = new URL("../../tools/cost/usage.mjs", import.meta.url).href;
  const { limits } = await import(usage);
  expect(readOptions(DECLINED, {})).toMatchObject(limits);
});

describe("the topic", () => {
  const topic = (flags: Flags = {}) => synth(flags).App;

  test("accepts alarms and budgets of this account only, over TLS", () => {
    const policies = resources(App, "AWS::SNS::TopicPolicy").map(({ Properties }) => Properties);
    const own = policies.find(({ Topics }) => text(Topics[0]) === "<WatchTopic>");
    expect(own.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: "Deny",
        Action: "sns:Publish",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
      expect.objectContaining({
        Effect: "Allow",
        Principal: { Service: ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] },
        Action: "sns:Publish",
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      }),
    ]);
  });

  test("has an e-mail subscription if there is an address", () => {
    const addresses = (flags: Flags) =>
      resources(topic(flags), "AWS::SNS::Subscription")
        .map(({ Properties }) => Properties)
        .filter(({ Protocol }) => Protocol === "email");
    expect(addresses({})).toEqual([]);
    expect(addresses({ alertsEmail: "alerts@example.org" })).toMatchObject([{ Endpoint: "alerts@example.org" }]);
  });

  test("is notified by the budget", () => {
    const { Budget, NotificationsWithSubscribers } = only(topic({ budget: "25" }), "AWS::Budgets::Budget").Properties;
    expect(Budget).toMatchObject({ BudgetType: "COST", TimeUnit: "MONTHLY", BudgetLimit: { Amount: 25, Unit: "USD" } });
    const when = NotificationsWithSubscribers.map(({ Notification: { NotificationType, Threshold } }: any) => [
      NotificationType,
      Threshold,
    ]);
    expect(when).toEqual([
      ["ACTUAL", 80],
      ["FORECASTED", 100],
      ["ACTUAL", 100],
    ]);
  });
});

test("the dashboard shows the program's own metrics by route, every table, and all alarms", () => {
  const body = text(only(App, "AWS::CloudWatch::Dashboard").Properties.DashboardBody);
  const { widgets } = JSON.parse(body);
  for (const [metric, statistic] of [
    ["Latency", "SampleCount"],
    ["Latency", "p99"],
    ["Errors", "Sum"],
    ["ColdStarts", "Sum"],
  ]) {
    expect(JSON.stringify(widgets)).toContain(
      JSON.stringify(
        `SEARCH('{Humeur,environment,route} MetricName="${metric}" environment="production"', '${statistic}', 300)`,
      ).slice(1, -1),
    );
  }
  for (const table of TABLES) {
    expect(JSON.stringify(widgets)).toContain(
      `"AWS/DynamoDB","ConsumedReadCapacityUnits","TableName","<Data${pascalCase(table)}>"`,
    );
  }
  expect(widgets[0].properties.alarms).toHaveLength(alarms.length);
});
