import { describe, expect, test } from "vitest";
import { EVERYTHING, resources, synth } from "./kit.ts";
import { rights, roles, text } from "./rights.ts";

const stacks = synth(EVERYTHING);
const all = rights(stacks);

/** What can't be held to named resources, and why. */
const ON_EVERYTHING = new Set([
  // It lists alarms, and asks for the right to list any.
  "cloudwatch:DescribeAlarms",
]);

function of(role: string): string[] {
  return all.filter((right) => right.role === role).map(({ action, resource }) => `${action} ${resource}`).sort();
}

test("no role may do something to everything", () => {
  const wide = all.filter(({ resource }) => resource === "*" || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(resource));
  expect(new Set(wide.map(({ action }) => action))).toEqual(ON_EVERYTHING);
  expect(all.filter(({ action }) => action.includes("*"))).toEqual([]);
});

test("no role has a policy that AWS writes", () => {
  const managed = Object.values(stacks).flatMap(roles).filter(([, { Properties }]) => Properties.ManagedPolicyArns);
  expect(managed).toEqual([]);
});

test("these are all roles", () => {
  expect([...new Set(all.map(({ role }) => role))].sort()).toEqual([
    "BucketsSiteReplicationRole",
    "JobsCanaryRole",
    "JobsMoodsExportRole",
    "JobsRemindersRole",
    "Role",
    "ServiceReleaseRole",
    "ServiceRole",
  ]);
});

describe("each may do this, and nothing else:", () => {
  test("the function", () => {
    expect(of("ServiceRole")).toEqual([
      "dynamodb:DeleteItem <DataMoods.Arn>",
      "dynamodb:DeleteItem <DataReminders.Arn>",
      "dynamodb:GetItem <DataMoods.Arn>",
      "dynamodb:PutItem <DataMoods.Arn>",
      "dynamodb:PutItem <DataReminders.Arn>",
      "dynamodb:Query <DataMoods.Arn>",
      "dynamodb:Query <DataReminders.Arn>",
      "dynamodb:Query <DataReminders.Arn>/index/due",
      "dynamodb:UpdateItem <DataMoods.Arn>",
      "dynamodb:UpdateItem <DataReminders.Arn>",
      "logs:CreateLogStream <ServiceLog.Arn>",
      "logs:PutLogEvents <ServiceLog.Arn>",
      "sqs:SendMessage <JobsDeadLetters.Arn>",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/origin-key",
      "ssm:GetParameters arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/humeur/production/session-key",
    ]);
  });

  test.each(["Canary", "Reminders"])("the schedule of a job: %s", (job) => {
    expect(of(`Jobs${job}Role`)).toEqual(["lambda:InvokeFunction <ServiceLive>", "sqs:SendMessage <JobsDeadLetters.Arn>"]);
  });

  test("the back-up's schedule", () => {
    expect(of("JobsMoodsExportRole")).toEqual([
      "dynamodb:ExportTableToPointInTime <DataMoods.Arn>",
      "s3:AbortMultipartUpload <BucketsArchive.Arn>/tables/moods/*",
      "s3:PutObject <BucketsArchive.Arn>/tables/moods/*",
      "s3:PutObjectAcl <BucketsArchive.Arn>/tables/moods/*",
      "sqs:SendMessage <JobsDeadLetters.Arn>",
    ]);
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
    const bootstrapped = (role: string) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-role-${account}-us-east-1`;
    expect(of("Role")).toEqual([
      `cloudformation:DescribeStacks ${stack("App")}`,
      `cloudformation:DescribeStacks ${stack("Delivery")}`,
      `cloudformation:DescribeStacks ${stack("Edge")}`,
      `cloudformation:DescribeStacks ${stack("Storage")}`,
      `cloudformation:GetTemplate ${stack("App")}`,
      `cloudformation:GetTemplate ${stack("Storage")}`,
      `cloudfront:CreateInvalidation arn:aws:cloudfront::${account}:distribution/<WebDistribution>`,
      "lambda:GetAlias <ServiceFunction.Arn>",
      "lambda:GetFunctionConfiguration <ServiceFunction.Arn>:*",
      "lambda:ListVersionsByFunction <ServiceFunction.Arn>",
      "lambda:UpdateAlias <ServiceFunction.Arn>",
      "s3:GetObject <BucketsSite.Arn>/*",
      "s3:ListBucket <BucketsSite.Arn>",
      "s3:PutObject <BucketsSite.Arn>/*",
      `ssm:GetParameter ${parameter("cdk-bootstrap/hnb659fds/version")}`,
      `ssm:GetParameter ${parameter("humeur/production/origin-key")}`,
      `ssm:GetParameter ${parameter("humeur/production/session-key")}`,
      `ssm:PutParameter ${parameter("humeur/production/origin-key")}`,
      `ssm:PutParameter ${parameter("humeur/production/session-key")}`,
      `sts:AssumeRole ${bootstrapped("deploy")}`,
      `sts:AssumeRole ${bootstrapped("file-publishing")}`,
      `sts:AssumeRole ${bootstrapped("lookup")}`,
    ]);
  });
});

test("only this stage's schedules take the schedules' roles, and only its GitHub environment the workflow's", () => {
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

test("API Gateway alone may call the function from outside, and only for this API", () => {
  const permissions = resources(stacks.App, "AWS::Lambda::Permission").map(({ Properties }) => ({
    who: Properties.Principal,
    from: text(Properties.SourceArn),
    what: text(Properties.FunctionName),
  }));
  expect(permissions).toEqual([
    {
      who: "apigateway.amazonaws.com",
      from: "arn:aws:execute-api:us-east-1:<AWS::AccountId>:<Api>/*/*",
      what: "<ServiceLive>",
    },
  ]);
});
