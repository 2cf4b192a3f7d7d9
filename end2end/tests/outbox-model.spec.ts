// A thousand lives of three devices, each repeatable by its seed: `SEED=17 npx playwright test outbox-model`.

import { expect, test } from "@playwright/test";
import { World } from "../model/world.ts";
import { Humeur } from "../servers.ts";

const SCHEDULES = 1_000;
const PARTS = 4;
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
    const expected = ["answer lost", "twice", "again later", "late", "page killed", "server killed", "decided"];
    if (!only) for (const event of expected) expect(events.get(event) ?? 0, event).toBeGreaterThan(20);
    console.log(Object.fromEntries([...events].sort()));
  });
}
