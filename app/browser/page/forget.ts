// What a device keeps of journals: drafts, changes, days and pages.

import { type Database, openDatabase, type Work } from "../db/db.ts";
import { RECORDS } from "../db/migrations.ts";
import type { QueueRecord } from "../outbox/record.ts";
import { COMMENT } from "./comment.ts";
import { draftsIn } from "./drafts.ts";

let database: Database | undefined;
function within<T>(mode: IDBTransactionMode, work: Work<T>): Promise<T> {
  // Not every browser has one: it fails here, and not when the script starts.
  database ??= openDatabase(indexedDB);
  return database.within(RECORDS, mode, work);
}

/** Every change that only this device has, of any journal. */
export async function changes(): Promise<QueueRecord[]> {
  const all = await within("readonly", (records): IDBRequest<QueueRecord[]> => records.getAll());
  return all.filter(({ pending }) => pending);
}

/** Deletes everything but the changes, days and drafts of the journal `kept`. One failure stops no other. */
export async function forget(kept = ""): Promise<void> {
  const parts = [
    async () => {
      for (const { key, journal } of draftsIn(localStorage)) if (journal !== kept) localStorage.removeItem(key);
    },
    async () => {
      for (const name of Object.keys(sessionStorage))
        if (name.startsWith(COMMENT) && !name.startsWith(`${COMMENT}${kept} `)) sessionStorage.removeItem(name);
    },
    () =>
      within("readwrite", (records) => {
        records.delete(IDBKeyRange.upperBound([kept], true));
        return records.delete(IDBKeyRange.lowerBound([kept, []]));
      }),
    async () => {
      for (const name of await caches.keys()) if (name.startsWith("pages ")) await caches.delete(name);
    },
  ];
  await Promise.allSettled(parts.map(async (part) => part()));
}
