import { describe, expect, test } from "vitest";
import { logicalId } from "../lib/schedules.ts";
import { nameOutput, TABLES } from "../ops/tables.ts";
import { JOBS, only, resources, synth } from "./kit.ts";
import { text } from "./rights.ts";

const { App } = synth();

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
