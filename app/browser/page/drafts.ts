// All drafts of this browser, whose keys are those of draft.ts.

import { keyOf } from "./draft.ts";

/** Their keys, each with its journal and day. */
export const draftsIn = (storage: Storage) =>
  Object.keys(storage)
    .filter((key) => key.startsWith("draft:"))
    .map((key) => {
      const [, journal = "", day = ""] = key.split(":");
      return { key, journal, day };
    });

/** Moves drafts of `former` journals to `journal`, which keeps those that it has. */
export function moveDrafts(storage: Storage, former: readonly string[], journal: string): void {
  for (const before of former) {
    for (const { key, journal: owner, day } of draftsIn(storage)) {
      const to = keyOf(journal, day);
      // One that can't be moved stays until the journal's own is gone.
      if (owner !== before || storage.getItem(to) !== null) continue;
      storage.setItem(to, storage.getItem(key)!);
      storage.removeItem(key);
    }
  }
}
