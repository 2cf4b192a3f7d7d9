// An item of table `moods`, as a backup holds it. The server's own view of it is
// server/src/store/item.rs.

import type { AttributeValue, PutItemCommandInput } from "@aws-sdk/client-dynamodb";

/** An item as DynamoDB's client takes it. */
export type Item = Record<string, AttributeValue>;

/** The table's partition and sort key. */
export const KEY = ["userId", "day"] as const;

/** What each item must have, and of which type; all others are carried along as they are. */
const LAYOUT = [
  ["userId", "S", /./s],
  ["day", "S", /^\d{4}-\d{2}-\d{2}$/],
  ["mood", "S", /./],
  ["version", "N", /^[1-9]\d*$/],
  ["createdAt", "N", /^-?\d+$/],
  ["updatedAt", "N", /^-?\d+$/],
  ["expiresAt", "N", /^-?\d+$/],
] as const;

/**
 * Takes the place of nothing, or of something older.
 *
 * A version counts the changes since an entry was begun, and begins anew with it: after a day was
 * removed and written again, version 1 is newer than the backup's version 5. When each was begun
 * decides first.
 */
const IS_OLDER = "attribute_not_exists(#userId) OR #createdAt < :createdAt OR (#createdAt = :createdAt AND #version < :version)";

/** The first attribute that is not as it must be; none when the item is an entry. */
export function flaw(item: Item): string | undefined {
  const wrong = LAYOUT.find(([name, type, pattern]) => {
    const value = (item[name] as Record<string, unknown> | undefined)?.[type];
    return typeof value !== "string" || !pattern.test(value);
  });
  return wrong?.[0];
}

/** Whether nobody would see the item any more; `now` in seconds since the epoch. */
export function isExpired(item: Item, now: number): boolean {
  return BigInt(item.expiresAt?.N ?? 0) <= BigInt(now);
}

/** Writes the item where it undoes nothing newer. */
export function putUnlessNewer(table: string, item: Item): PutItemCommandInput {
  return {
    TableName: table,
    Item: item,
    ConditionExpression: IS_OLDER,
    ExpressionAttributeNames: { "#userId": "userId", "#createdAt": "createdAt", "#version": "version" },
    ExpressionAttributeValues: { ":createdAt": item.createdAt!, ":version": item.version! },
  };
}

/** Writes the item whatever is there; the answer then holds what was. */
export function putAnyway(table: string, item: Item): PutItemCommandInput {
  return { TableName: table, Item: item, ReturnValues: "ALL_OLD" };
}

/**
 * An item as a line of an export has it. JSON has no bytes: binary values come as base64.
 *
 * @throws when the line is no such item.
 */
export function parseLine(line: string): Item {
  const { Item } = JSON.parse(line) as { Item?: Record<string, unknown> };
  if (typeof Item !== "object" || Item === null) throw new SyntaxError("no Item");
  return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, withBytes(value)]));
}

function withBytes(value: unknown): AttributeValue {
  const [type, held] = Object.entries(value as object)[0] ?? [];
  const bytes = (text: string) => Buffer.from(text, "base64");
  switch (type) {
    case "B":
      return { B: bytes(held as string) };
    case "BS":
      return { BS: (held as string[]).map(bytes) };
    case "L":
      return { L: (held as unknown[]).map(withBytes) };
    case "M":
      return { M: Object.fromEntries(Object.entries(held as object).map(([name, inner]) => [name, withBytes(inner)])) };
    default:
      return value as AttributeValue;
  }
}
