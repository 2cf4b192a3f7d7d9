// Table `moods` with some thousands of entries of every kind.

import {
  BatchWriteItemCommand,
  CreateTableCommand,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

/** An item as DynamoDB's client takes it. */
export type Item = Record<string, AttributeValue>;

/** The time at which the tests happen, in seconds since the epoch. */
export const NOW = 1_795_000_000;

const NOTES = [
  "A walk by the canal.",
  "Dîner chez Zoé — « très bien » œuf",
  "今日は良い日でした。",
  "🙂‍↔️ 👩‍👩‍👧 e\u0301 \u200d \u202eabc",
  'line one\nline two\t"quoted" \\ back \u0000 \u2028',
  "漢".repeat(500),
  "🙂".repeat(500),
];

/** What is left of an entry when it is taken out. */
export function removed(item: Item, version: number, updatedAt: number): Item {
  const { mood: _mood, note: _note, createdAt: _createdAt, ...left } = item;
  const number = { N: String(version) };
  return { ...left, version: number, removedVersion: number, updatedAt: { N: String(updatedAt) }, mutation: { S: `removal-${version}` } };
}

/**
 * Entry number `n`: with a note and without, expired and not, taken out, written again since, and
 * what a later release may add.
 */
export function entry(n: number): Item {
  const item = written(n);
  if (n % 50 === 29) return removed(item, 2 + (n % 9), NOW - 1_000 + n);
  if (n % 50 === 31) return { ...item, version: { N: String(2 + (n % 9)) }, removedVersion: { N: "1" }, mutation: { S: "m-1_Z" } };
  return item;
}

function written(n: number): Item {
  const begun = NOW - 10_000_000 + n;
  const note = NOTES[n % (NOTES.length + 1)];
  const expiresAt = n % 10 === 3 ? NOW - n : n % 10 === 4 ? "9223372036854775807" : NOW + 1 + n;
  return {
    userId: { S: `journal-${n % 700}` },
    day: { S: new Date(Date.UTC(2026, 0, 1 + Math.floor(n / 700))).toISOString().slice(0, 10) },
    mood: { S: ["awful", "bad", "okay", "good", "great"][n % 5]! },
    version: { N: String(1 + (n % 9)) },
    createdAt: { N: String(begun) },
    updatedAt: { N: String(begun + (n % 9)) },
    expiresAt: { N: String(expiresAt) },
    ...(note && { note: { S: note } }),
    ...(n % 100 === 0 && {
      later: { M: { bytes: { B: Buffer.from([0, 255, n % 256]) }, list: { L: [{ NULL: true }, { BOOL: false }, { N: "1.5" }] } } },
      tags: { SS: ["a", "b"] },
    }),
  };
}

/** Whether {@link entry} `n` is over. */
export const isOver = (n: number) => n % 10 === 3;

/** Makes an empty table; returns its ARN. */
export async function createTable(client: DynamoDBClient, name: string, key: [string, string] = ["userId", "day"]): Promise<string> {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: key.map((attribute) => ({ AttributeName: attribute, AttributeType: "S" as const })),
      KeySchema: key.map((attribute, at) => ({ AttributeName: attribute, KeyType: at === 0 ? ("HASH" as const) : ("RANGE" as const) })),
    }),
  );
  return TableDescription!.TableArn!;
}

/** Writes items, whatever was there. */
export async function fill(client: DynamoDBClient, table: string, items: Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((item) => ({ PutRequest: { Item: item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

/** Everything in a table, in the order of its keys, in a form that compares. */
export async function everything(client: DynamoDBClient, table: string): Promise<string[]> {
  const found: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) found.push(...(page.Items ?? []));
  return comparable(found);
}

/** Items in the order of their keys, with their attributes in order, bytes included. */
export function comparable(items: Item[]): string[] {
  return items.map((item) => JSON.stringify(item, ordered)).sort();
}

function ordered(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // A Buffer says what it is before a replacer sees it.
  const { type, data } = value as { type?: string; data?: number[] };
  if (type === "Buffer" && data) return Buffer.from(data).toString("base64");
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
