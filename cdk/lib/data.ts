// The tables.

import { RemovalPolicy } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { Options } from "./options.ts";

/** Read and write units of a provisioned table; the free tier has 25 of each for an account. */
const PROVISIONED_UNITS = 5;
/** The index of reminders by the time they are due. */
export const DUE = "due";
/** DynamoDB keeps no more. */
const LONGEST_RECOVERY_DAYS = 35;

/** Everything that people write. */
export class Data extends Construct {
  /** One item per person and day; ARCHITECTURE.md says more. */
  readonly moods: dynamodb.Table;
  /** One item per person and device that is reminded. */
  readonly reminders: dynamodb.Table;

  constructor(scope: Construct, id: string, options: Options) {
    super(scope, id);
    this.moods = this.table("Moods", "day", options);
    this.reminders = this.table("Reminders", "id", options);
    this.reminders.addGlobalSecondaryIndex({
      indexName: DUE,
      partitionKey: { name: "shard", type: dynamodb.AttributeType.STRING },
      sortKey: { name: "dueAt", type: dynamodb.AttributeType.NUMBER },
      projectionType: dynamodb.ProjectionType.ALL,
      ...units(options),
    });
  }

  /** A person's items, each with its own key. */
  private table(id: string, sortKey: string, options: Options): dynamodb.Table {
    return new dynamodb.Table(this, id, {
      partitionKey: { name: "userId", type: dynamodb.AttributeType.STRING },
      sortKey: { name: sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: "expiresAt",
      billingMode: options.provisioned ? dynamodb.BillingMode.PROVISIONED : dynamodb.BillingMode.PAY_PER_REQUEST,
      ...units(options),
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

/** What a provisioned table, or an index of it, may do a second. */
function units({ provisioned }: Options): { readCapacity?: number; writeCapacity?: number } {
  return provisioned ? { readCapacity: PROVISIONED_UNITS, writeCapacity: PROVISIONED_UNITS } : {};
}
