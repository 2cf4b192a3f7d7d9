// The two buckets: what browsers are sent, and what is kept in case all else is lost.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { explain } from "./explain.ts";
import type { Options } from "./options.ts";

/** Where the exports of the tables lie in the archive. */
export const TABLES_PREFIX = "tables/";

/** How long a file of the site that was removed or replaced can be had back. */
const SITE_DAYS = 30;

const PRIVATE = {
  encryption: s3.BucketEncryption.S3_MANAGED,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  // A bucket that holds something can't be removed, and these always do.
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies s3.BucketProps;

const NO_ACCESS_LOG = "Server access logs hold people's addresses; CloudTrail tells who changed what.";

/** The built browser half, and the archive that it is copied to. */
export class Buckets extends Construct {
  /** The hashed files under `pkg/`, and what `public/` holds. */
  readonly site: s3.Bucket;
  /** Exports of the tables under `tables/`, and the site's files under their own names. */
  readonly archive: s3.Bucket;

  constructor(scope: Construct, id: string, options: Options) {
    super(scope, id);
    this.archive = this.makeArchive(options);
    this.site = new s3.Bucket(this, "Site", {
      ...PRIVATE,
      // No policy here: a bucket has but one, and this one's names the distribution (web.ts).
      // The copy is no use to a reader, but is out of reach of whoever may publish.
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
    explain(this.site, {
      "AwsSolutions-S1": NO_ACCESS_LOG,
      "AwsSolutions-S10": "The bucket's policy refuses what is not TLS; it is in the App stack, as it names the distribution.",
      "AwsSolutions-IAM5": "Replication copies every file of the one bucket into the other, whatever its name.",
    });
  }

  private makeArchive(options: Options): s3.Bucket {
    const archive = new s3.Bucket(this, "Archive", {
      ...PRIVATE,
      enforceSSL: true,
      // Governance, not compliance: the account's owner can still remove what the law says must go.
      objectLockDefaultRetention:
        options.objectLock === undefined
          ? undefined
          : s3.ObjectLockRetention.governance(Duration.days(options.objectLock)),
      lifecycleRules: [
        {
          // An export holds what people wrote, and forgets it in its time.
          id: "tables",
          prefix: TABLES_PREFIX,
          // Glacier bills 90 days of a file whatever its age, yet 90 days there cost less than
          // 35 here (0.012 to 0.027 dollars a GB). Instant Retrieval: a restore need not wait.
          transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(1) }],
          expiration: Duration.days(options.archiveDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          // The site's files stay as long as the site has them.
          id: "replaced",
          noncurrentVersionExpiration: Duration.days(options.archiveDays),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    // Set here, as the CDK's own option would bring a function that may change any bucket.
    const bucket = archive.node.defaultChild as s3.CfnBucket;
    bucket.addPropertyOverride("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", true);
    explain(archive, { "AwsSolutions-S1": NO_ACCESS_LOG });
    return archive;
  }
}
