// All drafts of a journal, whose keys are those of draft.ts.

import { keyOf } from "./draft.ts";

/** The days of a journal's drafts. */
function daysOf(storage: Storage, journal: string): string[] {
  const prefix = keyOf(journal, "");
  return Object.keys(storage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** Moves drafts of `former` journals to `journal`, which keeps those that it has. */
export function moveDrafts(storage: Storage, former: readonly string[], journal: string): void {
  for (const before of former) {
    for (const day of daysOf(storage, before)) {
      const [from, to] = [keyOf(before, day), keyOf(journal, day)];
      // One that can't be moved stays until the journal's own is gone.
      if (storage.getItem(to) !== null) continue;
      storage.setItem(to, storage.getItem(from)!);
      storage.removeItem(from);
    }
  }
}

export function deleteDrafts(storage: Storage, journal: string): void {
  for (const day of daysOf(storage, journal)) storage.removeItem(keyOf(journal, day));
}
