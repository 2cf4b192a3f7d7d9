// Every rule that stands in Rust, too, by the cases that Rust wrote (app/src/ui/scripts).

import { expect, test } from "vitest";
import { dayAt } from "../boot/day.ts";
import days from "../golden/days.json";
import drafts from "../golden/drafts.json";
import identifiers from "../golden/identifiers.json";
import states from "../golden/states.json";
import subscriptions from "../golden/subscriptions.json";
import tombstones from "../golden/tombstones.json";
import { merge } from "../outbox/record.ts";
import { tombstoneOf } from "../outbox/rules/item.ts";
import { decode, encode, keyOf } from "../page/draft.ts";
import { sortableId } from "../page/moments/id.ts";
import { subscriptionId } from "../page/subscription.ts";

test("a day ends at its own hour", () => {
  expect(days.length).toBeGreaterThan(2_000);
  for (const text of days) {
    const [date, hour, dayEnd, day] = text.split(" ");
    expect(dayAt(date!, Number(hour), Number(dayEnd)), text).toBe(day);
  }
});

test("a page that knows no day's end goes by midnight", () => {
  expect(dayAt("2026-11-21", 0, NaN)).toBe("2026-11-21");
});

test("the newest state counts, in any order of arrival", () => {
  expect(states.length).toBeGreaterThan(500);
  for (const [seen, [version, value]] of states as [[number, string | null][], [number, string | null]][]) {
    const known = { version: 0, value: null as unknown };
    for (const [version, value] of seen) merge(known, { version, value });
    expect(known, JSON.stringify(seen)).toEqual({ version, value });
  }
});

test("a removal is a version more", () => {
  expect(tombstones.length).toBeGreaterThan(500);
  for (const [version, removed] of tombstones) {
    expect(tombstoneOf({ version: version! })).toEqual({ version: removed, value: null });
  }
});

test("identifiers are those of the server", () => {
  expect(identifiers).toHaveLength(500);
  for (const [millis, bytes, id] of identifiers as [number, number[], string][]) {
    expect(sortableId(millis, Uint8Array.from(bytes))).toBe(id);
  }
});

test("drafts are written and read as the island does", () => {
  expect(drafts.length).toBeGreaterThan(200);
  for (const [touched, mood, note, journal, day, key, text] of drafts as (string | null)[][]) {
    const draft = { touched: touched!, mood: mood ?? "", note: note! };
    expect(encode(draft)).toBe(text);
    expect(decode(text!)).toEqual(draft);
    expect(keyOf(journal!, day!)).toBe(key);
  }
});

test("an invalid draft is ignored", () => {
  for (const text of ["", "2026-11-20", "2026-11-20\ngood"]) expect(decode(text)).toBeUndefined();
});

test("a subscription has the server's identifier", async () => {
  expect(subscriptions.length).toBeGreaterThan(200);
  for (const [endpoint, id] of subscriptions) {
    expect(await subscriptionId({ endpoint: endpoint! }), endpoint).toBe(id);
  }
});
