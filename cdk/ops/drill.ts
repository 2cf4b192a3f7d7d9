// The restore drill: restores an export into a scratch table with the code of `restore`, compares every
// item of both, and deletes the table.
//
// It opens no journal: that needs the session key, which only the site's function may read.

import { randomBytes } from "node:crypto";
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { Digest } from "./digest.ts";
import { type Export, items } from "./export.ts";
import { Failure } from "./failure.ts";
import { isExpired } from "./item.ts";
import { restore } from "./restore.ts";
import { create, discard, scratchName } from "./scratch.ts";

/** The limits of {@link drill}. */
export interface Limits {
  /** The time, in seconds since the epoch. */
  readonly now: number;
  /** The seconds that restore and comparison may take. */
  readonly seconds: number;
}

/**
 * Restores an export into a scratch table of its own, in which no item may be missing or different; returns the
 * number of items. The table is deleted in any case.
 *
 * @param environment the stage's name, which the table's name has.
 * @throws {Failure} if the export can't be restored in time, or the table differs from it.
 * @throws {AggregateError} if the table can't be deleted after such a failure.
 */
export async function drill(
  client: DynamoDBClient,
  environment: string,
  from: Export,
  limits: Limits,
): Promise<number> {
  const name = scratchName(environment, from.table);
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_done, fail) => {
    const { seconds } = limits;
    const late = new Failure(
      `${from.from.name}, ${from.items} items, could not be restored within ${seconds} seconds: restore it by hand into a table of its own, or switch the drill off.`,
    );
    timer = setTimeout(() => fail(late), 1000 * seconds);
  });
  const failures: unknown[] = [];
  try {
    return await Promise.race([restoreAndCompare(client, name, from, limits.now), overdue]);
  } catch (error) {
    failures.push(error);
    throw error;
  } finally {
    clearTimeout(timer);
    await discard(client, name).catch((error: unknown) => {
      const left = new Failure(`table ${name} could not be deleted: delete it by hand (${message(error)}).`, {
        cause: error,
      });
      // Lambda reports the message alone, so it has both sentences.
      throw failures.length > 0
        ? new AggregateError([...failures, left], [...failures, left].map(message).join(" Then "))
        : left;
    });
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function restoreAndCompare(client: DynamoDBClient, name: string, from: Export, now: number): Promise<number> {
  await create(client, name, from.table);
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
