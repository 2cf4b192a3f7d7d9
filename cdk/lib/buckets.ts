// The buckets: the site's files, the archive of back-ups, the files that people export, and photos.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { EXPORTS_PREFIX } from "../ops/tables.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Options } from "./options.ts";

/** The days for which a deleted or replaced file of the site can be restored. */
const SITE_DAYS = 30;

const PRIVATE = {
  encryption: s3.BucketEncryption.S3_MANAGED,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  // CloudFormation can't delete a bucket that is not empty, and these never are.
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies s3.BucketProps;

const NO_ACCESS_LOG = "Server access logs contain IP addresses of visitors; CloudTrail logs every change.";

/** The prefix of exported files, as `app/src/ports/files.rs` writes it. */
const EXPORTED_PREFIX = "exports/";
/** The prefixes of uploads and of pictures, as `app/src/ports/photos.rs` writes them. */
export const UPLOADED_PREFIX = "incoming/";
export const PICTURES_PREFIX = "photos/";

/** The site's bucket, the archive, the exported files and the photos. */
export class Buckets extends Construct {
  /** The hashed files under `pkg/`, and the files of `public/`. */
  readonly site: s3.Bucket;
  /** Exports of the tables under `tables/`, and a copy of the site's files. */
  readonly archive: s3.Bucket;
  /** Files that people export, for a day from the next midnight (UTC) on. */
  readonly exports: s3.Bucket;
  /** Photos of moments, and their uploads for two days from the next midnight (UTC) on. */
  readonly photos: s3.Bucket;

  constructor(scope: Construct, id: string, options: Options) {
    super(scope, id);
    this.archive = this.makeArchive(options);
    this.exports = this.makeExports();
    this.photos = this.makePhotos();
    this.site = new s3.Bucket(this, "Site", {
      ...PRIVATE,
      // A bucket has only one policy, and this one's names the distribution (web.ts).
      // The role that publishes has no right on the copy.
      replicationRules: [{ destination: this.archive, priority: 1, deleteMarkerReplication: true }],
      lifecycleRules: [
        {
          id: "replaced",
          noncurrentVersionExpiration: Duration.days(SITE_DAYS),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    acknowledgeNag(this.site, {
      "AwsSolutions-S1": NO_ACCESS_LOG,
      "AwsSolutions-S10":
        "The bucket's policy requires TLS; it is in the App stack, because it names the distribution.",
      "AwsSolutions-IAM5": "Replication copies every file of the bucket.",
    });
  }

  private makeExports(): s3.Bucket {
    const exports = new s3.Bucket(this, "Exports", {
      ...PRIVATE,
      // A deleted file is gone: nothing else has its content for longer than a day.
      versioned: false,
      enforceSSL: true,
      lifecycleRules: [
        { id: "expired", expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    acknowledgeNag(exports, { "AwsSolutions-S1": NO_ACCESS_LOG });
    return exports;
  }

  private makePhotos(): s3.Bucket {
    const photos = new s3.Bucket(this, "Photos", {
      // AWS Backup requires versions. A deleted photo is gone nevertheless: the function deletes all of its versions.
      ...PRIVATE,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: "uploads",
          prefix: UPLOADED_PREFIX,
          expiration: Duration.days(1),
        },
        {
          // What the rule above deletes, and what a second upload at one link replaces.
          id: "replaced",
          noncurrentVersionExpiration: Duration.days(1),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    sendsEvents(photos);
    acknowledgeNag(photos, { "AwsSolutions-S1": NO_ACCESS_LOG });
    return photos;
  }

  private makeArchive(options: Options): s3.Bucket {
    const archive = new s3.Bucket(this, "Archive", {
      ...PRIVATE,
      enforceSSL: true,
      // From birth, so that the option only sets a retention. It locks nothing by itself, and S3 can't switch it off.
      objectLockEnabled: true,
      // Governance, not compliance: the account's owner can still delete data when the law requires it.
      objectLockDefaultRetention:
        options.objectLock === undefined
          ? undefined
          : s3.ObjectLockRetention.governance(Duration.days(options.objectLock)),
      lifecycleRules: [
        {
          // Exports contain people's entries, so they expire.
          id: "tables",
          prefix: EXPORTS_PREFIX,
          // Glacier bills at least 90 days, which still cost less than 35 days of standard
          // storage (0.012 to 0.027 dollars a GB). With Instant Retrieval a restore starts at once.
          transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(1) }],
          expiration: Duration.days(options.archiveDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          // Current copies stay as long as the site has the files.
          id: "replaced",
          noncurrentVersionExpiration: Duration.days(options.archiveDays),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    // With the option alone the CDK writes no configuration, and an archive that exists would stay without the lock.
    (archive.node.defaultChild as s3.CfnBucket).addPropertyOverride(
      "ObjectLockConfiguration.ObjectLockEnabled",
      "Enabled",
    );
    sendsEvents(archive);
    acknowledgeNag(archive, { "AwsSolutions-S1": NO_ACCESS_LOG });
    return archive;
  }
}

/** Sends a bucket's events to EventBridge. The CDK's own option would add a function with rights on every bucket. */
function sendsEvents(of: s3.Bucket): void {
  const bucket = of.node.defaultChild as s3.CfnBucket;
  bucket.addPropertyOverride("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", true);
}

/** The rights to these calls on exported files, and to their list. */
export function fileRights(exports: s3.IBucket, calls: readonly string[]): iam.PolicyStatement[] {
  return [
    objectRights(exports, calls, EXPORTED_PREFIX),
    new iam.PolicyStatement({
      actions: ["s3:ListBucket"],
      resources: [exports.bucketArn],
      conditions: { StringLike: { "s3:prefix": `${EXPORTED_PREFIX}*` } },
    }),
  ];
}

/**
 * The rights to these calls on photos under the prefixes. A removal deletes every version by its id, and leaves no
 * marker, so it needs their list.
 */
export function photoRights(
  photos: s3.IBucket,
  calls: readonly string[],
  prefixes: readonly string[],
): iam.PolicyStatement[] {
  const removal = new iam.PolicyStatement({
    actions: ["s3:ListBucketVersions"],
    resources: [photos.bucketArn],
    conditions: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
  });
  return [
    ...prefixes.map((prefix) => objectRights(photos, calls, prefix)),
    ...(calls.includes("DeleteObjectVersion") ? [removal] : []),
    // Without it a missing photo is a 403 instead of a 404. Its condition could not name a prefix, which a
    // `GetObject` has none of.
    new iam.PolicyStatement({ actions: ["s3:ListBucket"], resources: [photos.bucketArn] }),
  ];
}

/** The rights to these calls on the objects under a prefix. */
function objectRights(bucket: s3.IBucket, calls: readonly string[], prefix: string): iam.PolicyStatement {
  const actions = calls.map((call) => `s3:${call}`);
  return new iam.PolicyStatement({ actions, resources: [bucket.arnForObjects(`${prefix}*`)] });
}
