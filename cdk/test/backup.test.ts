// The exports of the tables, and the restore drill that each starts.

import { expect, test } from "vitest";
import { HANDLER } from "../lib/drill-bundle.ts";
import { EXPORTED, pascalCase } from "../ops/tables.ts";
import { resources, scheduleOf, synth } from "./kit.ts";
import { text } from "./rights.ts";

const { App } = synth();

test.each(EXPORTED)("table $name is exported every night, once", (table) => {
  const nightly = scheduleOf(App, `Backup${pascalCase(table)}`);
  expect(nightly).toMatchObject({
    ScheduleExpression: expect.stringMatching(/^cron\(\d+ 3 \* \* \? \*\)$/),
    ScheduleExpressionTimezone: "Etc/UTC",
  });
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

test("the exports, and so their drills, are spread over the hour before the photos' back-up", () => {
  const minutes = EXPORTED.map((table) => {
    const { ScheduleExpression } = scheduleOf(App, `Backup${pascalCase(table)}`);
    return Number(/^cron\((\d+) /.exec(ScheduleExpression)?.[1]);
  });
  const pauses = [...minutes.slice(1), 60].map((minute, index) => minute - minutes[index]!);
  expect(minutes[0]).toBe(0);
  expect(Math.min(...pauses)).toBe(Math.floor(60 / EXPORTED.length));
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
