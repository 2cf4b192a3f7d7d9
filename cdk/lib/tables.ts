// The DynamoDB tables of server/tables.json.

import { RemovalPolicy } from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import {
  type ExportedTable,
  globalIndexes,
  isExported,
  type Key,
  localIndexes,
  pascalCase,
  TABLES,
  type Table,
} from "../ops/tables.ts";
import type { Options } from "./options.ts";

/** Read and write units of a provisioned table or index; the free tier has 25 of each per account. */
const PROVISIONED_UNITS = 5;
/** The maximum of DynamoDB. */
const MAX_RECOVERY_DAYS = 35;

/** A table and its declaration. */
export interface DeployedTable<T extends Table = Table> {
  readonly declared: T;
  readonly table: dynamodb.ITable;
}

/** Those of the tables that are exported to the archive. */
export function exported(tables: readonly DeployedTable[]): DeployedTable<ExportedTable>[] {
  return tables.filter((table): table is DeployedTable<ExportedTable> => isExported(table.declared));
}

/**
 * The rights to the declared calls on a table and its indexes.
 *
 * @param caller the function that makes them, as server/tables.json names it.
 */
export function tableRights({ declared, table: { tableArn } }: DeployedTable, caller: string): iam.PolicyStatement[] {
  // A transaction needs the rights of the calls in it, and has none of its own.
  const allowed = (declared.calls[caller] ?? []).filter((call) => !call.startsWith("Transact"));
  return allowed.map((call) => {
    const [name, index] = call.split("/");
    return new iam.PolicyStatement({
      actions: [`dynamodb:${name}`],
      resources: [index ? `${tableArn}/index/${index}` : tableArn],
    });
  });
}

/** All tables of a stage. They stay when the stack is deleted. */
export class Tables extends Construct {
  readonly all: readonly DeployedTable[];

  constructor(scope: Construct, id: string, options: Options) {
    super(scope, id);
    this.all = TABLES.map((declared) => ({ declared, table: this.create(declared, options) }));
  }

  private create(declared: Table, options: Options): dynamodb.Table {
    const table = new dynamodb.Table(this, pascalCase(declared), {
      ...keys(declared),
      timeToLiveAttribute: declared.ttl,
      billingMode: options.provisioned ? dynamodb.BillingMode.PROVISIONED : dynamodb.BillingMode.PAY_PER_REQUEST,
      ...units(options),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        // Deleted items leave this back-up no later than the archive.
        recoveryPeriodInDays: Math.min(options.archiveDays, MAX_RECOVERY_DAYS),
      },
      // DynamoDB's own key: a key of ours would not restrict access any further, and each use is
      // a paid call to KMS.
      encryption: dynamodb.TableEncryption.DEFAULT,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const { name, sort, projection } of localIndexes(declared)) {
      if (!sort) throw new Error(`the local index ${name} has no sort key`);
      table.addLocalSecondaryIndex({
        indexName: name,
        sortKey: attribute(sort),
        projectionType: dynamodb.ProjectionType[projection],
      });
    }
    for (const index of globalIndexes(declared)) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        ...keys(index),
        projectionType: dynamodb.ProjectionType[index.projection],
        ...units(options),
      });
    }
    return table;
  }
}

function attribute({ name, type }: Key): dynamodb.Attribute {
  return { name, type: type === "S" ? dynamodb.AttributeType.STRING : dynamodb.AttributeType.NUMBER };
}

function keys({ partition, sort }: { readonly partition: Key; readonly sort?: Key }) {
  return { partitionKey: attribute(partition), ...(sort && { sortKey: attribute(sort) }) };
}

/** The capacity of a provisioned table or index. */
function units({ provisioned }: Options): { readCapacity?: number; writeCapacity?: number } {
  return provisioned ? { readCapacity: PROVISIONED_UNITS, writeCapacity: PROVISIONED_UNITS } : {};
}
