// What a sign-out or an erasure leaves on the device.

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "../db/db.ts";
import { RECORDS } from "../db/migrations.ts";

const pending = { change: 1, mutation: "m", base: 0, state: "session_expired" };
const record = (user: string, id: string, unsent = false) => ({
  user,
  entity: "mood",
  id,
  version: 1,
  value: {},
  pending: unsent ? pending : null,
});

class Memory {
  [key: string]: unknown;
  removeItem(key: string) {
    delete this[key];
  }
}

let storage: Memory;
let names: Set<string>;
let forget: typeof import("../page/forget.ts");

beforeEach(async () => {
  vi.resetModules();
  forget = await import("../page/forget.ts");
  storage = Object.assign(new Memory(), { "draft:me:2026-11-20": "a", "draft:you:2026-11-19": "b", theme: "dark" });
  names = new Set(["pages 1", "pages 2", "assets 2"]);
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
  vi.stubGlobal("caches", { keys: async () => [...names], delete: async (name: string) => names.delete(name) });
  await openDatabase(indexedDB).within(RECORDS, "readwrite", (records) => {
    for (const user of ["before", "me", "you"]) records.put(record(user, "2026-11-18", user !== "me"));
    return records.put(record("me", "2026-11-20", true));
  });
});

const users = async () => {
  const all = await openDatabase(indexedDB).within(RECORDS, "readonly", (records) => records.getAll());
  return (all as { user: string }[]).map(({ user }) => user);
};

test("unsent changes of every journal count", async () => {
  const changes = await forget.changes();
  expect(changes.map(({ user, id }) => `${user} ${id}`)).toEqual([
    "before 2026-11-18",
    "me 2026-11-20",
    "you 2026-11-18",
  ]);
});

test("nothing of any journal stays", async () => {
  await forget.forget();
  expect(await users()).toEqual([]);
  expect([...names]).toEqual(["assets 2"]);
  expect(Object.keys(storage)).toEqual(["theme"]);
});

test("the journal that comes after keeps its own", async () => {
  await forget.forget("me");
  expect(await users()).toEqual(["me", "me"]);
  expect([...names]).toEqual(["assets 2"]);
  expect(Object.keys(storage)).toEqual(["draft:me:2026-11-20", "theme"]);
});

test("what can't be read is an error, and what can't be deleted keeps nothing else", async () => {
  vi.stubGlobal("indexedDB", undefined);
  await expect(forget.changes()).rejects.toThrow();
  await forget.forget();
  expect([...names]).toEqual(["assets 2"]);
  expect(Object.keys(storage)).toEqual(["theme"]);
});
