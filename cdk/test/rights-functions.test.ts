// The rights of the functions.

import { describe, expect, test } from "vitest";
import { logicalId } from "../lib/schedules.ts";
import { pascalCase, TABLES } from "../ops/tables.ts";
import { EVERYTHING, synth } from "./kit.ts";
import { rights, rightsOf } from "./rights.ts";

const stacks = synth(EVERYTHING);

describe("the rights of", () => {
  const of = (role: string) => rightsOf(role, stacks);
  /** The rights of a function on tables, by the calls that server/tables.json lists. */
  const onTables = (caller: string) =>
    TABLES.flatMap((table) => {
      const arn = `<Data${pascalCase(table)}.Arn>`;
      // DynamoDB checks the rights of the calls in a transaction.
      const calls = (table.calls[caller] ?? []).filter((call) => call !== "TransactWriteItems");
      return calls.map((call) => {
        const [name, index] = call.split("/");
        return `dynamodb:${name} ${arn}${index ? `/index/${index}` : ""}`;
      });
    }).sort();
  /** What every function of a job may do. */
  const ofJob = (job: string) => [
    `logs:CreateLogStream <${logicalId({ job })}Log.Arn>`,
    `logs:PutLogEvents <${logicalId({ job })}Log.Arn>`,
    "sqs:SendMessage <JobsDeadLetters.Arn>",
  ];
  const parameter = (name: string) =>
    `ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/${name}`;
  const photos = (prefix: string, ...calls: string[]) =>
    calls.map((call) => `s3:${call} <BucketsPhotos.Arn>/${prefix}/*`);
  const ofPhotos = ["s3:ListBucket <BucketsPhotos.Arn>", "s3:ListBucketVersions <BucketsPhotos.Arn>"];

  test("the function", () => {
    expect(of("ServiceRole")).toEqual([
      ...onTables("site"),
      "logs:CreateLogStream <ServiceLog.Arn>",
      "logs:PutLogEvents <ServiceLog.Arn>",
      "s3:AbortMultipartUpload <BucketsExports.Arn>/exports/*",
      "s3:DeleteObject <BucketsExports.Arn>/exports/*",
      "s3:DeleteObjectVersion <BucketsPhotos.Arn>/incoming/*",
      "s3:DeleteObjectVersion <BucketsPhotos.Arn>/photos/*",
      "s3:GetObject <BucketsExports.Arn>/exports/*",
      "s3:GetObject <BucketsPhotos.Arn>/incoming/*",
      "s3:GetObject <BucketsPhotos.Arn>/photos/*",
      "s3:ListBucket <BucketsExports.Arn>",
      "s3:ListBucket <BucketsPhotos.Arn>",
      "s3:ListBucketVersions <BucketsPhotos.Arn>",
      "s3:PutObject <BucketsExports.Arn>/exports/*",
      "s3:PutObject <BucketsPhotos.Arn>/incoming/*",
      "s3:PutObject <BucketsPhotos.Arn>/photos/*",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/origin-key",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/push-key",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/session-key",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/signals",
    ]);
  });

  test("the function, which can neither list people nor delete one", () => {
    const forbidden = [
      /^dynamodb:Scan /,
      /^dynamodb:(Query|DeleteItem) <DataUsers/,
      /index\/due$/,
      /^dynamodb:\w+Item <DataSignals/,
    ];
    const found = of("ServiceRole").filter((right) => forbidden.some((each) => each.test(right)));
    expect(found).toEqual(["dynamodb:GetItem <DataSignals.Arn>"]);
  });

  test("the function of the canary: nothing", () => {
    expect(of("CanaryRole")).toEqual(ofJob("canary"));
  });

  test("the function of photos: uploads and pictures, and no table", () => {
    expect(of("PhotosRole")).toEqual(
      [
        ...ofJob("photos"),
        ...photos("incoming", "DeleteObjectVersion", "GetObject"),
        ...photos("photos", "GetObject", "PutObject"),
        ...ofPhotos,
      ].sort(),
    );
  });

  test("the function of reminders: due ones, their days, and the push key", () => {
    expect(of("RemindersRole")).toEqual(
      [
        ...ofJob("reminders"),
        "dynamodb:DeleteItem <DataReminders.Arn>",
        "dynamodb:Query <DataMoods.Arn>",
        "dynamodb:Query <DataReminders.Arn>/index/due",
        "dynamodb:UpdateItem <DataReminders.Arn>",
        parameter("push-key"),
      ].sort(),
    );
  });

  test("the function of whole journals: what a journal has, no key, and no content of an exported file", () => {
    expect(of("WorkRole")).toEqual(
      [
        ...ofJob("work"),
        ...onTables("work"),
        "s3:DeleteObject <BucketsExports.Arn>/exports/*",
        "s3:ListBucket <BucketsExports.Arn>",
        ...["incoming", "photos"].flatMap((prefix) => photos(prefix, "DeleteObjectVersion", "GetObject", "PutObject")),
        ...ofPhotos,
      ].sort(),
    );
    // It ends keys, shares, sessions and ways to sign in, and can make none.
    const made = /^dynamodb:(PutItem|UpdateItem) <Data(Keys|Shares|Sessions|Credentials)\./;
    expect(of("WorkRole").filter((right) => made.test(right))).toEqual([]);
  });

  test("a session key: the site's function alone", () => {
    expect(
      rights(stacks)
        .filter(({ resource }) => resource.endsWith("/session-key"))
        .map(({ role }) => role),
    ).toEqual(["ServiceRole"]);
  });

  test("the function of signals: their table, their sources, its log", () => {
    expect(of("SignalsRole")).toEqual([
      "dynamodb:GetItem <DataSignals.Arn>",
      "dynamodb:PutItem <DataSignals.Arn>",
      "dynamodb:Query <DataSignals.Arn>",
      "logs:CreateLogStream <SignalsLog.Arn>",
      "logs:PutLogEvents <SignalsLog.Arn>",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/signals",
    ]);
  });

  test("the function of the budget: the limit of the API, its message, its log", () => {
    expect(of("WatchBrakeRole")).toEqual([
      "apigateway:GET arn:aws:apigateway:us-east-1::/apis/<Api>/stages/*",
      "apigateway:PATCH arn:aws:apigateway:us-east-1::/apis/<Api>/stages/*",
      "logs:CreateLogStream <WatchBrakeLog.Arn>",
      "logs:PutLogEvents <WatchBrakeLog.Arn>",
      "sns:Publish <WatchTopic>",
      "sqs:SendMessage <JobsDeadLetters.Arn>",
    ]);
  });
});
