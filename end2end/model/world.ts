// Three devices, one journal, one server, and everything that goes wrong between them.
//
// The model is simple: the history of a day, or of a list, is the list of writes that the server took,
// each made on the version before it. In every schedule, every device ends with the last of
// them, and every write a person made is in that list, was written over on the same device before it
// was sent, or is on its device for the person to resolve.

import { strict as assert } from "node:assert";
import { IDBFactory } from "fake-indexeddb";
import type { Humeur } from "../servers.ts";
import { FORBIDDEN, LIST, ListServer } from "./list.ts";
import {
  createOutbox,
  type DeviceDays,
  type Entry,
  type ListRecord,
  type Mood,
  type Outbox,
  type Week,
} from "./outbox.ts";
import { Random } from "./random.ts";

const MOODS: Mood[] = ["awful", "bad", "okay", "good", "great"];
const DEVICES = 3;
const OPERATIONS = 60;
/** The days that are written: few, so that devices meet on them. */
const SPAN = 3;
const DAY_SECONDS = 86_400;

/** The fate of a request on the way. */
type Fate = "well" | "never sent" | "answer lost" | "twice" | "again later" | "late";
const FATES: Fate[] = ["well", "well", "well", "never sent", "answer lost", "twice", "again later", "late"];

interface Sent {
  /** A day, or a list. */
  key: string;
  mutation: string;
  base: number;
  removes: boolean;
  mood?: Mood;
  note: string;
  words?: string[];
}

/** One note as three devices may have it: the server keeps each of them as the first. */
const SPELLINGS = ["rain all day", "\ufeff\nrain\tall day", "rain all \u0008day \r\n"];
const said = (note: string) => (SPELLINGS.includes(note) ? SPELLINGS[0]! : note);

const listKey = (id: string) => `${LIST} ${id}`;
const civil = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

class Device {
  online = true;
  /** The offset of its clock, in seconds. */
  skew = 0;
  box!: Outbox;
  /** Each life of the page and its worker; what an earlier one still awaits never comes. */
  life = 0;
  /** The versions that the open page has seen, by day or list, which may be old. */
  readonly seen = new Map<string, number>();
  /** The note of the last write per day: the one that must not be lost. */
  readonly last = new Map<string, string>();
  /** The words added per list, which must not be lost either. */
  readonly words = new Map<string, Set<string>>();
  readonly database = new IDBFactory();
}

export class World {
  readonly #random: Random;
  readonly #devices = Array.from({ length: DEVICES }, () => new Device());
  #journal = "";
  #cookie = "";
  #now = 0;
  #calm = false;
  /** Requests that wait in the network, to arrive after later ones. */
  #stray: (() => Promise<unknown>)[] = [];
  readonly #lists = new ListServer();
  /** Per day or list, which version each mutation became. */
  readonly #taken = new Map<string, Map<string, { version: number; sent: Sent }>>();
  /** Writes that the server says were there before, and the version that said the same. */
  readonly #stood: { version: number; sent: Sent }[] = [];
  /** Days of which a request was cut off by the server's death: it may have been taken unheard. */
  readonly #unheard = new Set<string>();
  #count = 0;
  /** The writes and their results, to be read when a schedule fails. */
  readonly log: string[] = [];
  /** The schedule's events, counted for the sum of all. */
  readonly events = new Map<string, number>();

  constructor(
    private readonly server: Humeur,
    seed: number,
  ) {
    this.#random = new Random(seed);
  }

  #note(event: string) {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
  }

  // --- The network -------------------------------------------------------------------------

  async #deliver(path: string, options: RequestInit, sent: Sent | undefined): Promise<Response> {
    const headers = { ...(options.headers as Record<string, string>), cookie: this.#cookie };
    let response: Response;
    try {
      const { method, body } = options;
      const isList = path.startsWith("/list");
      response = isList
        ? this.#lists.answer(path, options)
        : await fetch(this.server.url + path, { method, body, headers });
      // The whole answer, so that the server's death in the middle of it is seen here.
      const text = await response.text();
      response = new Response(text, response);
    } catch (error) {
      if (sent) this.#unheard.add(sent.key);
      throw error;
    }
    if (!sent) return response;
    const { mutation, ...what } = sent;
    this.log.push(
      `sent ${mutation.slice(0, 6)} ${JSON.stringify(what)}: ${response.status} ${response.headers.get("etag")}`,
    );
    if (response.status === 200) this.#take(sent, response);
    return response;
  }

  /** The server says that it took a write: the invariants of a day's history. */
  #take(sent: Sent, response: Response) {
    const version = Number(response.headers.get("etag")?.replaceAll('"', ""));
    const history = this.#taken.get(sent.key) ?? new Map<string, { version: number; sent: Sent }>();
    this.#taken.set(sent.key, history);
    const before = history.get(sent.mutation);
    const isNew = version === sent.base + 1 && ![...history.values()].some((other) => other.version === version);
    if (before?.version !== version && !isNew && SPELLINGS.includes(sent.note)) {
      this.#note("stood already");
      return this.#stood.push({ version, sent });
    }
    if (before) assert.equal(version, before.version, "a replay acted again");
    assert.equal(version, sent.base + 1, "a write acted on something it had not seen");
    for (const [mutation, other] of history) {
      if (mutation !== sent.mutation) assert.notEqual(version, other.version, "two writes became one version");
    }
    history.set(sent.mutation, { version, sent });
  }

  #fetch(device: Device): (path: string, options: RequestInit) => Promise<Response> {
    const life = device.life;
    return async (path, options) => {
      const alive = async <T>(result: T): Promise<T> =>
        life === device.life ? result : new Promise<T>(() => undefined);
      const sent = read(path, options);
      const fate = this.#calm || !sent ? "well" : this.#random.pick(FATES);
      if (!device.online || fate === "never sent") {
        await alive(undefined);
        throw new TypeError("network");
      }
      if (fate !== "well") this.#note(fate);
      const deliver = () => this.#deliver(path, options, sent);
      if (fate === "late") {
        this.#stray.push(deliver);
        await alive(undefined);
        throw new TypeError("timeout");
      }
      if (fate === "again later") this.#stray.push(deliver);
      let response: Response;
      try {
        response = await deliver();
        if (fate === "twice") response = await deliver();
      } catch (error) {
        await alive(undefined);
        throw error;
      }
      await alive(undefined);
      if (fate === "answer lost") throw new TypeError("network");
      return response;
    };
  }

  // --- What happens ------------------------------------------------------------------------

  async #open(device: Device) {
    device.life += 1;
    device.box = createOutbox({ indexedDB: device.database, fetch: this.#fetch(device) });
    await device.box.opened(this.#journal, this.#now + device.skew);
    device.seen.clear();
    await this.#look(device);
  }

  /** The page shows what the device knows. */
  async #look(device: Device) {
    const { items, removed } = await this.#days(device);
    for (const { day, version } of [...items, ...removed]) device.seen.set(day, version);
    for (const { id, version } of await device.box.lists()) device.seen.set(listKey(id), version);
  }

  #days(device: Device): Promise<DeviceDays> {
    return device.box.days(this.#journal, "0001-01-01", "9999-12-31");
  }

  async #list(device: Device, id: string): Promise<ListRecord | undefined> {
    return (await device.box.lists()).find((list) => list.id === id);
  }

  #next(): string {
    this.#count += 1;
    return `${this.#count}`;
  }

  /** A day within the span, which is also a list's identifier: the two must not be mixed up. */
  #someDay(now: number): string {
    return civil(now - Math.floor(this.#random.next() * SPAN) * DAY_SECONDS);
  }

  /** Lets a device work on its own, whether it comes to an end or not. */
  #begin(work: Promise<unknown>) {
    work.catch(() => undefined);
  }

  async #write(device: Device) {
    // A device whose clock is a day ahead writes tomorrow, which the server refuses.
    const today = this.#now + device.skew;
    const day = this.#someDay(today);
    const removes = this.#random.chance(0.2);
    // Now and then what another device may have written just so.
    const agrees = this.#random.chance(0.3);
    const note = agrees ? this.#random.pick(SPELLINGS) : this.#next();
    const mood = removes ? null : agrees ? "okay" : this.#random.pick(MOODS);
    const change = { journal: this.#journal, day, mood, note, base: device.seen.get(day) ?? 0 };
    device.last.set(day, removes ? "removed" : note);
    this.log.push(`device ${this.#devices.indexOf(device)} writes ${JSON.stringify(change)}`);
    this.#begin(this.#saved(device, change.day, device.box.write(change)));
    // A page that is killed right after has written nothing; give the disk its turn.
    await device.box.days(this.#journal, day, day);
  }

  /** Adds a word to a list, or removes it. */
  async #writeList(device: Device) {
    const id = this.#someDay(this.#now),
      key = listKey(id);
    const removes = this.#random.chance(0.1);
    const word = `${this.#random.chance(0.05) ? FORBIDDEN : "word"} ${this.#next()}`;
    const words = device.words.get(key) ?? new Set();
    device.words.set(key, words);
    // A removal takes with it what was not sent yet.
    if (removes) words.clear();
    else words.add(word);
    this.log.push(`device ${this.#devices.indexOf(device)} ${removes ? "removes" : `adds ${word} to`} ${key}`);
    this.#begin(
      this.#savedList(
        device,
        id,
        device.box.addToList(this.#journal, id, removes ? null : [word], device.seen.get(key) ?? 0),
      ),
    );
    await this.#list(device, id);
  }

  async #savedList(device: Device, id: string, reply: Promise<unknown>) {
    const life = device.life;
    await reply;
    const list = await this.#list(device, id);
    if (life === device.life && list && !list.pending) device.seen.set(listKey(id), list.version);
  }

  async #decideList(device: Device) {
    const list = (await device.box.lists()).find(({ pending }) => pending && pending.state !== "waiting");
    if (!list) return;
    const { id, version, pending } = list,
      key = listKey(id),
      words = pending!.change;
    this.#note(`decided list: ${pending!.state}`);
    this.log.push(`device ${this.#devices.indexOf(device)} decides about ${key} ${words}`);
    if (pending!.state === "conflict" && this.#random.chance(0.5)) {
      this.#begin(this.#savedList(device, id, device.box.decideList(this.#journal, id, words, version)));
      return;
    }
    for (const word of words ?? []) device.words.get(key)?.delete(word);
    await device.box.dropList(this.#journal, id);
  }

  async #refreshLists(device: Device) {
    for (let past = 0; past < SPAN; past += 1) {
      const id = civil(this.#now - past * DAY_SECONDS);
      const response = await this.#fetch(device)(`/list?id=${id}`, { method: "GET" });
      await device.box.learnedList(this.#journal, id, (await response.json()).state);
    }
  }

  async #saved(device: Device, day: string, answer: Promise<unknown>) {
    const life = device.life;
    await answer;
    const { items, removed, pending } = await this.#days(device);
    const version = [...items, ...removed].find((known) => known.day === day)?.version;
    const settled = !pending.some((pending) => pending.day === day);
    if (life === device.life && version && settled) device.seen.set(day, version);
  }

  async #refresh(device: Device) {
    const options = { method: "GET" };
    const span = `start=${civil(this.#now - 9 * DAY_SECONDS)}&end=${civil(this.#now + 2 * DAY_SECONDS)}`;
    const response = await this.#fetch(device)(`/mood/week?${span}`, options);
    if (!response.ok) return;
    await device.box.learned((await response.json()) as Week);
    await this.#refreshLists(device);
    await this.#look(device);
  }

  /** The person resolves a day's conflict: keep mine, or discard it. */
  async #decide(device: Device) {
    const { items, removed, pending } = await this.#days(device);
    const conflict = pending.find(({ state }) => state === "conflict");
    if (!conflict) return;
    this.#note("decided");
    const { journal, day, mood, note } = conflict as { journal: string; day: string; mood: Mood | null; note: string };
    this.log.push(`device ${this.#devices.indexOf(device)} decides about ${day} ${note}`);
    const base = [...items, ...removed].find((known) => known.day === day)?.version ?? 0;
    if (this.#random.chance(0.5)) {
      this.#begin(this.#saved(device, day, device.box.write({ journal, day, mood, note, base })));
    } else {
      device.last.delete(day);
      await device.box.drop(journal, day);
    }
  }

  async #step(device: Device) {
    const roll = this.#random.next();
    if (roll < 0.35) await this.#write(device);
    else if (roll < 0.48) await this.#writeList(device);
    else if (roll < 0.57) device.online = !device.online;
    else if (roll < 0.66) this.#begin(device.box.flush());
    else if (roll < 0.77) this.#begin(this.#refresh(device));
    else if (roll < 0.83) await this.#decide(device);
    else if (roll < 0.87) await this.#decideList(device);
    else if (roll < 0.92) {
      this.#note("page killed");
      await this.#open(device);
    } else if (roll < 0.98)
      await this.#stray
        .shift()?.()
        .catch(() => undefined);
    else if (roll < 0.995) device.skew = this.#random.pick([-DAY_SECONDS, 0, DAY_SECONDS]);
    else {
      this.#note("server killed");
      await this.server.kill();
      await this.server.start();
    }
  }

  /** One schedule, from an empty journal to the last check. */
  async run(): Promise<void> {
    const answer = await fetch(`${this.server.url}/mood/week?start=2026-01-01&end=2026-01-01`);
    this.#cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
    this.#journal = ((await answer.json()) as { userId: string }).userId;
    this.#now = Date.now() / 1000;
    for (const device of this.#devices) await this.#open(device);
    for (let step = 0; step < DEVICES * OPERATIONS; step += 1) {
      await this.#step(this.#random.pick(this.#devices));
    }
    await this.#settle();
    await this.#check();
  }

  /** The network is back, and delayed requests arrive. */
  async #settle() {
    this.#calm = true;
    for (const stray of this.#stray) await stray().catch(() => undefined);
    this.#stray = [];
    for (const device of this.#devices) {
      device.online = true;
      await this.#open(device);
      assert.ok(await device.box.flush(), "something still waits though the network is back");
    }
    for (const device of this.#devices) await this.#refresh(device);
  }

  async #check() {
    const first = civil(this.#now - 9 * DAY_SECONDS);
    const path = `/mood/week?start=${first}&end=${civil(this.#now + 2 * DAY_SECONDS)}`;
    const kept = (await (await this.#deliver(path, {}, undefined)).json()) as Pick<DeviceDays, "items" | "removed">;
    const versions = byDay(kept);

    for (const [day, { version, entry }] of versions) {
      const history = [...(this.#taken.get(day)?.values() ?? [])].sort((a, b) => a.version - b.version);
      // Each version is a device's write, unless the writer died before the response.
      if (!this.#unheard.has(day)) assert.equal(history.length, version, `${day} has a version without a write`);
      const last = history.at(-1);
      if (last?.version === version) {
        assert.equal(entry === null, last.sent.removes);
        if (entry) assert.equal(entry.note, said(last.sent.note), "the last write is not what is kept");
      }
    }

    for (const { version, sent } of this.#stood) {
      const history = [...(this.#taken.get(sent.key)?.values() ?? [])];
      const other = history.find((other) => other.version === version)?.sent;
      if (!other) assert.ok(this.#unheard.has(sent.key), "a write counts as done without having been made");
      else
        assert.deepEqual(
          [other.mood, said(other.note)],
          [sent.mood, said(sent.note)],
          "a write counts as done by another",
        );
    }

    for (const device of this.#devices) {
      const known = await this.#days(device);
      assert.deepEqual(byDay(known), versions, "a device does not know the days as they are");
      for (const [day, note] of device.last) this.#isThere(day, note, known, versions.get(day)?.entry ?? null);
      await this.#checkLists(device);
    }
  }

  async #checkLists(device: Device) {
    const lists = new Map((await device.box.lists()).map((list) => [listKey(list.id), list]));
    for (const [key, { id, version, value, pending }] of lists) {
      assert.deepEqual({ version, value }, this.#lists.state(id), "a device does not know a list as it is");
      if (pending) this.#note(`left list: ${pending.state}`);
      const history = [...(this.#taken.get(key)?.values() ?? [])].sort((a, b) => a.version - b.version);
      assert.equal(history.length, version, `${key} has a version without a write`);
      const words = new Set<string>();
      for (const { sent } of history) {
        if (sent.removes) words.clear();
        else for (const word of sent.words!) words.add(word);
      }
      assert.deepEqual(value ?? [], [...words], `${key} is not what was added to it`);
    }
    for (const [key, words] of device.words) {
      const sent = [...(this.#taken.get(key)?.values() ?? [])].flatMap(({ sent }) => sent.words ?? []);
      const pending = lists.get(key)?.pending,
        left = [pending?.change, pending?.next?.change].flat();
      for (const word of words) assert.ok(sent.includes(word) || left.includes(word), `${word} of ${key} is lost`);
    }
  }

  /** The last write of a person on a device: saved, or there as a conflict to resolve. */
  #isThere(day: string, note: string, known: DeviceDays, entry: Entry | null) {
    const pending = known.pending.find((pending) => pending.day === day);
    if (pending) return this.#note(`left ${pending.state}`);
    const history = [...(this.#taken.get(day)?.values() ?? [])];
    const taken = note === "removed" || history.some(({ sent }) => !sent.removes && said(sent.note) === said(note));
    // Taken, and its answer lost with the server: what is kept says so.
    assert.ok(taken || entry?.note === said(note) || this.#unheard.has(day), `the write ${note} of ${day} is lost`);
  }
}

interface Kept {
  version: number;
  entry: Entry | null;
}

/** The newest of each day, and what is written there. */
function byDay({ items, removed }: Pick<DeviceDays, "items" | "removed">): Map<string, Kept> {
  const all: [string, Kept][] = [
    ...items.map((entry): [string, Kept] => [entry.day, { version: entry.version, entry }]),
    ...removed.map(({ day, version }): [string, Kept] => [day, { version, entry: null }]),
  ];
  return new Map(all.sort(([a], [b]) => a.localeCompare(b)));
}

/** The change that a request would make, if it writes. */
function read(path: string, { method, body }: RequestInit): Sent | undefined {
  if (path === "/list") {
    const { id, words, baseVersion: base, mutationId: mutation } = JSON.parse(String(body));
    return { key: listKey(id), mutation, base, removes: !words, note: "", words: words ?? [] };
  }
  if (method === "POST") {
    const { day, mood, note, baseVersion, mutationId } = JSON.parse(String(body));
    return { key: day, mood, note, base: baseVersion, mutation: mutationId, removes: false };
  }
  if (method !== "DELETE") return undefined;
  const query = new URL(path, "http://x").searchParams;
  const base = Number(query.get("baseVersion"));
  return { key: query.get("day")!, note: "", base, mutation: query.get("mutationId")!, removes: true };
}
