// One device with an anonymous journal, and an account that another device writes: the device signs in at
// any moment, while its requests are lost, repeated and late.

import { strict as assert } from "node:assert";
import { IDBFactory } from "fake-indexeddb";
import type { Humeur } from "../servers.ts";
import { createOutbox, type Fetch, type Mood, type Outbox } from "./outbox.ts";
import { Random } from "./random.ts";

const STEPS = 24;
/** The days that are written: few, so that both journals have some of them. */
const SPAN = 4;

/** A journal's client on the server: its cookie, and its network address. */
class Client {
  cookie = "";

  constructor(
    private readonly server: Humeur,
    private readonly address: string,
  ) {}

  async fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = { ...(options.headers as object), cookie: this.cookie, "x-forwarded-for": this.address };
    const answer = await fetch(this.server.url + path, { ...options, headers });
    const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("humeur="));
    if (session) this.cookie = session.split(";")[0]!;
    return answer;
  }

  async call<T>(path: string, body?: object): Promise<T> {
    const options = body && {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    const answer = await this.fetch(path, options || {});
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    return JSON.parse(text) as T;
  }

  async journal(): Promise<string> {
    return (await this.call<{ userId: string }>("/mood/week?start=2026-01-01&end=2026-01-01")).userId;
  }
}

export class Carry {
  readonly #random: Random;
  readonly #here: Client;
  readonly #there: Client;
  readonly #today = Date.now() / 1000;
  /** The note of the last write per day and side: the ones that must not be lost. */
  readonly #last = new Map<string, string>();
  /** Late requests. */
  #stray: (() => Promise<unknown>)[] = [];
  #calm = false;
  #count = 0;
  #journal = "";
  #box!: Outbox;
  readonly #database = new IDBFactory();
  readonly events = new Map<string, number>();

  constructor(server: Humeur, seed: number) {
    this.#random = new Random(seed);
    this.#here = new Client(server, `192.0.2.${seed % 250}`);
    this.#there = new Client(server, `198.51.100.${seed % 250}`);
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #note(event: string) {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
  }

  #someDay(): string {
    const back = Math.floor(this.#random.next() * SPAN);
    return new Date((this.#today - back * 86_400) * 1000).toISOString().slice(0, 10);
  }

  readonly #network: Fetch = async (path, options) => {
    const deliver = () => this.#here.fetch(path, options);
    const isWrite = options.method !== "GET";
    const fate = this.#calm || !isWrite ? "well" : this.#random.pick(["well", "lost", "unheard", "twice", "late"]);
    if (fate !== "well") this.#note(fate);
    if (fate === "lost") throw new TypeError("network");
    if (fate === "late") {
      this.#stray.push(deliver);
      throw new TypeError("timeout");
    }
    let answer = await deliver();
    if (fate === "twice") answer = await deliver();
    if (fate === "unheard") throw new TypeError("network");
    return answer;
  };

  /** A page opens, with a worker that knows only what is on the disk. */
  async #open(former?: string) {
    this.#box = createOutbox({ indexedDB: this.#database, fetch: this.#network });
    await this.#box.opened(this.#journal, this.#today, former);
    const span = "start=2026-01-01&end=2026-12-31";
    const week = await this.#here.call<Parameters<Outbox["learned"]>[0]>(`/mood/week?${span}`);
    await this.#box.learned(week);
  }

  async #write() {
    const day = this.#someDay();
    const { items, removed } = await this.#box.days(this.#journal, day, day);
    const note = `here ${this.#next()}`;
    const mood = this.#random.pick<Mood>(["bad", "okay", "good"]);
    this.#last.set(`${day} here`, note);
    const base = [...items, ...removed][0]?.version ?? 0;
    await this.#box.write({ journal: this.#journal, day, mood, note, base });
  }

  async #writeThere() {
    const day = this.#someDay();
    const note = `there ${this.#next()}`;
    this.#last.set(`${day} there`, note);
    await this.#there.call("/mood", { day, mood: "great", note });
  }

  async #signIn() {
    const former = this.#journal;
    const { pending } = await this.#box.days(former, "2026-01-01", "9999-12-31");
    this.#note(pending.length > 0 ? "signed in while changes wait" : "signed in");
    const { code } = await this.#there.call<{ code: string }>("/auth/link/new", {});
    await this.#here.call("/auth/link", { code });
    this.#journal = await this.#here.journal();
    assert.notEqual(this.#journal, former);
    await this.#open(former);
  }

  async run(): Promise<void> {
    await this.#there.journal();
    await this.#there.call("/auth/recovery/new", {});
    this.#journal = await this.#here.journal();
    await this.#open();
    const moment = Math.floor(this.#random.next() * STEPS);
    for (let step = 0; step < STEPS; step += 1) {
      if (step === moment) await this.#signIn();
      const roll = this.#random.next();
      if (roll < 0.5) await this.#write();
      // Only until then: later it would be one account on two devices, as in world.ts.
      else if (roll < 0.7 && step < moment) await this.#writeThere();
      else if (roll < 0.85) await this.#box.flush();
      else await this.#stray.shift()?.();
    }
    this.#calm = true;
    for (const deliver of this.#stray) await deliver();
    for (let times = 0; times < 3; times += 1) assert.ok(await this.#box.flush(), "something still waits");
    await this.#check();
  }

  /** Each side's last words of a day are in the journal, offered back, or on the device for the person. */
  async #check() {
    const { pending } = await this.#box.days(this.#journal, "2026-01-01", "9999-12-31");
    for (const { state, journal } of pending) this.#note(`left ${state}${journal === this.#journal ? "" : ", former"}`);
    const everything = await (await this.#here.fetch("/data.json")).text();
    for (const [place, note] of this.#last) {
      const isThere = everything.includes(`"${note}"`) || pending.some((change) => change.note === note);
      if (isThere) continue;
      // Unless the device wrote over the account's day, which it had seen.
      const over = this.#last.get(place.replace("there", "here"));
      assert.ok(place.endsWith("there") && over && everything.includes(`"${over}"`), `${note} of ${place} is lost`);
      this.#note("written over");
    }
  }
}
