import { describe, expect, test } from "vitest";
import { logicalId, SCHEDULES } from "../lib/schedules.ts";
import { EXPORTED, pascalCase } from "../ops/tables.ts";
import { EVERYTHING, resources, synth } from "./kit.ts";
import { rights, rightsOf, roles, text } from "./rights.ts";

const stacks = synth(EVERYTHING);
const all = rights(stacks);

/** The actions that can't be restricted to named resources. */
const ON_EVERYTHING = new Set([
  // Lists alarms, and can't be restricted.
  "cloudwatch:DescribeAlarms",
  // Of the restore drill: lists names, and can't be restricted.
  "dynamodb:ListTables",
  // Of AWS Backup: it looks for the bucket, its own rules and the bucket's size.
  "cloudwatch:GetMetricData",
  "events:ListRules",
  "s3:ListAllMyBuckets",
  // Lists names and versions, and can't be restricted.
  "ssm:DescribeParameters",
]);

test("no role has a right on everything", () => {
  const wide = all.filter(({ resource }) => resource === "*" || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(resource));
  expect(new Set(wide.map(({ action }) => action))).toEqual(ON_EVERYTHING);
  expect(all.filter(({ action }) => action.includes("*"))).toEqual([]);
});

test("no role has a managed policy", () => {
  const managed = Object.values(stacks)
    .flatMap(roles)
    .filter(([, { Properties }]) => Properties.ManagedPolicyArns);
  expect(managed).toEqual([]);
});

test("the roles", () => {
  expect([...new Set(all.map(({ role }) => role))].sort()).toEqual(
    [
      "BackupPhotosRole",
      "BucketsSiteReplicationRole",
      "DrillRole",
      ...SCHEDULES.map((schedule) => `Jobs${logicalId(schedule)}Role`),
      ...EXPORTED.map((table) => `Jobs${pascalCase(table)}ExportRole`),
      "Role",
      "ServiceReleaseRole",
      "PhotosRole",
      "ServiceRole",
      ...SCHEDULES.map((schedule) => `${logicalId(schedule)}Role`),
      "WatchBrakeRole",
    ].sort(),
  );
});

describe("the rights of", () => {
  const of = (role: string) => rightsOf(role, stacks);

  test.each(SCHEDULES)("the schedule of job $job", (schedule) => {
    expect(of(`Jobs${logicalId(schedule)}Role`)).toEqual([
      `lambda:InvokeFunction <${logicalId(schedule)}Live>`,
      "sqs:SendMessage <JobsDeadLetters.Arn>",
    ]);
  });

  test.each(EXPORTED)("the export of table $name", (table) => {
    expect(of(`Jobs${pascalCase(table)}ExportRole`)).toEqual([
      `dynamodb:ExportTableToPointInTime <Data${pascalCase(table)}.Arn>`,
      `s3:AbortMultipartUpload <BucketsArchive.Arn>/tables/${table.name}/*`,
      `s3:PutObject <BucketsArchive.Arn>/tables/${table.name}/*`,
      `s3:PutObjectAcl <BucketsArchive.Arn>/tables/${table.name}/*`,
      "sqs:SendMessage <JobsDeadLetters.Arn>",
    ]);
  });

  test("the restore drill: exports, and scratch tables in its region", () => {
    const scratch = "arn:aws:dynamodb:eu-central-1:<AWS::AccountId>:table/humeur-production-drill-*";
    expect(of("DrillRole")).toEqual([
      ...["CreateTable", "DeleteTable", "DescribeTable"].map((call) => `dynamodb:${call} ${scratch}`),
      "dynamodb:ListTables *",
      ...["PutItem", "Scan"].map((call) => `dynamodb:${call} ${scratch}`),
      "logs:CreateLogStream <DrillLog.Arn>",
      "logs:PutLogEvents <DrillLog.Arn>",
      ...EXPORTED.map(({ name }) => `s3:GetObject <BucketsArchive.Arn>/tables/${name}/*`).sort(),
      "sqs:SendMessage <JobsDeadLetters.Arn>",
    ]);
  });

  test("the back-up of the photos", () => {
    const on = (resource: string, ...actions: string[]) => actions.map((action) => `${action} ${resource}`);
    expect(of("BackupPhotosRole")).toEqual(
      [
        "backup:TagResource arn:aws:backup:us-east-1:<AWS::AccountId>:recovery-point:*",
        ...on("*", "cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets"),
        ...[
          ...["Delete", "Describe", "Disable", "Enable", "Put"].map((verb) => `${verb}Rule`),
          ...["ListTargetsByRule", "PutTargets", "RemoveTargets"],
        ].map((call) => `events:${call} arn:aws:events:us-east-1:<AWS::AccountId>:rule/AwsBackupManagedRule*`),
        ...on(
          "<BucketsPhotos.Arn>",
          ...["Acl", "Location", "Notification", "Tagging", "Versioning"].map((part) => `s3:GetBucket${part}`),
          ...["s3:GetInventoryConfiguration", "s3:PutInventoryConfiguration", "s3:PutBucketNotification"],
          ...["s3:ListBucket", "s3:ListBucketVersions", "s3:ListTagsForResource"],
        ),
        ...on(
          "<BucketsPhotos.Arn>/*",
          ...["", "Acl", "Tagging", "Version", "VersionAcl", "VersionTagging"].map((part) => `s3:GetObject${part}`),
        ),
      ].sort(),
    );
  });

  test("a release", () => {
    const onFunction = ["GetAlias", "GetProvisionedConcurrencyConfig", "UpdateAlias"].flatMap((call) => [
      `lambda:${call} <ServiceFunction.Arn>`,
      `lambda:${call} <ServiceFunction.Arn>:*`,
    ]);
    expect(of("ServiceReleaseRole")).toEqual(["cloudwatch:DescribeAlarms *", ...onFunction].sort());
  });

  test("replication", () => {
    expect(of("BucketsSiteReplicationRole")).toEqual([
      "s3:GetObjectVersionAcl <BucketsSite.Arn>/*",
      "s3:GetObjectVersionForReplication <BucketsSite.Arn>/*",
      "s3:GetObjectVersionTagging <BucketsSite.Arn>/*",
      "s3:GetReplicationConfiguration <BucketsSite.Arn>",
      "s3:ListBucket <BucketsSite.Arn>",
      "s3:ObjectOwnerOverrideToBucketOwner <BucketsArchive.Arn>/*",
      "s3:ReplicateDelete <BucketsArchive.Arn>/*",
      "s3:ReplicateObject <BucketsArchive.Arn>/*",
      "s3:ReplicateTags <BucketsArchive.Arn>/*",
    ]);
  });

  test("GitHub's workflow", () => {
    const account = "<AWS::AccountId>";
    const here = `us-east-1:${account}`;
    const stack = (name: string) => `arn:aws:cloudformation:${here}:stack/Humeur-production-${name}/*`;
    const parameter = (name: string) => `arn:aws:ssm:${here}:parameter/${name}`;
    const bootstrapped = (role: string) =>
      `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-role-${account}-us-east-1`;
    expect(of("Role")).toEqual([
      `cloudformation:DescribeStacks ${stack("App")}`,
      `cloudformation:DescribeStacks ${stack("Delivery")}`,
      `cloudformation:DescribeStacks ${stack("Edge")}`,
      `cloudformation:DescribeStacks ${stack("Storage")}`,
      `cloudformation:GetTemplate ${stack("App")}`,
      `cloudformation:GetTemplate ${stack("Storage")}`,
      `cloudfront:CreateInvalidation arn:aws:cloudfront::${account}:distribution/<WebDistribution>`,
      ...["GetAlias", "GetFunctionConfiguration", "ListVersionsByFunction", "UpdateAlias"].flatMap((call) =>
        ["Canary", "Photos", "Reminders", "Service", "Signals", "Work"].map(
          (name) => `lambda:${call} <${name}Function.Arn>${call === "GetFunctionConfiguration" ? ":*" : ""}`,
        ),
      ),
      "s3:GetObject <BucketsSite.Arn>/*",
      "s3:ListBucket <BucketsSite.Arn>",
      "s3:PutObject <BucketsSite.Arn>/*",
      // It can neither read nor replace a key.
      "ssm:DescribeParameters *",
      `ssm:GetParameter ${parameter("cdk-bootstrap/hnb659fds/version")}`,
      `sts:AssumeRole ${bootstrapped("deploy")}`,
      `sts:AssumeRole ${bootstrapped("file-publishing")}`,
      `sts:AssumeRole ${bootstrapped("lookup")}`,
    ]);
  });
});

test("only this stage's schedules and its GitHub environment can assume their roles", () => {
  for (const [id, { Properties }] of [...roles(stacks.App!), ...roles(stacks.Delivery!)]) {
    const [{ Principal, Condition }] = Properties.AssumeRolePolicyDocument.Statement;
    if (Principal.Service === "scheduler.amazonaws.com") {
      expect(text(Condition.StringEquals["aws:SourceArn"]), id).toBe("<JobsGroup.Arn>");
    }
    if (Principal.Federated) {
      expect(Condition.StringEquals).toEqual({
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:example/humeur:environment:production",
      });
      const [[, immutable] = []] = roles(synth({ ...EVERYTHING, github: "example@12/humeur@34" }).Delivery!);
      expect(immutable?.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toMatchObject({
        "token.actions.githubusercontent.com:sub": "repo:example@12/humeur@34:environment:production",
      });
    }
  }
});

test("only this API, events of uploads and exports, and the budget's topic may invoke a function from outside", () => {
  const permissions = resources(stacks.App, "AWS::Lambda::Permission").map(({ Properties }) => ({
    principal: Properties.Principal,
    from: text(Properties.SourceArn),
    what: text(Properties.FunctionName),
  }));
  expect(permissions).toEqual([
    {
      principal: "apigateway.amazonaws.com",
      from: "arn:aws:execute-api:us-east-1:<AWS::AccountId>:<Api>/*/*",
      what: "<ServiceLive>",
    },
    { principal: "events.amazonaws.com", from: "<JobsUploads.Arn>", what: "<PhotosLive>" },
    { principal: "events.amazonaws.com", from: "<DrillExported.Arn>", what: "<DrillFunction.Arn>" },
    { principal: "sns.amazonaws.com", from: "<WatchBrakeTopic>", what: "<WatchBrakeFunction.Arn>" },
  ]);
});
