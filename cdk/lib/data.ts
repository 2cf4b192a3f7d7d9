// The tables.

import { RemovalPolicy } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { Options } from "./options.ts";

/** Read and write units of a provisioned table; the free tier has 25 of each for an account. */
const PROVISIONED_UNITS = 5;
/** DynamoDB keeps no more. */
const LONGEST_RECOVERY_DAYS = 35;

/** Everything that people write. */
export class Data extends Construct {
  /** One item per person and day; ARCHITECTURE.md says more. */
  readonly moods: dynamodb.Table;

  constructor(scope: Construct, id: string, options: Options) {
    super(scope, id);
    this.moods = new dynamodb.Table(this, "Moods", {
      partitionKey: { name: "userId", type: dynamodb.AttributeType.STRING },
      sortKey: { name: "day", type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: "expiresAt",
      ...(options.provisioned
        ? {
            billingMode: dynamodb.BillingMode.PROVISIONED,
            readCapacity: PROVISIONED_UNITS,
            writeCapacity: PROVISIONED_UNITS,
          }
        : { billingMode: dynamodb.BillingMode.PAY_PER_REQUEST }),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        // What people removed leaves this back-up no later than the archive.
        recoveryPeriodInDays: Math.min(options.archiveDays, LONGEST_RECOVERY_DAYS),
      },
      // Encrypted with a key of DynamoDB's own. One of ours would keep out nobody whom the
      // table's rights let in, and cost a call to KMS for what is free here.
      encryption: dynamodb.TableEncryption.DEFAULT,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
