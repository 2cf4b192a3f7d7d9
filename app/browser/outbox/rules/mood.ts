// The mood of a day: one entry per person and day, which a newer change replaces.

import type { MoodName } from "../../generated/rules.ts";
import type { ApiError } from "../../http/http.ts";
import type { PendingState, QueueRecord, State } from "../record.ts";
import type { Rules } from "./rules.ts";

export interface Entry {
  day: string;
  mood: MoodName;
  note: string | null;
  version: number;
  expiresAt: number;
}

export interface MoodChange {
  mood: MoodName;
  note: string;
}

/** The response of `GET /mood/week`. */
export interface Week {
  userId: string;
  items: Entry[];
  removed: { day: string; version: number }[];
}

export type MoodRecord = QueueRecord<Entry, MoodChange>;

export const MOOD = "mood";

/** The tombstone of a removed entry, as in `Removed::of` (app/domain/src/mood/entry.rs). */
export const tombstoneOf = ({ version }: { version: number }): State<Entry> => ({ version: version + 1, value: null });

export function statesOf({ items, removed }: Week): [day: string, state: State<Entry>][] {
  return [
    ...items.map((entry): [string, State<Entry>] => [entry.day, { version: entry.version, value: entry }]),
    ...removed.map(({ day, version }): [string, State<Entry>] => [day, { version, value: null }]),
  ];
}

export const moodRules: Rules<Entry, MoodChange> = {
  entity: MOOD,

  request(userId, day, { change, base, mutation: mutationId }) {
    const fields = { userId, day, ...change, baseVersion: base, mutationId };
    if (change) return { method: "POST", path: "/mood", body: JSON.stringify(fields) };
    return { method: "DELETE", path: `/mood?${new URLSearchParams({ ...fields, baseVersion: `${base}` })}` };
  },

  // A removal returns the entry as it was.
  result({ change }, json) {
    const { item } = json as { item?: Entry };
    return item && (change ? { version: item.version, value: item } : tombstoneOf(item));
  },

  lookUp: (_, day) => ({ method: "GET", path: `/mood/week?start=${day}&end=${day}` }),

  found(userId, _, json) {
    const week = json as Partial<Week>;
    if (!week.items || week.userId !== userId) return undefined;
    return statesOf(week as Week)[0]?.[1] ?? { version: 0, value: null };
  },

  merge: (_, newer) => newer,

  isExpired: ({ expiresAt }, now) => expiresAt <= now,
};

/** The response of `GET /device/days`, which the island reads (app/src/ui/today/island/local_view.rs). */
export interface DeviceDays {
  items: Entry[];
  removed: { day: string; version: number }[];
  pending: {
    journal: string;
    day: string;
    mood: MoodName | null;
    note: string;
    state: (typeof WIRE_STATES)[PendingState];
    error?: { error: ApiError } | undefined;
  }[];
}

/**
 * The states as a page reads them. Pages and workers of different releases meet (a new page runs under
 * the old worker until the person reloads), so the first release's words stay.
 */
const WIRE_STATES = {
  waiting: "waiting",
  conflict: "conflict",
  rejected: "refused",
  session_expired: "ended",
} as const;

/**
 * The known days from `start` to `end`, and every unsent change, of any day: those that an
 * earlier session left behind are never sent.
 */
export function deviceDays(records: MoodRecord[], user: string, start: string, end: string): DeviceDays {
  const days: DeviceDays = { items: [], removed: [], pending: [] };
  for (const { user: journal, id: day, version, value, pending } of records) {
    if (journal === user && start <= day && day <= end && version > 0) {
      if (value) days.items.push(value);
      else days.removed.push({ day, version });
    }
    if (!pending) continue;
    const { change } = pending.next ?? pending;
    const state = WIRE_STATES[journal === user ? pending.state : "session_expired"];
    days.pending.push({ journal, day, mood: null, note: "", ...change, state, error: pending.error });
  }
  return days;
}
