// The unsent changes of this device, and the last state of each entity that the server sent.
//
// One record per `[user, entity, id]`. A change is sent with the version that it is based on and an
// id of its own: the server carries it out once, and only if no other device wrote first. No clock
// decides. While a change is under way it is not touched: a newer one waits as its `next`.

import type { Database, Work } from "../db/db.ts";
import { DEVICE, RECORDS } from "../db/migrations.ts";
import { type ApiRequest, type Fetch, type Reply, send } from "../http/http.ts";
import { merge, type Pending, type QueueRecord, type State, type Wanted } from "./record.ts";
import { type AnyRules, meaningOf } from "./rules/rules.ts";

/** Milliseconds. A change that got no reply is sent again, and acts once. */
const TIMEOUT = 8_000;

/** The name of the background sync, by which the browser wakes the service worker. */
export const SYNC = "outbox";

export interface Needs {
  database: Database;
  fetch?: Fetch;
  rules: readonly AnyRules[];
  /** Called when an entity changed without its page having asked. */
  changed: () => unknown;
}

export type Key = [user: string, entity: string, id: string];

/** What a reply means: the state that it tells, the change's new state, or, with neither, success. */
interface Outcome {
  seen?: State | undefined;
  state?: Pending["state"] | false;
  error?: Pending["error"];
}

export type Queue = ReturnType<typeof createQueue>;

export function createQueue({ database, fetch, rules, changed }: Needs) {
  const rulesOf = (name: string) => rules.find(({ entity }) => entity === name)!;
  const call = (request: ApiRequest) => {
    const late = new AbortController();
    // To abort a request that has its response does nothing.
    setTimeout(() => late.abort(), TIMEOUT);
    return send(request, fetch, late.signal);
  };

  /** Changes a record in place, and returns it if it existed. One without state or change is deleted. */
  function edit(records: IDBObjectStore, key: Key, change: (record: QueueRecord) => void) {
    const [user, entity, id] = key,
      read = records.get(key) as IDBRequest<QueueRecord | undefined>;
    read.onsuccess = () => {
      const record = read.result ?? { user, entity, id, version: 0, value: null, pending: null };
      change(record);
      if (record.version > 0 || record.pending) records.put(record);
      else records.delete(key);
    };
    return read;
  }

  const within = <T>(mode: IDBTransactionMode, work: Work<T>) => database.within(RECORDS, mode, work);

  const update = (key: Key, change: (record: QueueRecord) => void) =>
    within("readwrite", (records) => edit(records, key, change));

  const all = () => within("readonly", (records): IDBRequest<QueueRecord[]> => records.getAll());
  const isPending = async (key: IDBValidKey) =>
    (await within("readonly", (records): IDBRequest<QueueRecord | undefined> => records.get(key)))?.pending;

  /** Nothing if the change has to be sent again. */
  async function judge({ user, entity, id, pending }: QueueRecord, reply: Reply): Promise<Outcome | undefined> {
    const rules = rulesOf(entity),
      isRemoval = pending!.change === null,
      { json, error } = reply;
    // If it is gone, or what it is a part of, it can't be sent, and need not be removed.
    const isGone = rules.whole && error?.kind === "not_found";
    if (json || (isGone && isRemoval)) {
      const seen = rules.result(pending!, json);
      return seen && { seen };
    }
    const state = error && (isGone ? "rejected" : meaningOf(error));
    if (!state) return undefined;
    if (state !== "conflict" && state !== "gone") return { state, error: { error } };
    // The server compares the values itself: a change that agrees with the newer one is no conflict.
    const seen = rules.read && rules.seen!(user, id, await call(rules.read(user, id)), pending!.base);
    const isConflict = !isRemoval || (state === "conflict" && seen?.value !== null);
    return seen && { seen, state: isConflict && "conflict" };
  }

  /** Stores the outcome of a try. Changes leave the queue here and in `discard` only. */
  const settle = (key: Key, mutation: string, { seen, state, error }: Outcome) =>
    update(key, (record) => {
      // Read after the conflict, so nothing known is newer: not even of a server that was restored
      // from an older copy.
      if (state === "conflict") Object.assign(record, seen);
      else if (seen) merge(record, seen);
      const { pending } = record;
      if (pending?.mutation !== mutation) return;
      const { next } = pending;
      // Unless it was carried out, the next has to do its work, too.
      const wanted = !next ? pending : state ? both(key, pending, next) : next;
      // The next is still on the old base after a conflict, so that the server compares it, too.
      const base = !state || (state === "conflict" && !next) ? seen!.version : pending.base;
      if (next && state !== "session_expired") record.pending = { ...wanted, base, state: "waiting" };
      else record.pending = state ? { ...wanted, base, state, error, next: undefined } : null;
    });

  /** The newer change, with what the older one would have done. A removal replaces and is replaced. */
  function both([, entity]: Key, older: Wanted, { change, mutation }: Wanted): Wanted {
    const isMerged = older.change !== null && change !== null;
    return { change: isMerged ? rulesOf(entity).merge(older.change, change) : change, mutation };
  }

  /**
   * Sends the changes of one record until none waits, and none of what it is a part of. False if the server
   * can't be reached.
   */
  async function sendRecord(key: Key): Promise<boolean> {
    const [user, entity, id] = key,
      rules = rulesOf(entity);
    for (;;) {
      if (rules.whole && (await isPending([user, rules.whole, id.split("/")[0]!]))) return true;
      const record = await update(key, ({ pending }) => {
        if (pending?.state === "waiting") pending.tried = true;
      });
      if (record?.pending?.state !== "waiting") return true;
      const { pending } = record;
      const begun = await call(rules.request(user, id, pending));
      // A change that was discarded in the meantime goes no further.
      const goOn = async <T>(work: () => Promise<T>) => ((await isPending(key)) ? work() : begun);
      const { finish } = rules;
      const reply =
        begun.ok && finish
          ? await goOn(() => finish(user, pending.change, begun, (request) => goOn(() => call(request))))
          : begun;
      const outcome = await judge(record, reply);
      if (!outcome) return reply.status > 0;
      const { mutation } = pending;
      awaited.get(mutation)?.(reply);
      await settle(key, mutation, outcome);
    }
  }

  /** The callers that wait for a reply, by mutation, whichever call sends the change. */
  const awaited = new Map<string, (reply: Reply) => void>();

  let flushing: Promise<boolean> | undefined;

  /** One at a time for a record: two at once would both be the first. */
  const turns = new Map<string, Promise<unknown>>();
  function sendInTurn(key: Key): Promise<boolean> {
    const name = `${key}`,
      turn = (turns.get(name) ?? Promise.resolve()).then(() => sendRecord(key));
    turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /** The user of this device's session, as the last page said. */
  const currentUser = () =>
    database.within(DEVICE, "readonly", (device): IDBRequest<string | undefined> => device.get("journal"));

  async function flushAll(): Promise<boolean> {
    const current = await currentUser();
    const left = async () =>
      // A later release may have left entities that this one doesn't know.
      (await all()).filter(
        ({ user, entity, pending }) => user === current && pending?.state === "waiting" && rulesOf(entity),
      );
    let waiting = await left(),
      failure: unknown;
    // A server that fails now and then is asked again, as long as some changes get through.
    for (let before = Infinity; waiting.length > 0 && waiting.length < before; ) {
      before = waiting.length;
      for (const { user, entity, id } of waiting) {
        // One that can't be tried delays no other.
        const isReached = await sendInTurn([user, entity, id]).catch((error: unknown) => (failure ??= error));
        if (isReached === false) break;
      }
      waiting = await left();
      if (waiting.length < before) changed();
    }
    if (failure) throw failure;
    return waiting.length === 0;
  }

  /**
   * Stores changes (null removes the entity), all or none, and returns their mutation. Rejects if they can't
   * be stored on this device.
   *
   * One is merged into a change that waits; and into an unresolved one, unless it is the person's decision about
   * that, which it then replaces.
   */
  async function store(changes: [Key, unknown][], base: number, isDecision = false): Promise<string> {
    const mutation = crypto.randomUUID();
    await within("readwrite", (records) => {
      for (const [key, change] of changes)
        edit(records, key, (record) => {
          const { pending } = record,
            wanted = { change, mutation },
            isWaiting = pending?.state === "waiting";
          if (isWaiting && pending.tried) {
            pending.next = pending.next ? both(key, pending.next, wanted) : wanted;
            return;
          }
          const merged = pending && (isWaiting || !isDecision) ? both(key, pending, wanted) : wanted;
          record.pending = { ...merged, base: isWaiting ? pending.base : base, state: "waiting" };
        });
    });
    return mutation;
  }

  return {
    store,

    /** Sends the changes of one record. False if the server can't be reached; rejects if they can't be tried. */
    send: sendInTurn,

    /** Stores a change and tries to send it. Returns the server's reply, or nothing while the change waits. */
    async write(key: Key, change: unknown, base: number, isDecision = false): Promise<Reply | undefined> {
      const mutation = await store([[key, change]], base, isDecision);
      let reply: Reply | undefined;
      awaited.set(mutation, (received) => (reply = received));
      try {
        await sendInTurn(key);
      } catch (error) {
        if (!reply) throw error;
      } finally {
        awaited.delete(mutation);
      }
      return reply;
    },

    /** Sends everything that waits and belongs to the current user. True if all of it was sent. */
    flush: () => (flushing ??= flushAll().finally(() => (flushing = undefined))),

    /** Merges states that the server sent. */
    merge: (user: string, entity: string, states: [id: string, state: State][]) =>
      within("readwrite", (records) => {
        for (const [id, state] of states) edit(records, [user, entity, id], (record) => merge(record, state));
      }),

    /** Every record of an entity, of this user and of earlier ones. */
    records: async (name: string) => (await all()).filter(({ entity }) => entity === name),

    /** Deletes a change because the person said so. */
    discard: (key: Key) => update(key, (record) => (record.pending = null)),

    currentUser,

    /**
     * A page of `user` was opened at `now` (seconds since the epoch). Expired values are deleted,
     * and other users' records except their unsent changes. Those of `former` journals (by space) move to
     * this user; of an entity that has one already, they wait for the person, like those of a session
     * that has expired. This user's changes that waited for the session are sent again.
     */
    async opened(user: string, now: number, former = "") {
      await database.within(DEVICE, "readwrite", (device) => device.put(user, "journal"));
      await within("readwrite", (records) => {
        const read: IDBRequest<QueueRecord[]> = records.getAll();
        read.onsuccess = () => {
          for (const { user: owner, entity, id, value, pending } of read.result) {
            const isGone = owner !== user || (value !== null && rulesOf(entity)?.isExpired(value, now));
            if (!isGone && pending?.state !== "session_expired") continue;
            edit(records, [owner, entity, id], (record) => {
              if (isGone) Object.assign(record, { version: 0, value: null });
              else record.pending!.state = "waiting";
              if (!pending || !former.includes(owner)) return;
              // With its base and its mutation, by which the server recognises it.
              edit(records, [user, entity, id], (own) => {
                if (own.pending) return;
                own.pending = { ...pending, state: "waiting" };
                records.delete([owner, entity, id]);
              });
            });
          }
        };
      });
    },
  };
}
