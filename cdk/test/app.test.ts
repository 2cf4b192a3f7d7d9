import { describe, expect, test } from "vitest";
import { HANDLER } from "../lib/drill-bundle.ts";
import { logicalId, SCHEDULES } from "../lib/schedules.ts";
import { EXPORTED, nameOutput, pascalCase, TABLES } from "../ops/tables.ts";
import { EVERYTHING, type Flags, functionOf, idOf, only, resourceOf, resources, type Stack, synth } from "./kit.ts";
import { rights, text } from "./rights.ts";

const { App } = synth();
/** The jobs that every installation has. */
const JOBS = ["canary", "photos", "reminders", "work"];

describe("the function", () => {
  const fn = functionOf(App);
  const environment = (flags: Flags) => functionOf(synth(flags).App).Environment.Variables;

  test("is one small ARM binary", () => {
    expect(fn).toMatchObject({
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Architectures: ["arm64"],
      MemorySize: 512,
      Timeout: 10,
      LoggingConfig: { LogFormat: "JSON" },
    });
    expect(fn).not.toHaveProperty("ReservedConcurrentExecutions");
    expect(functionOf(synth({ arch: "x86_64", memory: "256" }).App)).toMatchObject({
      Architectures: ["x86_64"],
      MemorySize: 256,
    });
  });

  test("has its settings in the environment, and no secret", () => {
    const variables = Object.entries(fn.Environment.Variables).map(([name, value]) => [name, text(value)]);
    expect(Object.fromEntries(variables)).toEqual({
      ...Object.fromEntries(TABLES.map((table) => [table.variable, `<Data${pascalCase(table)}>`])),
      HUMEUR_ENVIRONMENT: "production",
      HUMEUR_EXPORTS_BUCKET: "<BucketsExports>",
      HUMEUR_PHOTOS_BUCKET: "<BucketsPhotos>",
      HUMEUR_REGISTRATION: "open",
      HUMEUR_LOG: "info",
      HUMEUR_STORE: "dynamodb",
      HUMEUR_RETENTION_MONTHS: "6",
      HUMEUR_BACKUP_DAYS: "36",
      HUMEUR_SESSION_KEY_PARAMETER: "/humeur/production/session-key:1",
      HUMEUR_PUSH_KEY_PARAMETER: "/humeur/production/push-key:1",
      HUMEUR_ORIGIN_KEY_PARAMETERS: "/humeur/production/origin-key:1",
    });
  });

  test("has more settings with more options", () => {
    expect(environment(EVERYTHING)).toMatchObject({
      HUMEUR_URL: "https://mood.example.org",
      HUMEUR_OIDC_ISSUER: {
        "Fn::GetStackOutput": {
          StackName: "Humeur-production-Storage",
          OutputName: expect.stringContaining("ProviderURL"),
        },
      },
      HUMEUR_OIDC_CLIENT_ID: {
        "Fn::GetStackOutput": {
          StackName: "Humeur-production-Storage",
          OutputName: expect.stringContaining("IdentityPeopleApp"),
        },
      },
      HUMEUR_ORIGIN_KEY_PARAMETERS: "/humeur/production/origin-key:2,/humeur/production/origin-key:1",
    });
    expect(text(environment(EVERYTHING).HUMEUR_OIDC_LOGOUT)).toBe(
      "https://humeur-production-<AWS::AccountId>.auth.us-east-1.amazoncognito.com/logout",
    );
    expect(environment({ stage: "staging", retentionMonths: "12" })).toMatchObject({
      HUMEUR_ENVIRONMENT: "staging",
      HUMEUR_RETENTION_MONTHS: "12",
      HUMEUR_SESSION_KEY_PARAMETER: "/humeur/staging/session-key:1",
    });
  });

  test("has a provider of the operator's, and reads the client's secret only if there is one", () => {
    const flags = {
      domain: "mood.example.org",
      hostedZone: "Z0123456789ABCDEFGHIJ",
      oidcIssuer: "https://accounts.example.org/",
      oidcClientId: "humeur",
    };
    const secret = "arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/oidc-client-secret";
    const read = (more: Flags) =>
      rights(synth({ ...flags, ...more }))
        .filter(({ role, action }) => role === "ServiceRole" && action === "ssm:GetParameters")
        .map(({ resource }) => resource);
    expect(environment(flags)).toMatchObject({
      HUMEUR_OIDC_ISSUER: "https://accounts.example.org/",
      HUMEUR_OIDC_CLIENT_ID: "humeur",
    });
    expect(Object.keys(environment(flags)).filter((name) => name.startsWith("HUMEUR_OIDC"))).toHaveLength(2);
    expect(read({})).not.toContain(secret);
    expect(environment({ ...flags, oidcName: "Example", oidcSecretVersion: "3" })).toMatchObject({
      HUMEUR_OIDC_NAME: "Example",
      HUMEUR_OIDC_CLIENT_SECRET_PARAMETER: "/humeur/production/oidc-client-secret:3",
    });
    expect(read({ oidcSecretVersion: "3" })).toContain(secret);
  });

  test("reads the operator's key only if there is one", () => {
    const key = "arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/operator-key";
    const read = (flags: Flags) =>
      rights(synth(flags))
        .filter(({ role, action }) => role === "ServiceRole" && action === "ssm:GetParameters")
        .map(({ resource }) => resource);
    expect(environment({})).toMatchObject({ HUMEUR_REGISTRATION: "open" });
    expect(environment({})).not.toHaveProperty("HUMEUR_OPERATOR_KEY_PARAMETER");
    expect(read({})).not.toContain(key);
    const invited: Flags = { registration: "invitation", operatorKeyVersion: "2" };
    expect(environment(invited)).toMatchObject({
      HUMEUR_REGISTRATION: "invitation",
      HUMEUR_OPERATOR_KEY_PARAMETER: "/humeur/production/operator-key:2",
    });
    expect(read(invited)).toContain(key);
  });

  test("has the sources of signals, whose names and units pages show", () => {
    expect(Object.keys(environment({})).filter((name) => name.startsWith("HUMEUR_SIGNALS"))).toEqual([]);
    expect(environment(EVERYTHING)).toMatchObject({
      HUMEUR_SIGNALS: "bitcoin weather@48.85,2.35,Europe/Paris",
      HUMEUR_SIGNALS_PARAMETER: "/humeur/production/signals:3",
    });
    const version = (flags: Flags) => resourceOf(synth(flags).App, "AWS::Lambda::Version", "Service")[0];
    expect(version({ signalsVersion: "2" })).not.toBe(version({ signalsVersion: "1" }));
  });

  test("has a new version for a new session key, and accepts the one before", () => {
    const version = (flags: Flags) => resourceOf(synth(flags).App, "AWS::Lambda::Version", "Service")[0];
    expect(environment({ sessionKeyVersions: "2,1" })).toMatchObject({
      HUMEUR_SESSION_KEY_PARAMETER: "/humeur/production/session-key:2,/humeur/production/session-key:1",
    });
    expect(version({ sessionKeyVersions: "2,1" })).not.toBe(version({}));
  });

  test("has a new version for a new push key", () => {
    const version = (flags: Flags) => resourceOf(synth(flags).App, "AWS::Lambda::Version", "Service")[0];
    expect(environment({ pushKeyVersion: "2" })).toMatchObject({
      HUMEUR_PUSH_KEY_PARAMETER: "/humeur/production/push-key:2",
    });
    expect(version({ pushKeyVersion: "2" })).not.toBe(version({}));
  });

  test("may be called by other sites, and may call other push services", () => {
    const flags = {
      corsOrigins: "https://example.org,http://localhost:5173",
      pushHosts: "push.example.org,*.example.net",
    };
    expect(environment(flags)).toMatchObject({
      HUMEUR_CORS_ORIGINS: "https://example.org,http://localhost:5173",
      HUMEUR_PUSH_HOSTS: "push.example.org,*.example.net",
    });
  });

  test("is released to 10 % first, and rolled back by an alarm", () => {
    const [, alias] = resourceOf(App, "AWS::Lambda::Alias", "Service");
    expect(alias.Properties.Name).toBe("live");
    expect(alias.UpdatePolicy.CodeDeployLambdaAliasUpdate).toEqual({
      ApplicationName: { Ref: idOf(App, "AWS::CodeDeploy::Application") },
      DeploymentGroupName: { Ref: idOf(App, "AWS::CodeDeploy::DeploymentGroup") },
    });
    const group = only(App, "AWS::CodeDeploy::DeploymentGroup").Properties;
    expect(group).toMatchObject({
      DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
      AutoRollbackConfiguration: { Enabled: true, Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
      AlarmConfiguration: { Enabled: true },
    });
    expect(group.AlarmConfiguration.Alarms.map(({ Name }: { Name: unknown }) => text(Name))).toEqual([
      expect.stringContaining("errorrate"),
      expect.stringContaining("servererrors"),
    ]);
    for (const { DeletionPolicy } of resources(App, "AWS::Lambda::Version")) {
      expect(DeletionPolicy).toBe("RetainExceptOnCreate");
    }
  });

  test("can be released at once while an alarm is firing", () => {
    const fix = synth({ ignoreAlarms: "true" }).App;
    for (const alias of resources(fix, "AWS::Lambda::Alias")) expect(alias).not.toHaveProperty("UpdatePolicy");
    expect(only(fix, "AWS::CodeDeploy::DeploymentGroup").Properties).toEqual(
      only(App, "AWS::CodeDeploy::DeploymentGroup").Properties,
    );
  });
});

describe("the API", () => {
  test("forwards everything to the live version, in format 2.0", () => {
    expect(only(App, "AWS::ApiGatewayV2::Route").Properties.RouteKey).toBe("$default");
    const integration = only(App, "AWS::ApiGatewayV2::Integration").Properties;
    expect(integration).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
    expect(text(integration.IntegrationUri)).toBe("<ServiceLive>");
  });

  test("limits the rate, and logs nothing about the visitor", () => {
    const stage = only(App, "AWS::ApiGatewayV2::Stage").Properties;
    expect(stage).toMatchObject({
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    expect(only(synth({ rate: "500" }).App, "AWS::ApiGatewayV2::Stage").Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1000,
    });
    const fields = Object.values<string>(JSON.parse(stage.AccessLogSettings.Format));
    expect(fields).toContain("$context.requestId");
    expect(fields.filter((field) => /identity|authorizer|path|domain|claims/i.test(field))).toEqual([]);
  });
});

describe("jobs", () => {
  const schedule = (part: string, stack = App) =>
    Object.entries(stack!.Resources).find(
      ([id, { Type }]) => Type === "AWS::Scheduler::Schedule" && id.includes(part),
    )![1].Properties;

  test("the canary requests the site's health every five minutes", () => {
    const canary = schedule("JobsCanary");
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
    const reminders = schedule("JobsReminders");
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
      expect(text(schedule(`Jobs${logicalId({ job })}`, App).Target.Arn)).toBe(`<${logicalId({ job })}Live>`);
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

  test.each(EXPORTED)("table $name is exported every night, once", (table) => {
    const nightly = schedule(`Backup${pascalCase(table)}`);
    expect(nightly).toMatchObject({ ScheduleExpression: "cron(0 3 * * ? *)", ScheduleExpressionTimezone: "Etc/UTC" });
    expect(text(nightly.Target.Arn)).toBe("arn:<AWS::Partition>:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime");
    expect(JSON.parse(text(nightly.Target.Input))).toEqual({
      TableArn: `<Data${pascalCase(table)}.Arn>`,
      S3Bucket: "<BucketsArchive>",
      S3BucketOwner: "<AWS::AccountId>",
      S3Prefix: `tables/${table.name}/<aws.scheduler.scheduled-time>`,
      S3SseAlgorithm: "AES256",
      ExportFormat: "DYNAMODB_JSON",
      ClientToken: "<aws.scheduler.scheduled-time>",
    });
  });

  test("the restore drill runs after each export, again after a failure, and then ends in the queue", () => {
    expect(Object.keys(App!.Resources).filter((id) => id.startsWith("Drill"))).toEqual([]);
    const stack = synth({ restoreDrill: "eu-central-1", stage: "staging" }).App;
    const fn = resources(stack, "AWS::Lambda::Function").find(({ Properties }) =>
      Properties.Description.endsWith(": restore drill"),
    )!.Properties;
    expect(fn).toMatchObject({ Timeout: 900, Handler: HANDLER });
    expect(fn.Environment.Variables).toEqual({
      HUMEUR_ENVIRONMENT: "staging",
      HUMEUR_DRILL_REGION: "eu-central-1",
    });
    const rule = resources(stack, "AWS::Events::Rule").find(({ Properties }) =>
      Properties.Targets.some(({ Id }: { Id: string }) => Id === "drill"),
    )!.Properties;
    const { bucket, object } = rule.EventPattern.detail;
    expect(bucket.name.map(text)).toEqual(["<BucketsArchive>"]);
    expect(object.key).toEqual(EXPORTED.map(({ name }) => ({ wildcard: `tables/${name}/*/manifest-summary.json` })));
    expect(rule.Targets.map(({ Arn }: { Arn: unknown }) => text(Arn))).toEqual(["<DrillFunction.Arn>"]);
    const failures = resources(stack, "AWS::Lambda::EventInvokeConfig").map(({ Properties }) => Properties);
    const own = failures.find(({ FunctionName }) => text(FunctionName) === "<DrillFunction>");
    expect(own).toMatchObject({ Qualifier: "$LATEST", MaximumRetryAttempts: 1 });
    expect(text(own.DestinationConfig.OnFailure.Destination)).toBe("<JobsDeadLetters.Arn>");
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

test("outputs have the names that ops/ reads", () => {
  const { Storage } = synth();
  expect(Object.keys(Storage!.Outputs)).toEqual(
    expect.arrayContaining([...TABLES.map(nameOutput), "SiteBucket", "ArchiveBucket"]),
  );
  expect(Object.keys(App!.Outputs)).toEqual(
    expect.arrayContaining(["Url", "DistributionId", "FunctionName", "Version", "JobFunctions", "ApiId"]),
  );
  expect(text(App!.Outputs.JobFunctions!.Value)).toBe(JOBS.map((job) => `<${logicalId({ job })}Function>`).join());
});

test("every log expires", () => {
  const groups = resources(App, "AWS::Logs::LogGroup").map(({ Properties }) => Properties);
  expect(groups.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
    "/aws/events/humeur-production/backups",
    "/aws/lambda/humeur-production",
    "/aws/lambda/humeur-production-budget",
    ...JOBS.map((job) => `/aws/lambda/humeur-production-${job}`),
    "/aws/vendedlogs/humeur-production/api",
  ]);
  for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30);
  const more = resources(synth({ signals: "bitcoin" }).App, "AWS::Logs::LogGroup").map(({ Properties }) => Properties);
  expect(more.filter(({ LogGroupName }) => LogGroupName.endsWith("-signals"))).toMatchObject([
    { LogGroupName: "/aws/lambda/humeur-production-signals", RetentionInDays: 30 },
  ]);
});
