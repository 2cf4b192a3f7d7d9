// Ninety sign-ins of a device that has a journal of its own, each repeatable by its seed:
// `SEED=17 npx playwright test outbox-carry`.

import { expect, test } from "@playwright/test";
import { Carry } from "../model/carry.ts";
import { Humeur } from "../servers.ts";

const SCHEDULES = 90;
const only = process.env.SEED ? [Number(process.env.SEED)] : undefined;

test("a device that signs in loses nothing that waits, and neither does the account", async () => {
  test.setTimeout(10 * 60_000);
  const events = new Map<string, number>();
  // Each schedule comes from addresses of its own: attempts at codes are limited.
  const server = await new Humeur({ HUMEUR_LOG: "error", HUMEUR_CLIENT_ADDRESS: "x-forwarded-for" }).start();
  try {
    for (const seed of only ?? Array.from({ length: SCHEDULES }, (_, place) => place)) {
      const carry = new Carry(server, seed);
      await carry.run().catch((error: Error) => {
        throw new Error(`schedule ${seed}: ${error.message}`, { cause: error });
      });
      for (const [event, count] of carry.events) events.set(event, (events.get(event) ?? 0) + count);
    }
  } finally {
    await server.stop();
  }
  // A schedule in which nothing goes wrong proves nothing.
  const expected = ["lost", "unheard", "twice", "late", "signed in while changes wait", "left conflict"];
  if (!only) for (const event of expected) expect(events.get(event) ?? 0, event).toBeGreaterThan(9);
  console.log(Object.fromEntries([...events].sort()));
});
