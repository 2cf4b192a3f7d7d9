// An item of table `moods`, as a backup holds it. The server's own view of it is
// server/src/store/item.rs.

import type { AttributeValue, PutItemCommandInput } from "@aws-sdk/client-dynamodb";

/** An item as DynamoDB's client takes it. */
export type Item = Record<string, AttributeValue>;

/** The table's partition and sort key. */
export const KEY = ["userId", "day"] as const;

type Layout = readonly (readonly [name: string, type: "S" | "N", pattern: RegExp])[];

/** What each item must have, and of which type; all others are carried along as they are. */
const EVERY: Layout = [
  ["userId", "S", /./s],
  ["day", "S", /^\d{4}-\d{2}-\d{2}$/],
  ["version", "N", /^[1-9]\d*$/],
  ["updatedAt", "N", /^-?\d+$/],
  ["expiresAt", "N", /^-?\d+$/],
];

/** What it must have besides when the day is written. */
const WRITTEN: Layout = [
  ["mood", "S", /./],
  ["createdAt", "N", /^-?\d+$/],
];

/** What it has of both when it has it at all: releases from before these know nothing of them. */
const PERHAPS: Layout = [
  ["removedVersion", "N", /^[1-9]\d*$/],
  ["mutation", "S", /./],
];

/** What nothing may be left of when the day was taken out. */
const WORDS = ["mood", "note", "createdAt"];

/** Whether it is what a removal leaves: the day, its version, and none of its words. */
export function isRemoved(item: Item): boolean {
  return !item.mood && item.removedVersion !== undefined;
}

/**
 * Takes the place of nothing, or of something older.
 *
 * A version counts on for as long as anything is known of the day. Where all of it had expired, or
 * was removed by a release that left nothing, it begins anew: version 1 is then newer than the
 * backup's version 5. So when each was begun decides first.
 */
const IS_OLDER = "attribute_not_exists(#userId) OR #createdAt < :createdAt OR (#createdAt = :createdAt AND #version < :version)";

/**
 * The same where one of the two is a removal, which was begun at no time: it must be older by both
 * its version and its clock. In doubt what is removed stays removed.
 */
const IS_BEFORE = "(#version < :version AND #updatedAt <= :updatedAt)";

/** The first attribute that is not as it must be; none when the item is of a day. */
export function flaw(item: Item): string | undefined {
  const fits = ([name, type, pattern]: Layout[number]) => {
    const value = (item[name] as Record<string, unknown> | undefined)?.[type];
    return typeof value === "string" && pattern.test(value);
  };
  const must = isRemoved(item) ? EVERY : [...EVERY, ...WRITTEN];
  const wrong = [...must, ...PERHAPS.filter(([name]) => item[name])].find((part) => !fits(part));
  if (wrong) return wrong[0];
  if (isRemoved(item)) {
    if (item.removedVersion!.N !== item.version!.N) return "removedVersion";
    return WORDS.find((name) => item[name]);
  }
  return item.removedVersion && BigInt(item.removedVersion.N!) >= BigInt(item.version!.N!) ? "removedVersion" : undefined;
}

/** Whether nobody would see the item any more; `now` in seconds since the epoch. */
export function isExpired(item: Item, now: number): boolean {
  return BigInt(item.expiresAt?.N ?? 0) <= BigInt(now);
}

/** Writes the item where it undoes nothing newer. */
export function putUnlessNewer(table: string, item: Item): PutItemCommandInput {
  const { createdAt, version, updatedAt } = item;
  const names = { "#userId": "userId", "#version": "version", "#updatedAt": "updatedAt" };
  const values = { ":version": version!, ":updatedAt": updatedAt! };
  return {
    TableName: table,
    Item: item,
    ...(createdAt
      ? {
          ConditionExpression: `${IS_OLDER} OR (attribute_not_exists(#createdAt) AND ${IS_BEFORE})`,
          ExpressionAttributeNames: { ...names, "#createdAt": "createdAt" },
          ExpressionAttributeValues: { ...values, ":createdAt": createdAt },
        }
      : {
          ConditionExpression: `attribute_not_exists(#userId) OR ${IS_BEFORE}`,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }),
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
