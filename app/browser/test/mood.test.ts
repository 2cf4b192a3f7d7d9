// The mood's rules: its requests, its replies, and the view that the island reads.

import { expect, test } from "vitest";
import golden from "../golden/device-days.json";
import type { QueueRecord } from "../outbox/record.ts";
import { deviceDays, type Entry, MOOD, type MoodRecord, moodRules, statesOf, type Week } from "../outbox/rules/mood.ts";

const entry = (day: string, version: number) => ({ ...golden.items[0], day, version }) as unknown as Entry;

/** What the device knows, for the view in the golden file, which Rust reads (app/src/ui/today/island/local_view.rs). */
const RECORDS: QueueRecord[] = [
  { user: "mine", entity: MOOD, id: "2026-11-17", version: 1, value: entry("2026-11-17", 1), pending: null },
  { user: "mine", entity: MOOD, id: "2026-11-18", version: 3, value: golden.items[0], pending: null },
  { user: "mine", entity: MOOD, id: "2026-11-19", version: 2, value: null, pending: null },
  ...golden.pending.map(({ journal, day, mood, note, state, error }): QueueRecord => {
    const change = mood && { mood, note };
    const isSending = state === "waiting";
    const wanted = isSending
      ? { change: { mood: "bad", note: "Under way" }, mutation: "m", next: { change, mutation: "n" } }
      : { change, mutation: "m" };
    // It is never sent in another session, in any state.
    const own = journal !== "mine" ? "waiting" : state === "refused" ? "rejected" : (state as "waiting");
    return {
      user: journal,
      entity: MOOD,
      id: day,
      version: 0,
      value: null,
      pending: { ...wanted, base: 0, state: own, error: error as never },
    };
  }),
];

test("the island reads the days and changes of this device", () => {
  const days = deviceDays(RECORDS as MoodRecord[], "mine", "2026-11-18", "2026-11-24");
  expect(JSON.parse(JSON.stringify(days))).toEqual(golden);
});

test("only days of the range are read, and changes of any", () => {
  const days = deviceDays(RECORDS as MoodRecord[], "mine", "2026-11-17", "2026-11-17");
  expect(days.items.map(({ day }) => day)).toEqual(["2026-11-17"]);
  expect(days.removed).toEqual([]);
  expect(days.pending).toHaveLength(golden.pending.length);
});

test("a removal names no mood", () => {
  const pending = { change: null, mutation: "m-1", base: 7, state: "waiting" } as const;
  const { method, path, body } = moodRules.request("me", "2026-11-20", pending);
  expect([method, body]).toEqual(["DELETE", undefined]);
  const query = new URL(path, "http://x").searchParams;
  expect(Object.fromEntries(query)).toEqual({ userId: "me", day: "2026-11-20", baseVersion: "7", mutationId: "m-1" });
});

const found = (user: string, json: unknown) =>
  moodRules.seen!(user, "2026-11-20", { ok: true, status: 200, body: "", json }, 0);

test("a state is found in the reply of its own journal alone", () => {
  const week: Week = { userId: "me", items: [entry("2026-11-20", 4)], removed: [] };
  expect(found("me", week)).toEqual({ version: 4, value: week.items[0] });
  expect(found("them", week)).toBeUndefined();
  expect(found("me", { sign: "in" })).toBeUndefined();
  expect(found("me", { userId: "me", items: [], removed: [] })).toEqual({
    version: 0,
    value: null,
  });
  expect(statesOf({ userId: "me", items: [], removed: [{ day: "2026-11-19", version: 2 }] })).toEqual([
    ["2026-11-19", { version: 2, value: null }],
  ]);
});
