// One entity of a person as this device knows it, and its unsent change.

import type { ApiError } from "../http/http.ts";

/** The server's state of an entity. Version 0: it never existed. */
export interface State<V = unknown> {
  version: number;
  value: V | null;
}

export interface Wanted<C = unknown> {
  /** null removes the entity. */
  change: C | null;
  /** Identifies the change when it is sent again. */
  mutation: string;
}

/**
 * `waiting`: it is sent as soon as the server can be reached. The others wait for the person:
 * `conflict`: another device changed the entity first. `rejected`: it breaks a rule.
 * `session_expired`: its session has ended.
 */
export type PendingState = "waiting" | "conflict" | "rejected" | "session_expired";

export interface Pending<C = unknown> extends Wanted<C> {
  /** The version that the change is based on. */
  base: number;
  state: PendingState;
  /** Set once it has been sent: from then on it is not touched. */
  tried?: boolean | undefined;
  error?: { error: ApiError } | undefined;
  /** A newer change, made while this one was under way. */
  next?: Wanted<C> | undefined;
}

export interface QueueRecord<V = unknown, C = unknown> extends State<V> {
  user: string;
  entity: string;
  id: string;
  pending: Pending<C> | null;
}

/** Replaces the known state, unless it is newer. */
export function merge(known: State, seen: State): void {
  if (seen.version >= known.version) Object.assign(known, seen);
}
