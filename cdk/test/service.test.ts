import { describe, expect, test } from "vitest";
import { pascalCase, TABLES } from "../ops/tables.ts";
import { EVERYTHING, type Flags, functionOf, idOf, only, resourceOf, resources, synth } from "./kit.ts";
import { rights, text } from "./rights.ts";

const { App } = synth();

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
