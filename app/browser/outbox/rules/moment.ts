// A moment: its title, date, description and place, which a newer change replaces. Its photos are entities
// of their own (photo.ts).

import type { QueueRecord, State } from "../record.ts";
import { type Item, itemRules, stateOf, tombstoneOf, write } from "./item.ts";
import type { Rules } from "./rules.ts";

export interface MomentChange {
  title: string;
  date: string;
  description: string;
  location: string;
}

/** The response of `GET /events/{id}`. */
export interface Moment extends Item {
  id: string;
  title: string;
  date: string;
  description?: string | null;
  location?: string | null;
  photos?: unknown[];
  updatedAt: number;
}

export type MomentRecord = QueueRecord<Moment, MomentChange>;

export const MOMENT = "moment";

export const momentRules: Rules<Moment, MomentChange> = {
  ...itemRules,
  entity: MOMENT,
  request: (userId, id, pending) => write("PUT", `/events/${id}`, { userId }, pending),
  read: (userId, id) => ({ method: "GET", path: `/events/${id}?userId=${userId}` }),

  /** A removed moment is not to be found; its tombstone's version is a guess. */
  seen(_, id, { json, error }, base): State<Moment> | undefined {
    const moment = json as Moment | undefined;
    if (moment?.id === id) return stateOf(moment);
    return error?.kind === "not_found" ? tombstoneOf({ version: base }) : undefined;
  },
};
