// Entities that the server answers with as `item`, and that a newer change replaces.

import type { ApiRequest } from "../../http/http.ts";
import type { Pending, State } from "../record.ts";

/** An entity as the server sends it. */
export interface Item {
  version: number;
  /** Seconds since the epoch; missing if it never expires. */
  expiresAt?: number;
}

/** The tombstone of a removed one, as in `Tombstone::of` and `Moment::removed_version` (app/domain/src). */
export const tombstoneOf = ({ version }: Pick<Item, "version">): State<never> => ({
  version: version + 1,
  value: null,
});

export const stateOf = <V extends Item>(item: V): State<V> => ({ version: item.version, value: item });

/** The request for a change of what `fields` name. */
export function write(
  method: ApiRequest["method"],
  path: string,
  fields: object,
  { change, base: baseVersion, mutation: mutationId }: Pending<object>,
): ApiRequest {
  const all = { ...fields, ...change, baseVersion, mutationId };
  if (change) return { method, path, body: JSON.stringify(all) };
  return { method: "DELETE", path: `${path}?${new URLSearchParams(all as never)}` };
}

export const itemRules = {
  /** A removal returns the item as it was. */
  result<V extends Item>({ change }: Pending, json: unknown): State<V> | undefined {
    const { item } = json as { item?: V };
    return item && (change ? stateOf(item) : tombstoneOf(item));
  },

  /** A newer text of a photo does not lose the picture; of the others, a change has all fields. */
  merge: <C extends object>(older: C, newer: C): C => ({ ...older, ...newer }),

  isExpired: ({ expiresAt }: Item, now: number): boolean => expiresAt! <= now,
};
