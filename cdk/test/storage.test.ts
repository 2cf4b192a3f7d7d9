import { describe, expect, test } from "vitest";
import { EVERYTHING, only, resources, synth, type Resource } from "./kit.ts";
import { text } from "./rights.ts";

const { Storage } = synth();

const table = (name: string, storage = Storage): Resource =>
  Object.entries(storage?.Resources ?? {}).find(([id, { Type }]) => Type === "AWS::DynamoDB::Table" && id.startsWith(`Data${name}`))![1];

test("the tables have the keys and the expiry of server/src/store/schema.rs", () => {
  expect(table("Moods").Properties).toMatchObject({
    KeySchema: [
      { AttributeName: "userId", KeyType: "HASH" },
      { AttributeName: "day", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "userId", AttributeType: "S" },
      { AttributeName: "day", AttributeType: "S" },
    ],
    TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
  });
  expect(table("Reminders").Properties).toMatchObject({
    KeySchema: [
      { AttributeName: "userId", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: "userId", AttributeType: "S" },
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "shard", AttributeType: "S" },
      { AttributeName: "dueAt", AttributeType: "N" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "due",
        KeySchema: [
          { AttributeName: "shard", KeyType: "HASH" },
          { AttributeName: "dueAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
  });
});

describe.each(["Moods", "Reminders"])("table %s", (name) => {
  test("can be set back, and stays whatever happens", () => {
    expect(table(name).Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      DeletionProtectionEnabled: true,
    });
    expect(table(name)).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  });

  test("is paid by request, or provisioned inside the free tier", () => {
    expect(table(name).Properties.BillingMode).toBe("PAY_PER_REQUEST");
    const { ProvisionedThroughput, GlobalSecondaryIndexes = [] } = table(name, synth(EVERYTHING).Storage).Properties;
    const all = [{ ProvisionedThroughput }, ...GlobalSecondaryIndexes];
    for (const { ProvisionedThroughput } of all) expect(ProvisionedThroughput).toEqual({ ReadCapacityUnits: 5, WriteCapacityUnits: 5 });
  });
});

const bucket = (name: string, storage = Storage): Resource =>
  Object.entries(storage?.Resources ?? {}).find(([id, { Type }]) => Type === "AWS::S3::Bucket" && id.startsWith(`Buckets${name}`))![1];

describe.each(["Site", "Archive"])("bucket %s", (name) => {
  test("is private, encrypted, versioned, and stays", () => {
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
        VersioningConfiguration: { Status: "Enabled" },
      },
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("is refused to whoever comes without TLS", () => {
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

describe("the archive", () => {
  const rules = (flags = {}) => {
    const { Rules } = bucket("Archive", synth(flags).Storage).Properties.LifecycleConfiguration;
    return Object.fromEntries(Rules.map((rule: { Id: string }) => [rule.Id, rule]));
  };

  test("forgets an export, every version of it, in its time; so does the table's own back-up", () => {
    expect(rules().tables).toMatchObject({
      Prefix: "tables/",
      ExpirationInDays: 35,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 1 }],
    });
    expect(rules({ archiveDays: "7" }).tables).toMatchObject({ ExpirationInDays: 7 });
    const shorter = table("Moods", synth({ archiveDays: "7" }).Storage).Properties;
    expect(shorter.PointInTimeRecoverySpecification.RecoveryPeriodInDays).toBe(7);
  });

  test("keeps the site's files as long as the site does, and a while more", () => {
    expect(rules().replaced).toMatchObject({
      NoncurrentVersionExpiration: { NoncurrentDays: 35 },
      ExpiredObjectDeleteMarker: true,
    });
    expect(rules().replaced).not.toHaveProperty("ExpirationInDays");
    const { Rules } = bucket("Site").Properties.ReplicationConfiguration;
    expect(Rules).toHaveLength(1);
    expect(Rules[0]).toMatchObject({ Status: "Enabled", Filter: { Prefix: "" }, DeleteMarkerReplication: { Status: "Enabled" } });
    expect(text(Rules[0].Destination.Bucket)).toBe("<BucketsArchive.Arn>");
  });

  test("tells EventBridge of every new file", () => {
    expect(bucket("Archive").Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test("is locked when that is asked for, and its owner can unlock it", () => {
    expect(bucket("Archive").Properties).not.toHaveProperty("ObjectLockEnabled");
    expect(bucket("Archive", synth(EVERYTHING).Storage).Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 30 } } },
    });
  });
});

describe("identity", () => {
  const { Storage: full } = synth(EVERYTHING);

  test("is only there when it is asked for", () => {
    expect(resources(Storage, "AWS::Cognito::UserPool")).toEqual([]);
  });

  test("the pool keeps its people, asks for good passwords, and sends no text messages", () => {
    const pool = only(full, "AWS::Cognito::UserPool");
    expect(pool).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: {
        DeletionProtection: "ACTIVE",
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: "OPTIONAL",
        EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email", Priority: 1 }] },
      },
    });
    expect(pool.Properties.Policies.PasswordPolicy.MinimumLength).toBeGreaterThanOrEqual(12);
  });

  test("the client signs in by a code on the page, and by nothing else", () => {
    expect(only(full, "AWS::Cognito::UserPoolClient").Properties).toMatchObject({
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email"],
      GenerateSecret: false,
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      CallbackURLs: ["https://mood.example.org/auth/callback"],
      LogoutURLs: ["https://mood.example.org/"],
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
    });
  });
});
