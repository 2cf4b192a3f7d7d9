// The queue as the service worker has it, on IndexedDB in memory and a network that a test rules.

import { openDatabase } from "../../app/browser/db/db.ts";
import type { Fetch } from "../../app/browser/http/http.ts";
import { createQueue } from "../../app/browser/outbox/queue.ts";
import type { QueueRecord } from "../../app/browser/outbox/record.ts";
import {
  type DeviceDays,
  deviceDays,
  MOOD,
  type MoodRecord,
  moodRules,
  statesOf,
  type Week,
} from "../../app/browser/outbox/rules/mood.ts";
import { LIST, listRules } from "./list.ts";

export type { Entry } from "../../app/browser/outbox/rules/mood.ts";
export type { DeviceDays, Fetch, Week };
export type Mood = "awful" | "bad" | "okay" | "good" | "great";
export type ListRecord = QueueRecord<string[], string[]>;

export interface Change {
  journal: string;
  day: string;
  /** null removes the day. */
  mood: Mood | null;
  note: string;
  base: number;
}

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox({ indexedDB, fetch }: { indexedDB: IDBFactory; fetch: Fetch }) {
  const rules = [moodRules, listRules];
  const queue = createQueue({ database: openDatabase(indexedDB), fetch, rules, changed: () => undefined });
  return {
    flush: () => queue.flush(),
    opened: (user: string, now: number, former?: string) => queue.opened(user, now, former),

    write: ({ journal, day, mood, note, base }: Change) =>
      queue.write([journal, MOOD, day], mood && { mood, note }, base),
    learned: (week: Week) => queue.merge(week.userId, MOOD, statesOf(week)),
    days: async (user: string, start: string, end: string): Promise<DeviceDays> =>
      deviceDays((await queue.records(MOOD)) as MoodRecord[], user, start, end),
    drop: (user: string, day: string) => queue.discard([user, MOOD, day]),

    addToList: (user: string, id: string, words: string[] | null, base: number) =>
      queue.write([user, LIST, id], words, base),
    decideList: (user: string, id: string, words: string[] | null, base: number) =>
      queue.write([user, LIST, id], words, base, true),
    lists: async () => (await queue.records(LIST)) as ListRecord[],
    learnedList: (user: string, id: string, state: { version: number; value: string[] | null }) =>
      queue.merge(user, LIST, [[id, state]]),
    dropList: (user: string, id: string) => queue.discard([user, LIST, id]),
  };
}
