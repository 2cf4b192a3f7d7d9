import { expect, test } from "vitest";
import { flaw, isExpired, parseLine } from "../../ops/item.ts";
import { entry, NOW, removed } from "./moods.ts";

test("bytes of an export are bytes again, however deep", () => {
  const line = '{"Item":{"a":{"B":"AP8="},"b":{"BS":["AQ=="]},"c":{"L":[{"M":{"d":{"B":"Ag=="}}}]},"e":{"S":"AP8="},"f":{"N":"1.50"}}}';
  expect(parseLine(line)).toEqual({
    a: { B: Buffer.from([0, 255]) },
    b: { BS: [Buffer.from([1])] },
    c: { L: [{ M: { d: { B: Buffer.from([2]) } } }] },
    e: { S: "AP8=" },
    f: { N: "1.50" },
  });
});

test.each(["", "{}", "null", '{"Item":null}', '{"Item":{"a":null}}', '{"Key":{}}'])("'%s' is no item", (line) => {
  expect(() => parseLine(line)).toThrow();
});

test("what an entry lacks is named", () => {
  expect(flaw(entry(0))).toBeUndefined();
  for (const name of ["userId", "day", "mood", "version", "createdAt", "updatedAt", "expiresAt"]) {
    const { [name]: _gone, ...item } = entry(0);
    expect(flaw(item)).toBe(name);
    expect(flaw({ ...item, [name]: { BOOL: true } })).toBe(name);
  }
  for (const [name, value] of [["day", { S: "2026-1-1" }], ["version", { N: "0" }], ["version", { N: "1.5" }], ["expiresAt", { N: "1e9" }]] as const) {
    expect(flaw({ ...entry(0), [name]: value })).toBe(name);
  }
});

test("what a removal leaves has its version and no words", () => {
  const left = removed(entry(1), 3, NOW);
  expect(flaw(left)).toBeUndefined();
  expect(flaw({ ...left, removedVersion: { N: "2" } })).toBe("removedVersion");
  expect(flaw({ ...left, removedVersion: { S: "3" } })).toBe("removedVersion");
  for (const name of ["userId", "day", "version", "updatedAt", "expiresAt"]) {
    const { [name]: _gone, ...item } = left;
    expect(flaw(item)).toBe(name);
  }
  for (const [name, value] of [["note", { S: "words" }], ["createdAt", { N: "1" }], ["mutation", { N: "1" }]] as const) {
    expect(flaw({ ...left, [name]: value })).toBe(name);
  }
});

test("an entry that was written again is newer than its removal", () => {
  const again = { ...entry(0), version: { N: "10" }, mutation: { S: "m" } };
  expect(flaw({ ...again, removedVersion: { N: "9" } })).toBeUndefined();
  expect(flaw({ ...again, removedVersion: { N: "10" } })).toBe("removedVersion");
});

test("an entry is over at the second it expires", () => {
  const at = (second: number | string) => ({ ...entry(0), expiresAt: { N: String(second) } });
  expect(isExpired(at(NOW), NOW)).toBe(true);
  expect(isExpired(at(NOW + 1), NOW)).toBe(false);
  // More than a JavaScript number can hold.
  expect(isExpired(at("9223372036854775807"), NOW)).toBe(false);
});
