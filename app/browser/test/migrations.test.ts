// A database as earlier releases left it.

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { openDatabase } from "../db/db.ts";
import { type DayOfVersion1, DEVICE, RECORDS } from "../db/migrations.ts";
import { createQueue } from "../outbox/queue.ts";
import { MOOD, moodRules } from "../outbox/rules/mood.ts";

const ENTRY = {
  day: "2026-11-20",
  mood: "good",
  note: "A walk",
  version: 3,
  edited: true,
  createdAt: 1,
  updatedAt: 2,
  expiresAt: 9e9,
};
const ERROR = { error: { kind: "invalid", message: "note is too long", field: "note" } };

/** One of each kind that version 1 wrote. */
const DAYS: DayOfVersion1[] = [
  { journal: "me", day: "2026-11-20", version: 3, entry: ENTRY, pending: null },
  { journal: "me", day: "2026-11-19", version: 2, entry: null, pending: null },
  {
    journal: "me",
    day: "2026-11-18",
    version: 0,
    entry: null,
    pending: { mood: "bad", note: "Rain", mutation: "m1", base: 0, state: "waiting" },
  },
  {
    journal: "me",
    day: "2026-11-17",
    version: 3,
    entry: { ...ENTRY, day: "2026-11-17" },
    pending: {
      mood: null,
      note: "",
      mutation: "m2",
      base: 3,
      state: "waiting",
      tried: true,
      next: { mood: "okay", note: "Back", mutation: "m3" },
    },
  },
  {
    journal: "me",
    day: "2026-11-16",
    version: 4,
    entry: null,
    pending: { mood: "okay", note: "Mine", mutation: "m4", base: 4, state: "conflict", tried: true },
  },
  {
    journal: "me",
    day: "2026-11-15",
    version: 0,
    entry: null,
    pending: { mood: "great", note: "Long", mutation: "m5", base: 0, state: "refused", tried: true, error: ERROR },
  },
  {
    journal: "them",
    day: "2026-11-15",
    version: 0,
    entry: null,
    pending: { mood: "great", note: "Theirs", mutation: "m6", base: 0, state: "ended" },
  },
];

let factory: IDBFactory;
let former: IDBDatabase;

beforeEach(async () => {
  factory = new IDBFactory();
  former = await new Promise<IDBDatabase>((done) => {
    const request = factory.open("humeur", 1);
    request.onupgradeneeded = () => {
      const days = request.result.createObjectStore("days", { keyPath: ["journal", "day"] });
      for (const day of DAYS) days.put(day);
      request.result.createObjectStore("device").put("me", "journal");
    };
    request.onsuccess = () => done(request.result);
  });
});

const readAll = () =>
  openDatabase(factory).within(
    RECORDS,
    "readonly",
    (records): IDBRequest<Record<string, unknown>[]> => records.getAll(),
  );

test("nothing that version 1 knew is lost", async () => {
  former.close();
  const byDay = new Map((await readAll()).map((record) => [`${record.user} ${record.id}`, record]));
  expect(byDay.size).toBe(DAYS.length);
  for (const { journal, day, version, entry } of DAYS) {
    expect(byDay.get(`${journal} ${day}`)).toMatchObject({
      user: journal,
      entity: "mood",
      id: day,
      version,
      value: entry,
    });
  }
  const pending = (day: string, user = "me") => byDay.get(`${user} ${day}`)?.pending;
  expect(pending("2026-11-20")).toBeNull();
  expect(pending("2026-11-18")).toEqual({
    change: { mood: "bad", note: "Rain" },
    mutation: "m1",
    base: 0,
    state: "waiting",
  });
  expect(pending("2026-11-17")).toEqual({
    change: null,
    mutation: "m2",
    base: 3,
    state: "waiting",
    tried: true,
    next: { change: { mood: "okay", note: "Back" }, mutation: "m3" },
  });
  expect(pending("2026-11-16")).toMatchObject({ state: "conflict", base: 4 });
  expect(pending("2026-11-15")).toMatchObject({ state: "rejected", error: ERROR });
  expect(pending("2026-11-15", "them")).toMatchObject({ state: "session_expired", mutation: "m6" });
  const user = await openDatabase(factory).within(DEVICE, "readonly", (device) => device.get("journal"));
  expect(user).toBe("me");
});

test("the former release closes its database", async () => {
  former.onversionchange = () => former.close();
  expect(await readAll()).toHaveLength(DAYS.length);
});

test("a migrated change is sent as it was written, under its own name", async () => {
  former.close();
  const sent: string[] = [];
  const fetch = async (path: string, { method, body }: RequestInit) => {
    sent.push(`${method} ${path} ${body ?? ""}`);
    throw new TypeError("network");
  };
  const queue = createQueue({ database: openDatabase(factory), fetch, rules: [moodRules], changed: () => undefined });
  expect(await queue.flush()).toBe(false);
  const body = { userId: "me", day: "2026-11-17", baseVersion: 3, mutationId: "m2" };
  expect(sent).toEqual([`DELETE /mood?${new URLSearchParams({ ...body, baseVersion: "3" })} `]);
  await queue.discard(["me", MOOD, "2026-11-17"]);
  await queue.flush();
  const [, post] = sent;
  expect(JSON.parse(post!.split(" ").slice(2).join(" "))).toEqual({
    userId: "me",
    day: "2026-11-18",
    mood: "bad",
    note: "Rain",
    baseVersion: 0,
    mutationId: "m1",
  });
});
