// The tables that restore drills create and delete.

import { randomBytes } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateListTables,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { isNamed } from "./failure.ts";
import { EXPORTED, globalIndexes, type Key, localIndexes, type Table } from "./tables.ts";

/** The wait for a table to be created or deleted, in seconds. */
const WAIT = { minDelay: 1, maxDelay: 5, maxWaitTime: 300 };
/** The age from which a table is abandoned, in seconds. No drill runs that long, so an older table belongs to an
    interrupted one. */
const ABANDONED = 24 * 60 * 60;

/** The name of a scratch table, another one for each run: two drills may restore the same table at the same time. */
export const scratchName = (environment: string, { name }: Table): string =>
  `humeur-${environment}-drill-${name}-${randomBytes(6).toString("hex")}`;

/** Creates an empty table with the keys and indexes of `table`. */
export async function create(client: DynamoDBClient, name: string, table: Table): Promise<void> {
  await client.send(new CreateTableCommand(definition(name, table)));
  await waitUntilTableExists({ client, ...WAIT }, { TableName: name });
}

/** Deletes a table if it exists, and waits for the end. */
export async function discard(client: DynamoDBClient, name: string): Promise<void> {
  if (await remove(client, name)) await waitUntilTableNotExists({ client, ...WAIT }, { TableName: name });
}

/**
 * Deletes the scratch tables of an environment that are older than a day, because their drills were interrupted.
 *
 * @param now in seconds since the epoch.
 */
export async function discardAbandoned(client: DynamoDBClient, environment: string, now: number): Promise<void> {
  const scratch = new RegExp(
    `^humeur-${environment}-drill-(${EXPORTED.map(({ name }) => name).join("|")})-[0-9a-f]{12}$`,
  );
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const name of TableNames.filter((each) => scratch.test(each))) {
      const created = await createdAt(client, name);
      if (created !== undefined && now - created > ABANDONED) await remove(client, name);
    }
  }
}

/** In seconds since the epoch; none if the table was deleted in the meantime. */
async function createdAt(client: DynamoDBClient, name: string): Promise<number | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.CreationDateTime && Table.CreationDateTime.getTime() / 1000;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

/** Starts the deletion of a table; false if there is none. */
async function remove(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    await client.send(new DeleteTableCommand({ TableName: name }));
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return false;
    // It is being created or deleted: a wait fails if it stays.
    if (!isNamed(error, "ResourceInUseException")) throw error;
  }
  return true;
}

/** The declared keys and indexes, because a table refuses an item whose key of an index is invalid. */
function definition(name: string, table: Table): CreateTableCommandInput {
  const [local, global] = [localIndexes(table), globalIndexes(table)].map((indexes) =>
    indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: schema(index),
      Projection: { ProjectionType: index.projection },
    })),
  );
  const keys = [table, ...table.indexes].flatMap(({ partition, sort }) => [partition, ...(sort ? [sort] : [])]);
  const types = new Map(keys.map((key) => [key.name, key.type]));
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: schema(table),
    ...(local?.length && { LocalSecondaryIndexes: local }),
    ...(global?.length && { GlobalSecondaryIndexes: global }),
  };
}

function schema({ partition, sort }: { readonly partition: Key; readonly sort?: Key }) {
  return [
    { AttributeName: partition.name, KeyType: "HASH" as const },
    ...(sort ? [{ AttributeName: sort.name, KeyType: "RANGE" as const }] : []),
  ];
}
