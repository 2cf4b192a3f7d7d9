// The mood of a day: one entry per person and day, which a newer change replaces.

import type { MoodName } from "../../generated/rules.ts";
import type { ApiError } from "../../http/http.ts";
import type { PendingState, QueueRecord, State } from "../record.ts";
import { type Item, itemRules, stateOf, write } from "./item.ts";
import type { Rules } from "./rules.ts";

export interface Entry extends Item {
  day: string;
  mood: MoodName;
  note: string | null;
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

export function statesOf({ items, removed }: Week): [day: string, state: State<Entry>][] {
  return [
    ...items.map((entry): [string, State<Entry>] => [entry.day, stateOf(entry)]),
    ...removed.map(({ day, version }): [string, State<Entry>] => [day, { version, value: null }]),
  ];
}

export const moodRules: Rules<Entry, MoodChange> = {
  ...itemRules,
  entity: MOOD,
  request: (userId, day, pending) => write("POST", "/mood", { userId, day }, pending),
  read: (_, day) => ({ method: "GET", path: `/mood/week?start=${day}&end=${day}` }),

  seen(userId, _, { json }) {
    const week = json as Week | undefined;
    if (week?.userId !== userId) return undefined;
    return statesOf(week)[0]?.[1] ?? { version: 0, value: null };
  },
};

type WireState = "waiting" | "conflict" | "refused" | "ended";

/** The response of `GET /device/days`, which the island reads (app/src/ui/today/island/local_view.rs). */
export interface DeviceDays {
  items: Entry[];
  removed: { day: string; version: number }[];
  pending: {
    journal: string;
    day: string;
    mood: MoodName | null;
    note: string;
    state: WireState;
    error?: { error: ApiError } | undefined;
  }[];
}

/**
 * The states as a page reads them. Pages and workers of different releases meet (a new page runs under
 * the old worker until the person reloads), so the first release's words stay.
 */
const WIRE_STATES: Partial<Record<PendingState, WireState>> = { rejected: "refused", session_expired: "ended" };

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
    const own = journal === user ? pending.state : "session_expired",
      state = WIRE_STATES[own] ?? (own as WireState);
    days.pending.push({ journal, day, mood: null, note: "", ...change, state, error: pending.error });
  }
  return days;
}
