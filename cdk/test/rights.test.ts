import { describe, expect, test } from "vitest";
import { logicalId, SCHEDULES } from "../lib/schedules.ts";
import { EXPORTED, pascalCase, TABLES } from "../ops/tables.ts";
import { EVERYTHING, resources, synth } from "./kit.ts";
import { rights, roles, text } from "./rights.ts";

const stacks = synth(EVERYTHING);
const all = rights(stacks);

/** The actions that can't be restricted to named resources. */
const ON_EVERYTHING = new Set([
  // Lists alarms, and can't be restricted.
  "cloudwatch:DescribeAlarms",
  // Of AWS Backup: it looks for the bucket, its own rules and the bucket's size.
  "cloudwatch:GetMetricData",
  "events:ListRules",
  "s3:ListAllMyBuckets",
  // Lists names and versions, and can't be restricted.
  "ssm:DescribeParameters",
]);

function of(role: string): string[] {
  return all
    .filter((right) => right.role === role)
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

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
    expect(all.filter(({ resource }) => resource.endsWith("/session-key")).map(({ role }) => role)).toEqual([
      "ServiceRole",
    ]);
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
      ...["CreateTable", "DeleteTable", "DescribeTable", "PutItem", "Scan"].map(
        (call) => `dynamodb:${call} ${scratch}`,
      ),
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
