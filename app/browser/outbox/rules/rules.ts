// The queue's view of an entity: how a change is sent, and what the reply means.

import { MEANINGS, type Meaning } from "../../generated/rules.ts";
import type { ApiError, ApiRequest, Reply, Success } from "../../http/http.ts";
import type { Pending, State } from "../record.ts";

export interface Rules<V, C> {
  entity: string;
  /** The entity that this one is a part of, and that is sent first: its id begins this one's, before a slash. */
  whole?: string;
  /** The request that carries a change out, or begins to. */
  request(user: string, id: string, pending: Pending<C>): ApiRequest;
  /** The rest of a change that needs more than one request, after the first one's success. */
  finish?(
    user: string,
    change: C | null,
    begun: Success,
    call: (request: ApiRequest) => Promise<Reply>,
  ): Promise<Reply>;
  /** The state that a successful change made; nothing if the reply is not the server's. */
  result(pending: Pending<C>, json: unknown): State<V> | undefined;
  /**
   * The request for the server's current state, and that state in its reply to a change based on `base`.
   * Missing for an entity without conflicts.
   */
  read?(user: string, id: string): ApiRequest;
  seen?(user: string, id: string, reply: Reply, base: number): State<V> | undefined;
  /** One change in place of two. The server may have applied `older` unheard: merging is idempotent. */
  merge(older: C, newer: C): C;
  /** True if the server no longer shows it at `now` (seconds since the epoch). */
  isExpired(value: V, now: number): boolean;
}

/** The queue does not know the types of an entity's value and change. */
export type AnyRules = Rules<unknown, unknown>;

/** The consequence of an error, by the server's own rule (app/src/rejection.rs). Missing: it may pass. */
export function meaningOf({ kind, field }: ApiError): Meaning | undefined {
  return MEANINGS[`${kind} ${field}`] ?? MEANINGS[kind];
}
