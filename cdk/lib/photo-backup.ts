// Back-ups of the photos by AWS Backup, into a vault on which the function has no right.
//
// AWS Backup takes the whole bucket, so uploads that wait for their confirmation are in a back-up, too.

import { Duration, Fn, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as backup from "aws-cdk-lib/aws-backup";
import { Schedule } from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Options } from "./options.ts";

/** The vault, which stays after its stack. */
export function photoVault(scope: Construct, id: string, { objectLock, stage }: Options): backup.BackupVault {
  // Unique as the buckets' names are, or the vault that stays would block a new stack. CloudFormation generates none.
  const stackId = Fn.select(2, Fn.split("/", Stack.of(scope).stackId));
  return new backup.BackupVault(scope, id, {
    backupVaultName: `humeur-${stage.name}-photos-${Fn.select(0, Fn.split("-", stackId))}`,
    // Governance, as of the archive: without a time from which nobody could change it.
    lockConfiguration: objectLock === undefined ? undefined : { minRetention: Duration.days(objectLock) },
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** The inputs of {@link PhotoBackup}. */
export interface PhotoBackupProps {
  readonly options: Options;
  readonly photos: s3.IBucket;
  readonly vault: backup.IBackupVault;
}

/** The schedule of the photos' back-up. */
export class PhotoBackup extends Construct {
  constructor(scope: Construct, id: string, { options, photos, vault }: PhotoBackupProps) {
    super(scope, id);
    const plan = new backup.BackupPlan(this, "Plan", {
      backupPlanName: `humeur-${options.stage.name}-photos`,
      backupVault: vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: options.backups,
          // After the exports of the tables (backup.ts): a photo that an exported moment lists is in the bucket by then.
          scheduleExpression: Schedule.cron({
            ...(options.backups === "twice-weekly" && { weekDay: "SUN,WED" }),
            hour: "4",
            minute: "0",
          }),
          // The minimum.
          startWindow: Duration.hours(1),
          deleteAfter: Duration.days(options.archiveDays),
        }),
      ],
    });
    new backup.BackupSelection(this, "Selection", {
      backupPlan: plan,
      resources: [backup.BackupResource.fromArn(photos.bucketArn)],
      role: this.role(photos),
      // AWS's managed policy would allow this for every bucket of the account.
      disableDefaultBackupPolicy: true,
    });
  }

  /** The rights of `AWSBackupServiceRolePolicyForS3Backup`, on one bucket. */
  private role(photos: s3.IBucket): iam.Role {
    const stack = Stack.of(this);
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("backup.amazonaws.com") });
    const allow = (actions: string[], ...resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
    allow(
      [
        "s3:GetBucketAcl",
        "s3:GetBucketLocation",
        "s3:GetBucketNotification",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetInventoryConfiguration",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListTagsForResource",
        "s3:PutBucketNotification",
        "s3:PutInventoryConfiguration",
      ],
      photos.bucketArn,
    );
    allow(
      [
        "s3:GetObject",
        "s3:GetObjectAcl",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
      ],
      photos.arnForObjects("*"),
    );
    allow(
      [
        "events:DeleteRule",
        "events:DescribeRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:ListTargetsByRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
      ],
      stack.formatArn({ service: "events", resource: "rule", resourceName: "AwsBackupManagedRule*" }),
    );
    allow(["backup:TagResource"], stack.formatArn({ service: "backup", resource: "recovery-point:*" }));
    // None of them can be restricted.
    allow(["cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets"], "*");
    acknowledgeNag(role, {
      "AwsSolutions-IAM5":
        "AWS Backup names its rules and recovery points, takes every object of the bucket, and looks for buckets, rules and metrics.",
    });
    return role;
  }
}
