// Thousands of items of every kind, for any declared table.

import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import type { ExportedTable, Key } from "../../ops/tables.ts";

/** An item in the form of DynamoDB's client. */
export type Item = Record<string, AttributeValue>;

/** The time of the tests, in seconds since the epoch. */
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

/** Item number `n`: expired or not, with and without content, and with types that a later release may add. */
export function item(table: ExportedTable, n: number): Item {
  const {
    partition,
    sort,
    ttl,
    export: { newerBy },
  } = table;
  const note = NOTES[n % (NOTES.length + 1)];
  const expiresAt = isOver(table, n) ? NOW - n : n % 10 === 4 ? "9223372036854775807" : NOW + 1 + n;
  return {
    [partition.name]: key(partition, sort ? n % 700 : n),
    ...(sort && { [sort.name]: key(sort, Math.floor(n / 700)) }),
    ...Object.fromEntries(newerBy.map((name) => [name, { N: String(1000 + (n % 9)) }])),
    ...(ttl && { [ttl]: { N: String(expiresAt) } }),
    ...(note && { note: { S: note } }),
    ...(n % 100 === 0 && {
      later: {
        M: {
          bytes: { B: Buffer.from([0, 255, n % 256]) },
          list: { L: [{ NULL: true }, { BOOL: false }, { N: "1.5" }] },
        },
      },
      tags: { SS: ["a", "b"] },
    }),
  };
}

function key({ type }: Key, n: number): AttributeValue {
  return type === "N" ? { N: String(n) } : { S: `key-${n}` };
}

/** True if {@link item} `n` has expired. */
export const isOver = ({ ttl }: ExportedTable, n: number) => ttl !== undefined && n % 10 === 3;

/** The same item after `by` more writes, or before them, with another content. */
export function changed({ export: { newerBy } }: ExportedTable, from: Item, by: number, content: Item): Item {
  const { note: _, ...rest } = from;
  return {
    ...rest,
    ...Object.fromEntries(newerBy.map((name) => [name, { N: String(Number(from[name]!.N) + by) }])),
    ...content,
  };
}

/** Creates an empty table; returns its ARN. */
export async function createTable(
  client: DynamoDBClient,
  name: string,
  { partition, sort }: Pick<ExportedTable, "partition" | "sort">,
): Promise<string> {
  const keys = [partition, ...(sort ? [sort] : [])];
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map(({ name: AttributeName, type: AttributeType }) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: keys.map(({ name: AttributeName }, i) => ({
        AttributeName,
        KeyType: i === 0 ? ("HASH" as const) : ("RANGE" as const),
      })),
    }),
  );
  return TableDescription!.TableArn!;
}

/** Writes items unconditionally. */
export async function fill(client: DynamoDBClient, table: string, items: Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((item) => ({ PutRequest: { Item: item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

/** All items of a table, in comparable form. */
export async function everything(client: DynamoDBClient, table: string): Promise<string[]> {
  const found: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    found.push(...(page.Items ?? []));
  return comparable(found);
}

/** Items as sorted JSON with sorted attributes and base64 bytes. */
export function comparable(items: Item[]): string[] {
  return items.map((item) => JSON.stringify(item, ordered)).sort();
}

function ordered(_name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // JSON.stringify calls a Buffer's toJSON before the replacer.
  const { type, data } = value as { type?: string; data?: number[] };
  if (type === "Buffer" && data) return Buffer.from(data).toString("base64");
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An item in the form of an export. */
export function exportLine(item: Item): string {
  return JSON.stringify({ Item: item }, (_name, value: unknown) => {
    const { type, data } = (value ?? {}) as { type?: string; data?: number[] };
    return type === "Buffer" && data ? Buffer.from(data).toString("base64") : value;
  });
}
