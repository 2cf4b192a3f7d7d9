// The queue's view of an entity: how a change is sent, and what the reply means.

import { MEANINGS, type Meaning } from "../../generated/rules.ts";
import type { ApiError, ApiRequest } from "../../http/http.ts";
import type { Pending, State } from "../record.ts";

export interface Rules<V, C> {
  entity: string;
  /** The request that carries a change out. */
  request(user: string, id: string, pending: Pending<C>): ApiRequest;
  /** The state that a successful change made; nothing if the reply is not the server's. */
  result(pending: Pending<C>, json: unknown): State<V> | undefined;
  /** The request for the server's current state, and that state in its reply. */
  lookUp(user: string, id: string): ApiRequest;
  found(user: string, id: string, json: unknown): State<V> | undefined;
  /** One change in place of two. The server may have applied `older` unheard: merging is idempotent. */
  merge(older: C, newer: C): C;
  /** True if the server no longer shows it at `now` (seconds since the epoch). */
  isExpired(value: V, now: number): boolean;
}

/** The queue does not know the types of an entity's value and change. */
export type AnyRules = Rules<unknown, unknown>;

/** The consequence of an error, by the server's own rule (app/src/rejection.rs). */
export function meaningOf({ kind, field }: ApiError): Meaning {
  return MEANINGS.get(`${kind} ${field}`) ?? MEANINGS.get(kind) ?? "temporary";
}
