// Items of an export. A restore knows an item only by the attributes that server/tables.json
// declares: its keys, its expiry, and those that tell the newer of two. All others pass unread.

import type { AttributeValue, PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { ExportedTable, Key } from "./tables.ts";

/** An item in the form of DynamoDB's client. */
export type Item = Record<string, AttributeValue>;

/** The names of the table's keys: partition, then sort. */
export function keyNames({ partition, sort }: ExportedTable): string[] {
  return [partition, sort].flatMap((key) => key?.name ?? []);
}

/** The first declared attribute that is missing or of another type; none if the item fits the table. */
export function firstError(
  { partition, sort, ttl, export: { newerBy } }: ExportedTable,
  item: Item,
): string | undefined {
  const isKey = ({ name, type }: Key) => (type === "S" ? Boolean(item[name]?.S) : isInteger(item[name]?.N));
  const wrongKey = [partition, sort].find((key) => key && !isKey(key));
  if (wrongKey) return wrongKey.name;
  const numbers = [...newerBy, ...(ttl && item[ttl] ? [ttl] : [])];
  return numbers.find((name) => !isInteger(item[name]?.N));
}

function isInteger(text: string | undefined): boolean {
  return text !== undefined && /^-?\d+$/.test(text);
}

/** True if the item has expired; `now` in seconds since the epoch. An item without expiry is kept for ever. */
export function isExpired({ ttl }: ExportedTable, item: Item, now: number): boolean {
  const expiresAt = ttl && item[ttl]?.N;
  return expiresAt ? BigInt(expiresAt) <= BigInt(now) : false;
}

/**
 * A write of the item, unless the table's own is newer.
 *
 * The table's own is older if no attribute of `newerBy` is greater and not all are equal. One
 * attribute would not suffice: versions begin again at 1 once everything about a key has expired,
 * and clocks differ by a second. If they contradict each other, the table's own stays. An expired
 * item counts as absent, as it does for readers.
 */
export function putUnlessNewer(table: ExportedTable, name: string, item: Item, now: number): PutItemCommandInput {
  const { partition, ttl } = table;
  const { newerBy } = table.export;
  const every = (operator: string) => newerBy.map((_, i) => `#newer${i} ${operator} :newer${i}`).join(" AND ");
  return {
    TableName: name,
    Item: item,
    ConditionExpression: [
      "attribute_not_exists(#partition)",
      ...(ttl ? ["#ttl <= :now"] : []),
      `(${every("<=")} AND NOT (${every("=")}))`,
    ].join(" OR "),
    ExpressionAttributeNames: {
      "#partition": partition.name,
      ...(ttl && { "#ttl": ttl }),
      ...Object.fromEntries(newerBy.map((attribute, i) => [`#newer${i}`, attribute])),
    },
    ExpressionAttributeValues: {
      ...(ttl && { ":now": { N: String(now) } }),
      ...Object.fromEntries(newerBy.map((attribute, i) => [`:newer${i}`, item[attribute]!])),
    },
  };
}

/** An unconditional write, whose response has the replaced item. */
export function putAnyway(name: string, item: Item): PutItemCommandInput {
  return { TableName: name, Item: item, ReturnValues: "ALL_OLD" };
}

/**
 * Parses a line of an export. JSON has no bytes: binary values are base64.
 *
 * @throws if the line is not an item.
 */
export function parseLine(line: string): Item {
  const { Item } = JSON.parse(line) as { Item?: Record<string, unknown> };
  if (typeof Item !== "object" || Item === null) throw new SyntaxError("no Item");
  return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, withBytes(value)]));
}

function withBytes(value: unknown): AttributeValue {
  const [type, content] = Object.entries(value as object)[0] ?? [];
  const bytes = (text: string) => Buffer.from(text, "base64");
  switch (type) {
    case "B":
      return { B: bytes(content as string) };
    case "BS":
      return { BS: (content as string[]).map(bytes) };
    case "L":
      return { L: (content as unknown[]).map(withBytes) };
    case "M":
      return {
        M: Object.fromEntries(Object.entries(content as object).map(([name, inner]) => [name, withBytes(inner)])),
      };
    default:
      return value as AttributeValue;
  }
}
