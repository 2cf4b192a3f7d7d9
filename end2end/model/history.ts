// What the server took, and what must be true of it and of every device in the end.

import { strict as assert } from "node:assert";
import type { Device } from "./device.ts";
import type { ListServer } from "./list.ts";
import type { DeviceDays, Entry } from "./outbox.ts";
import { listKey, type Sent, SPELLINGS, said } from "./sent.ts";

type Days = Pick<DeviceDays, "items" | "removed">;

interface Taken {
  version: number;
  sent: Sent;
}

export class History {
  /** Per day or list, which version each mutation became. */
  readonly #taken = new Map<string, Map<string, Taken>>();
  /** Writes that the server says were there before, and the version that said the same. */
  readonly #stood: Taken[] = [];
  /** Days of which a request was cut off by the server's death: it may have been taken unheard. */
  readonly unheard = new Set<string>();

  constructor(private readonly note: (event: string) => void) {}

  /** The writes of a day or a list, oldest first. */
  #of(key: string): Taken[] {
    return [...(this.#taken.get(key)?.values() ?? [])].sort((a, b) => a.version - b.version);
  }

  /** The server says that it took a write: the invariants of a history. */
  take(sent: Sent, response: Response): void {
    const version = Number(response.headers.get("etag")?.replaceAll('"', ""));
    const history = this.#taken.get(sent.key) ?? new Map<string, Taken>();
    this.#taken.set(sent.key, history);
    const before = history.get(sent.mutation);
    const isNew = version === sent.base + 1 && ![...history.values()].some((other) => other.version === version);
    if (before?.version !== version && !isNew && SPELLINGS.includes(sent.note)) {
      this.note("stood already");
      this.#stood.push({ version, sent });
      return;
    }
    if (before) assert.equal(version, before.version, "a replay acted again");
    assert.equal(version, sent.base + 1, "a write acted on something it had not seen");
    for (const [mutation, other] of history) {
      if (mutation !== sent.mutation) assert.notEqual(version, other.version, "two writes became one version");
    }
    history.set(sent.mutation, { version, sent });
  }

  /** The days that the server keeps are the last writes. */
  checkDays(kept: Days): void {
    for (const [day, { version, entry }] of byDay(kept)) {
      const history = this.#of(day);
      // Each version is a device's write, unless the writer died before the response.
      if (!this.unheard.has(day)) assert.equal(history.length, version, `${day} has a version without a write`);
      const last = history.at(-1);
      if (last?.version !== version) continue;
      assert.equal(entry === null, last.sent.removes);
      if (entry) assert.equal(entry.note, said(last.sent.note), "the last write is not what is kept");
    }
    for (const { version, sent } of this.#stood) {
      const other = this.#of(sent.key).find((other) => other.version === version)?.sent;
      if (!other) {
        assert.ok(this.unheard.has(sent.key), "a write counts as done without having been made");
        continue;
      }
      const [theirs, ours] = [other, sent].map(({ mood, note }) => [mood, said(note)]);
      assert.deepEqual(theirs, ours, "a write counts as done by another");
    }
  }

  /** A device knows the days that the server keeps, and lost no write of its own. */
  checkDevice(device: Device, known: DeviceDays, kept: Days): void {
    const versions = byDay(kept);
    assert.deepEqual(byDay(known), versions, "a device does not know the days as they are");
    for (const [day, note] of device.last) {
      const pending = known.pending.find((pending) => pending.day === day);
      if (pending) {
        this.note(`left ${pending.state}`);
        continue;
      }
      const isTaken = this.#of(day).some(({ sent }) => !sent.removes && said(sent.note) === said(note));
      // Taken, and its answer lost with the server: what is kept says so.
      const isKept = versions.get(day)?.entry?.note === said(note) || this.unheard.has(day);
      assert.ok(note === "removed" || isTaken || isKept, `the write ${note} of ${day} is lost`);
    }
  }

  /** A device knows the lists as the server keeps them, and lost no word of its own. */
  async checkLists(device: Device, server: ListServer): Promise<void> {
    const lists = new Map((await device.box.lists()).map((list) => [listKey(list.id), list]));
    for (const [key, { id, version, value, pending }] of lists) {
      assert.deepEqual({ version, value }, server.state(id), "a device does not know a list as it is");
      if (pending) this.note(`left list: ${pending.state}`);
      const history = this.#of(key);
      assert.equal(history.length, version, `${key} has a version without a write`);
      const words = new Set<string>();
      for (const { sent } of history) {
        if (sent.removes) words.clear();
        else for (const word of sent.words!) words.add(word);
      }
      assert.deepEqual(value ?? [], [...words], `${key} is not what was added to it`);
    }
    for (const [key, words] of device.words) {
      const sent = this.#of(key).flatMap(({ sent }) => sent.words ?? []);
      const pending = lists.get(key)?.pending;
      const left = [pending?.change, pending?.next?.change].flat();
      for (const word of words) assert.ok(sent.includes(word) || left.includes(word), `${word} of ${key} is lost`);
    }
  }
}

interface Kept {
  version: number;
  entry: Entry | null;
}

/** The newest of each day, and what is written there. */
function byDay({ items, removed }: Days): Map<string, Kept> {
  const all: [string, Kept][] = [
    ...items.map((entry): [string, Kept] => [entry.day, { version: entry.version, entry }]),
    ...removed.map(({ day, version }): [string, Kept] => [day, { version, entry: null }]),
  ];
  return new Map(all.sort(([a], [b]) => a.localeCompare(b)));
}
