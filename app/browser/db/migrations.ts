// The database of each release, in order: entry n turns version n into version n + 1.

/** Entities and their changes. */
export const RECORDS = "records";
/** Facts about this device. */
export const DEVICE = "device";

/** A day of version 1, which knew moods only. */
export interface DayOfVersion1 {
  journal: string;
  day: string;
  version: number;
  entry: object | null;
  pending: (WantedOfVersion1 & { base: number; state: string; tried?: boolean; error?: unknown; next?: WantedOfVersion1 | undefined }) | null;
}

interface WantedOfVersion1 {
  mood: string | null;
  note: string;
  mutation: string;
}

const STATES: Record<string, string> = { refused: "rejected", ended: "session_expired" };

const wanted = ({ mood, note, mutation }: WantedOfVersion1) => ({ change: mood === null ? null : { mood, note }, mutation });

function recordOf({ journal, day, version, entry, pending }: DayOfVersion1) {
  return {
    user: journal,
    entity: "mood",
    id: day,
    version,
    value: entry,
    pending: pending && {
      ...wanted(pending),
      base: pending.base,
      state: STATES[pending.state] ?? pending.state,
      tried: pending.tried,
      error: pending.error,
      next: pending.next && wanted(pending.next),
    },
  };
}

type Migration = (database: IDBDatabase, transaction: IDBTransaction) => void;

export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    database.createObjectStore("days", { keyPath: ["journal", "day"] });
    database.createObjectStore(DEVICE);
  },
  (database, transaction) => {
    const records = database.createObjectStore(RECORDS, { keyPath: ["user", "entity", "id"] });
    const days = transaction.objectStore("days").getAll() as IDBRequest<DayOfVersion1[]>;
    days.onsuccess = () => {
      for (const day of days.result) records.put(recordOf(day));
      database.deleteObjectStore("days");
    };
  },
];
