// The queue of this device, and the mood's days in it. Moments and their photos are written by their page.

import { openDatabase } from "../db/db.ts";
import type { Reply } from "../http/http.ts";
import { createQueue, SYNC } from "../outbox/queue.ts";
import { momentRules } from "../outbox/rules/moment.ts";
import {
  deviceDays,
  MOOD,
  type MoodChange,
  type MoodRecord,
  moodRules,
  statesOf,
  type Week,
} from "../outbox/rules/mood.ts";
import { photoRules } from "../outbox/rules/photo.ts";
import { changed, worker } from "./scope.ts";

export const queue = createQueue({
  database: openDatabase(indexedDB),
  // The browser ends an upload that takes too long, with the event that it belongs to.
  rules: [moodRules, momentRules, photoRules((upload, body) => fetch(upload.url, { ...upload, body }))],
  changed,
});

/** Stores a change and tries to send it. Returns the server's reply, or nothing while the change waits. */
export async function writeMood(
  user: string,
  day: string,
  change: MoodChange | null,
  base: number,
): Promise<Reply | undefined> {
  const reply = await queue.write([user, MOOD, day], change, base);
  // Not every browser has it: pages flush, too, when they open or come online.
  if (!reply) await worker.registration.sync?.register(SYNC).catch(() => undefined);
  return reply;
}

export const discardMood = (user: string, day: string) => queue.discard([user, MOOD, day]);

export async function daysOf(user: string, start: string, end: string) {
  return deviceDays((await queue.records(MOOD)) as MoodRecord[], user, start, end);
}

export const mergeWeek = (week: Week) => queue.merge(week.userId, MOOD, statesOf(week));

declare global {
  interface ServiceWorkerRegistration {
    readonly sync?: { register(tag: string): Promise<void> };
  }
  interface SyncEvent extends ExtendableEvent {
    readonly tag: string;
  }
  interface ServiceWorkerGlobalScopeEventMap {
    sync: SyncEvent;
  }
}
