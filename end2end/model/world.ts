// Three devices, one journal, one server, and everything that goes wrong between them.
//
// The model is simple: the history of a day, or of a list, is the list of writes that the server took,
// each made on the version before it. In every schedule, every device ends with the last of
// them, and every write a person made is in that list, was written over on the same device before it
// was sent, or is on its device for the person to resolve.

import { strict as assert } from "node:assert";
import type { Humeur } from "../servers.ts";
import { Device } from "./device.ts";
import { History } from "./history.ts";
import { FORBIDDEN, ListServer } from "./list.ts";
import { createOutbox, type DeviceDays, type ListRecord, type Mood, type Week } from "./outbox.ts";
import { Random } from "./random.ts";
import { listKey, read, type Sent, SPELLINGS } from "./sent.ts";

const MOODS: Mood[] = ["awful", "bad", "okay", "good", "great"];
const DEVICES = 3;
const OPERATIONS = 60;
/** The days that are written: few, so that devices meet on them. */
const SPAN = 3;
const DAY_SECONDS = 86_400;

const civil = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** The fate of a request on the way. */
type Fate = "well" | "never sent" | "answer lost" | "twice" | "again later" | "late";
const FATES: Fate[] = ["well", "well", "well", "never sent", "answer lost", "twice", "again later", "late"];

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
  readonly #history = new History((event) => this.#note(event));
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
      if (sent) this.#history.unheard.add(sent.key);
      throw error;
    }
    if (!sent) return response;
    const { mutation, ...what } = sent;
    this.log.push(
      `sent ${mutation.slice(0, 6)} ${JSON.stringify(what)}: ${response.status} ${response.headers.get("etag")}`,
    );
    if (response.status === 200) this.#history.take(sent, response);
    return response;
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
    const kept = (await (await this.#deliver(path, {}, undefined)).json()) as Week;
    this.#history.checkDays(kept);
    for (const device of this.#devices) {
      this.#history.checkDevice(device, await this.#days(device), kept);
      await this.#history.checkLists(device, this.#lists);
    }
  }
}
