// The restore drill: restores an export into a scratch table with the code of `restore`, compares every
// item of both, and deletes the table.
//
// It opens no journal: that needs the session key, which only the site's function may read.

import { randomBytes } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  paginateScan,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { Digest } from "./digest.ts";
import { type Export, items } from "./export.ts";
import { Failure, isNamed } from "./failure.ts";
import { isExpired } from "./item.ts";
import { restore } from "./restore.ts";
import { globalIndexes, type Key, localIndexes, type Table } from "./tables.ts";

/** For a table to be created or deleted. */
const WAIT = { minDelay: 1, maxDelay: 5, maxWaitTime: 300 };

/** The limits of {@link drill}. */
export interface Limits {
  /** The time, in seconds since the epoch. */
  readonly now: number;
  /** The seconds that restore and comparison may take, with the deletion of a table that was left. */
  readonly seconds: number;
}

/**
 * Restores an export into a scratch table, in which no item may be missing or different; returns the
 * number of items. The table is deleted in any case, also one that an interrupted drill left.
 *
 * @param name of the scratch table: everything in it is deleted.
 * @throws {Failure} if the export can't be restored in time, or the table differs from it.
 */
export async function drill(client: DynamoDBClient, name: string, from: Export, limits: Limits): Promise<number> {
  // The deletion of a table that was left counts, too: the function must have time for the last one.
  const until = Date.now() + 1000 * limits.seconds;
  await discard(client, name);
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_done, fail) => {
    const { seconds } = limits;
    const late = new Failure(
      `${from.from.name}, ${from.items} items, could not be restored within ${seconds} seconds: restore it by hand into a table of its own, or switch the drill off.`,
    );
    timer = setTimeout(() => fail(late), until - Date.now());
  });
  try {
    return await Promise.race([restoreAndCompare(client, name, from, limits.now), overdue]);
  } finally {
    clearTimeout(timer);
    await discard(client, name);
  }
}

async function restoreAndCompare(client: DynamoDBClient, name: string, from: Export, now: number): Promise<number> {
  await client.send(new CreateTableCommand(definition(name, from.table)));
  await waitUntilTableExists({ client, ...WAIT }, { TableName: name });
  await restore(client, name, from, { now });
  return compare(client, name, from, now);
}

/** Compares all items by number and digest; returns the number. */
async function compare(client: DynamoDBClient, name: string, from: Export, now: number): Promise<number> {
  const key = randomBytes(32);
  const [exported, restored] = [new Digest(key), new Digest(key)];
  for await (const item of items(from)) if (!isExpired(from.table, item, now)) exported.add(item);
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true })) {
    for (const item of Items) restored.add(item);
  }
  if (exported.count !== restored.count) {
    throw new Failure(
      `${from.from.name} has ${exported.count} items that have not expired, and its restored table ${restored.count}: restore it by hand, and look at the difference.`,
    );
  }
  if (!exported.equals(restored)) {
    throw new Failure(
      `${from.from.name} and its restored table differ in content: restore it by hand, and look at the difference.`,
    );
  }
  return restored.count;
}

/** Deletes the scratch table if it exists, and waits for the end. */
async function discard(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName: name }));
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return;
    // It is being created or deleted: the wait below fails if it stays.
    if (!isNamed(error, "ResourceInUseException")) throw error;
  }
  await waitUntilTableNotExists({ client, ...WAIT }, { TableName: name });
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
