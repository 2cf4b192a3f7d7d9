import { describe, expect, test } from "vitest";
import { logicalId, SCHEDULES } from "../lib/schedules.ts";
import { pascalCase, TABLES } from "../ops/tables.ts";
import {
  EVERYTHING,
  type Flags,
  functionOf,
  idOf,
  JOBS,
  only,
  resourceOf,
  resources,
  type Stack,
  scheduleOf,
  synth,
} from "./kit.ts";
import { text } from "./rights.ts";

const { App } = synth();

describe("jobs", () => {
  test("the canary requests the site's health every five minutes", () => {
    const canary = scheduleOf(App, "JobsCanary");
    expect(canary.ScheduleExpression).toBe("rate(5 minutes)");
    expect(text(canary.Target.Arn)).toBe("<CanaryLive>");
    expect(JSON.parse(text(canary.Target.Input))).toEqual({
      job: "canary",
      url: "https://<WebDistribution.DomainName>/health",
    });
    const withDomain = resources(synth(EVERYTHING).App, "AWS::Scheduler::Schedule").map(({ Properties }) =>
      text(Properties.Target.Input),
    );
    expect(withDomain).toContain('{"job":"canary","url":"https://mood.example.org/health"}');
  });

  test("reminders are sent every five minutes, with the site as contact", () => {
    const reminders = scheduleOf(App, "JobsReminders");
    expect(reminders.ScheduleExpression).toBe("rate(5 minutes)");
    expect(text(reminders.Target.Arn)).toBe("<RemindersLive>");
    expect(JSON.parse(text(reminders.Target.Input))).toEqual({
      job: "reminders",
      url: "https://<WebDistribution.DomainName>",
    });
  });

  test("signals have a function of their own, every five minutes, only with sources", () => {
    const rest = Object.keys(App!.Resources).filter((id) => /^(Jobs)?Signals/.test(id));
    expect(rest).toEqual([]);
    const stack = synth({ signals: "bitcoin", stage: "staging" }).App;
    const signals = resources(stack, "AWS::Scheduler::Schedule").find(({ Properties }) =>
      text(Properties.Target.Input).includes('"job":"signals"'),
    )!.Properties;
    expect([signals.ScheduleExpression, text(signals.Target.Arn)]).toEqual(["cron(0/5 * * * ? *)", "<SignalsLive>"]);
    const fn = functionOf(stack, "signals");
    expect(fn).toMatchObject({ Runtime: "provided.al2023", Handler: "bootstrap", Timeout: 10 });
    // Names only: the role has no right on most of them.
    const variables = Object.entries(fn.Environment.Variables).map(([name, value]) => [name, text(value)]);
    expect(Object.fromEntries(variables)).toEqual({
      ...Object.fromEntries(TABLES.map((table) => [table.variable, `<Data${pascalCase(table)}>`])),
      HUMEUR_ENVIRONMENT: "staging",
      HUMEUR_EXPORTS_BUCKET: "<BucketsExports>",
      HUMEUR_FUNCTION: "jobs",
      HUMEUR_LOG: "info",
      HUMEUR_PHOTOS_BUCKET: "<BucketsPhotos>",
      HUMEUR_SIGNALS: "bitcoin",
      HUMEUR_SITE_VERSION: expect.stringMatching(/^<ServiceFunctionCurrentVersion\w+\.Version>$/),
      HUMEUR_STORE: "dynamodb",
    });
    const [, failures] = resourceOf(stack, "AWS::Lambda::EventInvokeConfig", "Signals");
    expect(failures.Properties).toMatchObject({
      Qualifier: "live",
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
    expect(failures.Properties).not.toHaveProperty("DestinationConfig");
  });

  test("every job of a schedule has a function", () => {
    const { App } = synth(EVERYTHING);
    for (const { job } of SCHEDULES) {
      expect(functionOf(App, job)?.Environment.Variables.HUMEUR_FUNCTION, job).toBe("jobs");
      expect(text(scheduleOf(App, `Jobs${logicalId({ job })}`).Target.Arn)).toBe(`<${logicalId({ job })}Live>`);
    }
  });

  test.each(JOBS)("job %s has the site's package, no session key and its own settings only", (job) => {
    const fn = functionOf(App, job);
    const site = functionOf(App);
    expect(fn.Code).toEqual(site.Code);
    expect(fn).not.toHaveProperty("ReservedConcurrentExecutions");
    const common = [
      ...TABLES.map((table) => table.variable),
      ...["ENVIRONMENT", "EXPORTS_BUCKET", "FUNCTION", "LOG", "PHOTOS_BUCKET", "SITE_VERSION", "STORE"].map(
        (name) => `HUMEUR_${name}`,
      ),
    ];
    const own: Record<string, string[]> = {
      reminders: ["HUMEUR_PUSH_KEY_PARAMETER"],
      // Work that sets the lifetime of entries again needs the site's.
      work: ["HUMEUR_RETENTION_MONTHS"],
    };
    const variables = fn.Environment.Variables;
    expect(Object.keys(variables).sort()).toEqual([...common, ...(own[job] ?? [])].sort());
    for (const name of own[job] ?? []) expect(variables[name]).toBe(site.Environment.Variables[name]);
  });

  test("reminders go to the push services of the site", () => {
    const { App } = synth({ pushHosts: "push.example.org", pushKeyVersion: "2" });
    expect(functionOf(App, "reminders").Environment.Variables).toMatchObject({
      HUMEUR_PUSH_HOSTS: "push.example.org",
      HUMEUR_PUSH_KEY_PARAMETER: "/humeur/production/push-key:2",
    });
  });

  test.each(JOBS)("job %s moves after the site, all at once, and its versions name the site's", (job) => {
    const alias = (stack: Stack | undefined) => resourceOf(stack, "AWS::Lambda::Alias", logicalId({ job }));
    expect(alias(App)[1].DependsOn).toContain(resourceOf(App, "AWS::Lambda::Alias", "Service")[0]);
    expect(alias(App)[1]).not.toHaveProperty("UpdatePolicy");
    expect(alias(App)[1].Properties.Name).toBe("live");
    expect(functionOf(App, job).Environment.Variables.HUMEUR_SITE_VERSION).toEqual({
      "Fn::GetAtt": [resourceOf(App, "AWS::Lambda::Version", "Service")[0], "Version"],
    });
    // A rollback finds the version of a release that changed the site alone, too.
    const version = (flags: Flags) => resourceOf(synth(flags).App, "AWS::Lambda::Version", logicalId({ job }))[0];
    expect(version({ sessionKeyVersions: "2,1" })).not.toBe(version({}));
  });

  test("each has a role of its own, is retried, and ends in the dead-letter queue", () => {
    const schedules = resources(App, "AWS::Scheduler::Schedule").map(({ Properties }) => Properties);
    for (const { Target, GroupName } of schedules) {
      expect(GroupName).toBe("humeur-production");
      expect(text(Target.DeadLetterConfig.Arn)).toBe("<JobsDeadLetters.Arn>");
      expect(Target.RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
    }
    expect(new Set(schedules.map(({ Target }) => text(Target.RoleArn))).size).toBe(schedules.length);
    const failures = resources(App, "AWS::Lambda::EventInvokeConfig").map(({ Properties }) => Properties);
    expect(failures.map(({ FunctionName }) => text(FunctionName)).sort()).toEqual(
      JOBS.map((job) => `<${logicalId({ job })}Function>`),
    );
    for (const each of failures) {
      expect(each).toMatchObject({
        Qualifier: "live",
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": [idOf(App, "AWS::SQS::Queue"), "Arn"] } } },
      });
    }
  });

  test("the queue is encrypted, and requires TLS", () => {
    expect(only(App, "AWS::SQS::Queue").Properties.SqsManagedSseEnabled).toBe(true);
    expect(only(App, "AWS::SQS::QueuePolicy").Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: "Deny",
        Action: "sqs:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    ]);
  });
});
