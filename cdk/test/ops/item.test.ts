import { describe, expect, test } from "vitest";
import { firstError, type Item, isExpired, parseLine } from "../../ops/item.ts";
import { EXPORTED, type ExportedTable } from "../../ops/tables.ts";
import { item, NOW } from "./items.ts";

test("bytes of an export are decoded at every depth", () => {
  const line =
    '{"Item":{"a":{"B":"AP8="},"b":{"BS":["AQ=="]},"c":{"L":[{"M":{"d":{"B":"Ag=="}}}]},"e":{"S":"AP8="},"f":{"N":"1.50"}}}';
  expect(parseLine(line)).toEqual({
    a: { B: Buffer.from([0, 255]) },
    b: { BS: [Buffer.from([1])] },
    c: { L: [{ M: { d: { B: Buffer.from([2]) } } }] },
    e: { S: "AP8=" },
    f: { N: "1.50" },
  });
});

test.each(["", "{}", "null", '{"Item":null}', '{"Item":{"a":null}}', '{"Key":{}}'])("'%s' is not an item", (line) => {
  expect(() => parseLine(line)).toThrow();
});

describe.each(EXPORTED)("an item of table $name", (table) => {
  test("has its keys and the numbers of a restore", () => {
    const whole = item(table, 0);
    expect(firstError(table, whole)).toBeUndefined();
    const {
      partition,
      sort,
      export: { newerBy },
    } = table;
    for (const name of [partition.name, ...(sort ? [sort.name] : []), ...newerBy]) {
      const { [name]: _missing, ...rest } = whole;
      expect(firstError(table, rest)).toBe(name);
      expect(firstError(table, { ...rest, [name]: { BOOL: true } })).toBe(name);
      expect(firstError(table, { ...rest, [name]: { S: "" } })).toBe(name);
    }
    for (const name of newerBy) expect(firstError(table, { ...whole, [name]: { N: "1e9" } })).toBe(name);
  });
});

test("an item expires at its second, or never", () => {
  const expiring = { ...EXPORTED[0]!, ttl: "until" } satisfies ExportedTable;
  const until = (second: number | string): Item => ({ until: { N: String(second) } });
  expect(isExpired(expiring, until(NOW), NOW)).toBe(true);
  expect(isExpired(expiring, until(NOW + 1), NOW)).toBe(false);
  // More than a JavaScript number can hold.
  expect(isExpired(expiring, until("9223372036854775807"), NOW)).toBe(false);
  expect(isExpired(expiring, {}, NOW)).toBe(false);
  expect(isExpired({ ...expiring, ttl: undefined }, until(NOW), NOW)).toBe(false);
  expect(firstError(expiring, { ...item(EXPORTED[0]!, 0), until: { S: "soon" } })).toBe("until");
});
