// Lives of three devices, each repeatable by its seed: `SEED=17 npx playwright test outbox-model`. After a
// change of the outbox, more of them: `SCHEDULES=2000 npx playwright test outbox-model`.

import { expect, test } from "@playwright/test";
import { IDBFactory } from "fake-indexeddb";
import { createOutbox, type Fetch, type Mood } from "../model/outbox.ts";
import { World } from "../model/world.ts";
import { Humeur } from "../servers.ts";

const SCHEDULES = Number(process.env.SCHEDULES ?? 240);
const PARTS = 2;
const only = process.env.SEED ? [Number(process.env.SEED)] : undefined;

for (let part = 0; part < PARTS; part += 1) {
  test(`three devices always agree in the end, and nothing is lost or done twice (${part + 1} of ${PARTS})`, async () => {
    test.setTimeout(15 * 60_000);
    const seeds = Array.from({ length: SCHEDULES / PARTS }, (_, place) => part + place * PARTS);
    const events = new Map<string, number>();
    const server = await new Humeur({ HUMEUR_LOG: "error" }).start();
    try {
      for (const seed of seeds.filter((seed) => only?.includes(seed) ?? true)) {
        const world = new World(server, seed);
        await world.run().catch((error: Error) => {
          throw new Error(`schedule ${seed}: ${error.message}\n${world.log.join("\n")}`, { cause: error });
        });
        for (const [event, count] of world.events) events.set(event, (events.get(event) ?? 0) + count);
      }
    } finally {
      await server.stop();
    }
    // A schedule in which nothing goes wrong proves nothing.
    const expected = [
      ...["answer lost", "twice", "again later", "late", "page killed", "server killed", "decided", "stood already"],
      ...["decided list: conflict", "decided list: rejected", "left list: conflict"],
    ];
    if (!only) for (const event of expected) expect(events.get(event) ?? 0, event).toBeGreaterThan(9);
    console.log(Object.fromEntries([...events].sort()));
  });
}

test("two devices that agree are no conflict, however the words were typed", async () => {
  const server = await new Humeur().start();
  try {
    const first = await fetch(`${server.url}/mood/week?start=2026-01-01&end=2026-01-01`);
    const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
    const { userId: journal } = (await first.json()) as { userId: string };
    const day = new Date().toISOString().slice(0, 10);
    const device = () => {
      const network = { isThere: true };
      const reach: Fetch = (path, options) => {
        if (!network.isThere) return Promise.reject(new TypeError("network"));
        return fetch(server.url + path, { ...options, headers: { ...(options.headers as object), cookie } });
      };
      return { network, box: createOutbox({ indexedDB: new IDBFactory(), fetch: reach }) };
    };
    /** Writes on one device after another: what is kept then, and what has to be asked. */
    const meet = async (there: string, ...here: [Mood | null, string][]) => {
      const [phone, laptop] = [device(), device()];
      await fetch(`${server.url}/mood?day=${day}`, { method: "DELETE", headers: { cookie } });
      const { removed } = (await (
        await fetch(`${server.url}/mood/week?start=${day}&end=${day}`, { headers: { cookie } })
      ).json()) as { removed: { version: number }[] };
      const base = removed[0]?.version ?? 0;
      await laptop.box.opened(journal, 0);
      await phone.box.opened(journal, 0);
      phone.network.isThere = false;
      for (const [mood, note] of here) await phone.box.write({ journal, day, mood, note, base });
      expect((await laptop.box.write({ journal, day, mood: "good", note: there, base }))?.status).toBe(200);
      phone.network.isThere = true;
      await phone.box.flush();
      const { items, pending } = await phone.box.days(journal, day, day);
      const known = items.map(({ mood, note, version }) => `${mood} ${note} ${version - base}`);
      return [...known, ...pending.map(({ state, note }) => `${state} ${note}`)];
    };
    const kept = "good one two 1";

    for (const typed of ["one\ttwo", "one two", "one two \r\n", "\u200b\none\u0008 two", "\ufeffone two"]) {
      expect(await meet("one two", ["good", typed]), JSON.stringify(typed)).toEqual([kept]);
      expect(await meet(typed, ["good", "one two"]), JSON.stringify(typed)).toEqual([kept]);
      // What was written after another try is compared as well.
      expect(await meet("one two", ["bad", "three"], ["good", typed]), JSON.stringify(typed)).toEqual([kept]);
    }
    for (const typed of ["one\ntwo", " one two", "One two"]) {
      expect(await meet("one two", ["good", typed])).toEqual([kept, `conflict ${typed}`]);
    }
    expect(await meet("one two", ["bad", "one two"])).toEqual([kept, "conflict one two"]);
    expect(await meet("one two", ["bad", "one two"], [null, ""])).toEqual([kept, "conflict "]);
    // What follows a change that stands already is made upon it.
    expect(await meet("one two", ["good", "one\ttwo"], ["bad", "three"])).toEqual(["bad three 2"]);
    expect(await meet("one two", ["good", "one\ttwo"], [null, ""])).toEqual([]);
  } finally {
    await server.stop();
  }
});
