// What this device knows of the journal's days, and what is still to be sent.
//
// One record per journal and day: the day as the server was last seen to keep it (`version`,
// `entry`; null where nothing is written), and the change that waits to be sent (`pending`).
// A change is sent with the version it was made on and an id of its own: the server carries it
// out once, and only if nobody else wrote meanwhile. No clock has a say in it.
//
// While a change is under way it is not touched: what is wanted after it waits as its `next`.

/**
 * @param indexedDB where records are kept
 * @param fetch how the server is reached
 * @param changed called when a day changed without its page having asked
 */
export function outbox({ indexedDB, fetch, changed }) {
  /** A server that takes longer is as good as none; what was sent is sent again, and acts once. */
  const PATIENCE = 8_000;

  let opening;
  function open() {
    opening ??= new Promise((done, failed) => {
      const request = indexedDB.open("humeur", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("days", { keyPath: ["journal", "day"] });
        request.result.createObjectStore("device");
      };
      request.onsuccess = () => {
        // A later version of this program may want to change how things are kept.
        const forget = () => (opening = undefined);
        request.result.onclose = forget;
        request.result.onversionchange = () => forget(request.result.close());
        done(request.result);
      };
      request.onerror = () => failed(request.error);
    });
    // One that failed may work the next time, as when a full disk was emptied.
    opening.catch(() => (opening = undefined));
    return opening;
  }

  /** One transaction: `work` queues requests on the store, and returns what reads the outcome. */
  async function within(store, mode, work) {
    const database = await open();
    return new Promise((done, failed) => {
      // Strict: what was promised to a person is on the disk.
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const outcome = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(outcome());
      transaction.onabort = () => failed(transaction.error);
    });
  }

  function all() {
    return within("days", "readonly", (days) => {
      const request = days.getAll();
      return () => request.result;
    });
  }

  /** Changes a day's record in place. One that has nothing to say is not kept. */
  function update(journal, day, change) {
    return within("days", "readwrite", (days) => {
      let record;
      const read = days.get([journal, day]);
      read.onsuccess = () => {
        record = read.result ?? { journal, day, version: 0, entry: null, pending: null };
        change(record);
        if (record.version > 0 || record.pending) days.put(record);
        else days.delete([journal, day]);
      };
      return () => record;
    });
  }

  /** Takes over what the server says of a day, unless something newer is known. */
  function learn(record, { version, entry }) {
    if (version >= record.version) Object.assign(record, { version, entry });
  }

  /** The days of an answer to GET /mood/week. */
  const daysOf = ({ items, removed }) => [
    ...items.map((entry) => ({ day: entry.day, version: entry.version, entry })),
    ...removed.map(({ day, version }) => ({ day, version, entry: null })),
  ];

  /** What the server answers; nothing where it can't be reached. Whatever else goes wrong is thrown. */
  async function call(path, options) {
    const patience = new AbortController();
    const late = setTimeout(() => patience.abort(), PATIENCE);
    const answer = fetch(path, { ...options, signal: patience.signal });
    const read = answer.then(async (response) => ({ status: response.status, text: await response.text() }));
    const received = await read.catch(() => undefined);
    clearTimeout(late);
    if (!received) return undefined;
    let body;
    try {
      body = JSON.parse(received.text);
    } catch {
      // Somebody else's words: a proxy's, or the sign-in page of a hotel.
    }
    return { ...received, body };
  }

  function request({ journal, day, pending: { mood, note, base, mutation } }) {
    if (mood === null) {
      const query = new URLSearchParams({ userId: journal, day, baseVersion: base, mutationId: mutation });
      return call(`/mood?${query}`, { method: "DELETE" });
    }
    const body = { userId: journal, day, mood, note, baseVersion: base, mutationId: mutation };
    const headers = { "content-type": "application/json" };
    return call("/mood", { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** The day as the server keeps it at the moment; none when it can't be had. */
  async function truth({ journal, day }) {
    const { body } = (await call(`/mood/week?start=${day}&end=${day}`)) ?? {};
    if (!body?.items || body.userId !== journal) return undefined;
    return daysOf(body)[0] ?? { version: 0, entry: null };
  }

  /** What an answer means: the truth it tells, a state that needs the person, or neither. */
  async function judge(record, { status, body }) {
    const { pending } = record;
    const { kind, field } = body?.error ?? {};
    if (status === 200 && body?.item) {
      const { item } = body;
      // What was taken out is handed back as it stood; that it is gone is a version more.
      return { truth: pending.mood === null ? { version: item.version + 1, entry: null } : { version: item.version, entry: item } };
    }
    // Gone already is what was wanted.
    if (kind === "not_found" && pending.mood === null) {
      const now = await truth(record);
      return now && { truth: now };
    }
    // The server has compared the words, by its own rule of what a note is.
    if (kind === "conflict") {
      const now = await truth(record);
      const isGone = pending.mood === null && now?.entry === null;
      return now && { truth: now, state: isGone ? undefined : "conflict" };
    }
    if (kind === "unauthenticated" || (kind === "forbidden" && field === "userId")) return { state: "ended" };
    if (["malformed", "invalid", "too_large"].includes(kind)) return { state: "refused", error: body };
    return undefined;
  }

  /** Writes the outcome of a try down. Nothing leaves the outbox but here and in `drop`. */
  function settle({ journal, day, pending: { mutation } }, { truth: now, state, error }) {
    return update(journal, day, (record) => {
      // Read after the refusal, so nothing that is known is newer: not even of a server that was
      // put back to an older copy of itself.
      if (state === "conflict") Object.assign(record, now);
      else if (now) learn(record, now);
      const { pending } = record;
      if (pending?.mutation !== mutation) return;
      // What was written while it was under way counts, and not what was known when it left.
      const wanted = pending.next ?? pending;
      if (pending.next && state !== "ended") {
        // The one before it is done, or was refused for what was in it: its own turn now. After a
        // conflict still upon the old base, so that the server compares it as well.
        const base = now && state !== "conflict" ? now.version : pending.base;
        record.pending = { ...wanted, base, state: "waiting" };
      } else if (state) {
        const base = state === "conflict" ? record.version : pending.base;
        record.pending = { ...wanted, base, state, error, next: undefined };
      } else {
        record.pending = null;
      }
    });
  }

  /**
   * Sends what waits for a day until nothing does, or the server can't be reached. What a person
   * wrote waits for the network alone: when anything else goes wrong, this fails.
   */
  async function sendDay(journal, day) {
    for (;;) {
      const record = await update(journal, day, ({ pending }) => {
        if (pending?.state === "waiting") pending.tried = true;
      });
      if (record.pending?.state !== "waiting") return {};
      const received = await request(record);
      const outcome = received && (await judge(record, received));
      if (!outcome) return { unreachable: !received };
      const { mutation } = record.pending;
      if (awaited.has(mutation)) awaited.set(mutation, received);
      await settle(record, outcome);
    }
  }

  /** The answers that somebody waits for, by the mutation: whoever sends it. */
  const awaited = new Map();

  /** Who asks to send everything while that is under way, waits for the same. */
  let flushing;

  // One at a time for a day: two at once would both think that they are the first.
  const turns = new Map();
  function send(journal, day) {
    const key = `${journal} ${day}`;
    const turn = (turns.get(key) ?? Promise.resolve()).then(() => sendDay(journal, day));
    const ended = turn.catch(() => undefined).then(() => turns.get(key) === ended && turns.delete(key));
    turns.set(key, ended);
    return turn;
  }

  return {
    /**
     * Keeps a change of a day and tries to send it: `mood` is null to take the day out, `base` the
     * version it was made on. Returns the server's answer; none while the change waits.
     *
     * Throws when nothing can be kept on this device, or it could not be tried.
     */
    async write({ journal, day, mood, note, base }) {
      const mutation = crypto.randomUUID();
      const wanted = { mood, note: note ?? "", mutation };
      await update(journal, day, (record) => {
        const { pending } = record;
        if (pending?.state === "waiting" && pending.tried) pending.next = wanted;
        else record.pending = { ...wanted, base: pending?.state === "waiting" ? pending.base : base, state: "waiting" };
      });
      awaited.set(mutation, undefined);
      let failure;
      await send(journal, day).catch((error) => (failure = error));
      const answer = awaited.get(mutation);
      awaited.delete(mutation);
      if (failure && !answer) throw failure;
      return answer;
    },

    /** Sends all that waits and belongs to the journal of this device's session. Whether all went. */
    flush() {
      flushing ??= this.flushAll().finally(() => (flushing = undefined));
      return flushing;
    },

    async flushAll() {
      const journal = await this.journal();
      const left = async () =>
        (await all()).filter((record) => record.journal === journal && record.pending?.state === "waiting");
      let waiting = await left(), failure;
      // A server that fails now and then is asked again, as long as some get through.
      for (let before = Infinity; waiting.length > 0 && waiting.length < before; ) {
        before = waiting.length;
        for (const { day } of waiting) {
          // One that can't be tried keeps none of the others.
          const sent = await send(journal, day).catch((error) => ({ failure: error }));
          failure ??= sent.failure;
          if (sent.unreachable) break;
        }
        waiting = await left();
        if (waiting.length < before) changed();
      }
      if (failure) throw failure;
      return waiting.length === 0;
    },

    /** Learns from an answer to GET /mood/week. */
    async learned(answer) {
      for (const now of daysOf(answer)) {
        await update(answer.userId, now.day, (record) => learn(record, now));
      }
    },

    /**
     * What is known of a span of days, and, of any day, all that still waits or needs the person:
     * also what was left behind by another session, which is never sent.
     */
    async days(journal, start, end) {
      const known = { items: [], removed: [], pending: [] };
      for (const { journal: of, day, version, entry, pending } of await all()) {
        if (of === journal && start <= day && day <= end && version > 0) {
          if (entry) known.items.push(entry);
          else known.removed.push({ day, version });
        }
        if (!pending) continue;
        const { mood, note } = pending.next ?? pending;
        const state = of === journal ? pending.state : "ended";
        known.pending.push({ journal: of, day, mood, note, state, error: pending.error });
      }
      return known;
    },

    /** Lets go of a change, because the person said so. */
    drop(journal, day) {
      return update(journal, day, (record) => (record.pending = null));
    },

    /** The journal of this device's session, as the last page told. */
    journal() {
      return within("device", "readonly", (device) => {
        const request = device.get("journal");
        return () => request.result;
      });
    },

    /**
     * A page came from `journal`. What has expired is forgotten, and all of another journal but
     * what was never sent; what waited for this one's session to come back waits no longer.
     */
    async opened(journal, now) {
      await within("device", "readwrite", (device) => {
        device.put(journal, "journal");
        return () => undefined;
      });
      for (const { journal: of, day, entry, pending } of await all()) {
        if (of !== journal || entry?.expiresAt <= now) {
          await update(of, day, (record) => Object.assign(record, { version: 0, entry: null }));
        } else if (pending?.state === "ended") {
          await update(of, day, ({ pending }) => {
            if (pending?.state === "ended") pending.state = "waiting";
          });
        }
      }
    },
  };
}
