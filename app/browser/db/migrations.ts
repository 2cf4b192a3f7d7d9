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
  pending:
    | (WantedOfVersion1 & { base: number; state: string; tried?: boolean; error?: unknown; next?: WantedOfVersion1 })
    | null;
}

interface WantedOfVersion1 {
  mood: string | null;
  note: string;
  mutation: string;
}

const STATES: Record<string, string> = { refused: "rejected", ended: "session_expired" };

const wanted = ({ mood, note, ...rest }: WantedOfVersion1) => ({ ...rest, change: mood && { mood, note } });

const recordOf = ({ journal: user, day: id, version, entry: value, pending }: DayOfVersion1) => ({
  user,
  entity: "mood",
  id,
  version,
  value,
  pending: pending && {
    ...wanted(pending),
    state: STATES[pending.state] ?? pending.state,
    next: pending.next && wanted(pending.next),
  },
});

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
