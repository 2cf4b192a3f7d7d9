import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CALLBACK_PATH } from "../lib/identity.ts";
import { SCHEDULES } from "../lib/schedules.ts";
import {
  callNames,
  globalIndexes,
  type Index,
  localIndexes,
  pascalCase,
  SITE,
  TABLES,
  type Table,
} from "../ops/tables.ts";
import { app, EVERYTHING, only, type Resource, resources, synth } from "./kit.ts";
import { text } from "./rights.ts";

const { Storage } = synth();

const tableOf = (declared: Table, storage = Storage): Resource => {
  const id = `Data${pascalCase(declared)}`;
  return Object.entries(storage?.Resources ?? {}).find(
    ([key, { Type }]) => Type === "AWS::DynamoDB::Table" && key.startsWith(id),
  )![1];
};

const schema = ({ partition, sort }: Pick<Index, "partition" | "sort">) => [
  { AttributeName: partition.name, KeyType: "HASH" },
  ...(sort ? [{ AttributeName: sort.name, KeyType: "RANGE" }] : []),
];

test("no stack exports a value: an import would block reverting a release that added a table", () => {
  const all = JSON.stringify([synth(), synth(EVERYTHING)]);
  expect(all).not.toMatch(/"Export"|Fn::ImportValue/);
  expect(all).toContain('{"Fn::GetStackOutput":{"StackName":"Humeur-production-Storage"');
});

test("stacks with exports move over by one deployment with both kinds of references", () => {
  const templates = (references: string) => {
    const assembly = app({}, {}, { "@aws-cdk/core:defaultCrossStackReferences": references }).synth();
    const [Storage, App] = ["Storage", "App"].map((name) =>
      JSON.stringify(assembly.getStackByName(`Humeur-production-${name}`).template),
    );
    rmSync(assembly.directory, { recursive: true });
    return { exports: Storage!.match(/"Export":\{[^}]*\}/g)?.sort(), App: App! };
  };
  const [strong, both] = [templates("strong"), templates("both")];
  expect(strong.App).toContain("Fn::ImportValue");
  expect(both.App).not.toContain("Fn::ImportValue");
  // The ones of the deployed stack, which CloudFormation would not delete while they are imported.
  expect(both.exports).toEqual(strong.exports);
  const deploy = readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8");
  expect(deploy).toContain("-c @aws-cdk/core:defaultCrossStackReferences=both");
});

/** What a stage that exists would lose sight of under another logical id or type; tables and buckets keep no name. */
const STAYS = [
  "AWS::Backup::BackupVault PhotoVault8EDFFDD1",
  "AWS::DynamoDB::Table DataComments205BAF48",
  "AWS::DynamoDB::Table DataCredentials2EA9265C",
  "AWS::DynamoDB::Table DataEventsB3DAF25C",
  "AWS::DynamoDB::Table DataKeysACA0E3B2",
  "AWS::DynamoDB::Table DataMoodsC73F1395",
  "AWS::DynamoDB::Table DataRemindersB86FB9D8",
  "AWS::DynamoDB::Table DataSessionsF705E00F",
  "AWS::DynamoDB::Table DataSharesD74DD42D",
  "AWS::DynamoDB::Table DataSignalsA443A200",
  "AWS::DynamoDB::Table DataUsers839EEF6E",
  "AWS::S3::Bucket BucketsArchiveCE3432CC",
  "AWS::S3::Bucket BucketsExportsEFF3E371",
  "AWS::S3::Bucket BucketsPhotos9AFB0EE6",
  "AWS::S3::Bucket BucketsSite59871C46",
];

test("a deployment replaces nothing that stays", () => {
  for (const stack of [Storage, synth(EVERYTHING).Storage]) {
    const all = Object.entries(stack!.Resources).map(([id, { Type }]) => `${Type} ${id}`);
    expect(all).toEqual(expect.arrayContaining(STAYS));
  }
  // Neither a name nor anything else with which CloudFormation would create another one.
  for (const { Properties } of resources(Storage, "AWS::DynamoDB::Table"))
    expect(Properties).not.toHaveProperty("TableName");
  for (const { Properties } of resources(Storage, "AWS::S3::Bucket"))
    expect(Properties).not.toHaveProperty("BucketName");
});

test("every table is declared in full", () => {
  const jobs = [...SCHEDULES.map(({ job }) => job), "photos"];
  for (const table of TABLES) {
    const { name, variable, indexes, calls, export: back } = table;
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(variable).toBe(`HUMEUR_TABLE_${name.toUpperCase()}`);
    expect([SITE, ...jobs]).toEqual(expect.arrayContaining(Object.keys(calls)));
    for (const all of Object.values(calls)) expect(new Set(all).size).toBe(all.length);
    // An index that no function queries would be written for nothing.
    const queried = Object.values(calls).flatMap((all) => all.flatMap((call) => call.split("/").slice(1)));
    expect([...new Set(queried)].sort()).toEqual(indexes.map((index) => index.name).sort());
    const known = ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];
    expect(known).toEqual(expect.arrayContaining([...callNames(table)]));
    if ("newerBy" in back) expect(back.newerBy.length).toBeGreaterThan(0);
    else expect(back.skipped).toMatch(/\.$/);
  }
});

describe.each(TABLES)("table $name", (declared) => {
  test("has the declared keys, indexes and expiry", () => {
    const { indexes, ttl } = declared;
    const { Properties } = tableOf(declared);
    expect(Properties.KeySchema).toEqual(schema(declared));
    const keys = [declared, ...indexes].flatMap(({ partition, sort }) => [partition, ...(sort ? [sort] : [])]);
    const types = keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
    expect(Properties.AttributeDefinitions).toHaveLength(new Set(keys.map(({ name }) => name)).size);
    expect(Properties.AttributeDefinitions).toEqual(expect.arrayContaining(types));
    const properties = (index: Index) => ({
      IndexName: index.name,
      KeySchema: schema(index),
      Projection: { ProjectionType: index.projection },
    });
    expect(Properties.LocalSecondaryIndexes ?? []).toEqual(localIndexes(declared).map(properties));
    expect(Properties.GlobalSecondaryIndexes ?? []).toMatchObject(globalIndexes(declared).map(properties));
    expect(Properties.TimeToLiveSpecification).toEqual(ttl && { AttributeName: ttl, Enabled: true });
  });

  test("has point-in-time recovery, and stays after its stack", () => {
    expect(tableOf(declared)).toMatchObject({
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        DeletionProtectionEnabled: true,
      },
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("is on demand, or provisioned inside the free tier", () => {
    expect(tableOf(declared).Properties.BillingMode).toBe("PAY_PER_REQUEST");
    const { ProvisionedThroughput, GlobalSecondaryIndexes = [] } = tableOf(
      declared,
      synth(EVERYTHING).Storage,
    ).Properties;
    const all = [{ ProvisionedThroughput }, ...GlobalSecondaryIndexes];
    for (const { ProvisionedThroughput } of all)
      expect(ProvisionedThroughput).toEqual({ ReadCapacityUnits: 5, WriteCapacityUnits: 5 });
  });

  test("has back-ups no older than the archive's", () => {
    const { Properties } = tableOf(declared, synth({ archiveDays: "7" }).Storage);
    expect(Properties.PointInTimeRecoverySpecification.RecoveryPeriodInDays).toBe(7);
  });
});

const bucket = (name: string, storage = Storage): Resource =>
  Object.entries(storage?.Resources ?? {}).find(
    ([id, { Type }]) => Type === "AWS::S3::Bucket" && id.startsWith(`Buckets${name}`),
  )![1];

describe.each(["Site", "Archive", "Exports", "Photos"])("bucket %s", (name) => {
  test("is private, encrypted, and stays after its stack", () => {
    expect(bucket(name)).toMatchObject({
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      },
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("requires TLS", () => {
    const policies = [Storage, synth().App].flatMap((stack) => resources(stack, "AWS::S3::BucketPolicy"));
    const own = policies.filter(({ Properties }) => text(Properties.Bucket).includes(`Buckets${name}`));
    expect(own).toHaveLength(1);
    expect(own[0]?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "s3:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });
});

test("what is deleted from the site or the archive can be restored, and an exported file can not", () => {
  for (const name of ["Site", "Archive", "Photos"])
    expect(bucket(name).Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
  expect(bucket("Exports").Properties).not.toHaveProperty("VersioningConfiguration");
});

test("uploads of photos live for a day, photos as long as their moments, and no other site reads them", () => {
  const { LifecycleConfiguration, NotificationConfiguration, ...others } = bucket("Photos").Properties;
  expect(LifecycleConfiguration.Rules).toEqual([
    { Id: "uploads", Status: "Enabled", Prefix: "incoming/", ExpirationInDays: 1 },
    {
      Id: "replaced",
      Status: "Enabled",
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      ExpiredObjectDeleteMarker: true,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ]);
  expect(NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled).toBe(true);
  expect(others).not.toHaveProperty("CorsConfiguration");
});

test("exported files live for a day, and no other site reads them", () => {
  const { LifecycleConfiguration, ...others } = bucket("Exports").Properties;
  expect(LifecycleConfiguration.Rules).toEqual([
    {
      Id: "expired",
      Status: "Enabled",
      ExpirationInDays: 1,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ]);
  expect(others).not.toHaveProperty("CorsConfiguration");
});

describe("the archive", () => {
  const rules = (flags = {}) => {
    const { Rules } = bucket("Archive", synth(flags).Storage).Properties.LifecycleConfiguration;
    return Object.fromEntries(Rules.map((rule: { Id: string }) => [rule.Id, rule]));
  };

  test("deletes an export and every version of it after its time", () => {
    expect(rules().tables).toMatchObject({
      Prefix: "tables/",
      ExpirationInDays: 35,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 1 }],
    });
    expect(rules({ archiveDays: "7" }).tables).toMatchObject({ ExpirationInDays: 7 });
  });

  test("keeps the site's files as long as the site, and then for a while", () => {
    expect(rules().replaced).toMatchObject({
      NoncurrentVersionExpiration: { NoncurrentDays: 35 },
      ExpiredObjectDeleteMarker: true,
    });
    expect(rules().replaced).not.toHaveProperty("ExpirationInDays");
    const { Rules } = bucket("Site").Properties.ReplicationConfiguration;
    expect(Rules).toHaveLength(1);
    expect(Rules[0]).toMatchObject({
      Status: "Enabled",
      Filter: { Prefix: "" },
      DeleteMarkerReplication: { Status: "Enabled" },
    });
    expect(text(Rules[0].Destination.Bucket)).toBe("<BucketsArchive.Arn>");
  });

  test("notifies EventBridge of every new file", () => {
    expect(bucket("Archive").Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test("can be locked from birth, in a mode that its owner can unlock", () => {
    expect(bucket("Archive").Properties).toMatchObject({ ObjectLockEnabled: true });
    expect(bucket("Archive").Properties.ObjectLockConfiguration).toEqual({ ObjectLockEnabled: "Enabled" });
    expect(bucket("Archive", synth(EVERYTHING).Storage).Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 30 } },
      },
    });
  });
});

describe("the back-up of the photos", () => {
  const rule = (flags = {}) => only(synth(flags).App, "AWS::Backup::BackupPlan").Properties.BackupPlan.BackupPlanRule;

  test("runs after the exports of the tables, and lives as long", () => {
    expect(rule()).toHaveLength(1);
    const [{ TargetBackupVault, ...nightly }] = rule();
    expect(nightly).toMatchObject({ ScheduleExpression: "cron(0 4 * * ? *)", Lifecycle: { DeleteAfterDays: 35 } });
    expect(text(TargetBackupVault)).toBe("<PhotoVault.BackupVaultName>");
    const [weekly] = rule({ backups: "twice-weekly", archiveDays: "7" });
    expect(weekly).toMatchObject({
      ScheduleExpression: "cron(0 4 ? * SUN,WED *)",
      Lifecycle: { DeleteAfterDays: 7 },
    });
  });

  test("takes the photos' bucket and no other", () => {
    const { Resources, ...others } = only(synth().App, "AWS::Backup::BackupSelection").Properties.BackupSelection;
    expect(Resources.map(text)).toEqual(["<BucketsPhotos.Arn>"]);
    expect(Object.keys(others).sort()).toEqual(["IamRoleArn", "SelectionName"]);
  });

  test("goes to a vault that stays, and that can be locked in a mode that its owner can unlock", () => {
    const vault = (flags = {}) => only(synth(flags).Storage, "AWS::Backup::BackupVault");
    expect(vault()).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    expect(vault().Properties).not.toHaveProperty("LockConfiguration");
    expect(vault(EVERYTHING).Properties.LockConfiguration).toEqual({ MinRetentionDays: 30 });
  });
});

describe("identity", () => {
  const { Storage: full } = synth(EVERYTHING);

  test("is optional", () => {
    expect(resources(Storage, "AWS::Cognito::UserPool")).toEqual([]);
  });

  test("the pool stays after its stack, requires good passwords, and sends no text messages", () => {
    const pool = only(full, "AWS::Cognito::UserPool");
    expect(pool).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: {
        DeletionProtection: "ACTIVE",
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
        MfaConfiguration: "OPTIONAL",
        EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 1 }] },
      },
    });
    expect(pool.Properties.Policies.PasswordPolicy.MinimumLength).toBeGreaterThanOrEqual(12);
  });

  test("the program receives what the sign-in page sends back", () => {
    const source = readFileSync(new URL("../../server/src/auth/oidc/mod.rs", import.meta.url), "utf8");
    expect(source).toContain(`pub(crate) const CALLBACK: &str = "${CALLBACK_PATH}";`);
  });

  test("the client has the authorization code flow only", () => {
    expect(only(full, "AWS::Cognito::UserPoolClient").Properties).toMatchObject({
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid"],
      GenerateSecret: false,
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      CallbackURLs: ["https://mood.example.org/auth/oidc/callback"],
      LogoutURLs: ["https://mood.example.org/"],
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
    });
  });
});
