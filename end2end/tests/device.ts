// What the tests of the service worker stand on: a network that can fail, and a look at what is
// kept on the device.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { QueueRecord } from "../../app/browser/outbox/record.ts";
import { awake, test as base, expect, type Mood, openToday } from "../kit.ts";

export { write } from "../kit.ts";

import { Network } from "../servers.ts";

/** The pages have their service worker, and a network of their own between them and the server. */
export const test = base.extend<{ network: Network }>({
  serviceWorkers: "allow",
  network: async ({ server }, use) => {
    const network = await new Network(server.url).start();
    await use(network);
    await network.stop();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

/** The browser's errors about a missing network. */
export const UNREACHED = [/Failed to load resource/, /resulted in a network error/, /Failed to fetch/];

/** An answer from a server in trouble. */
export const TROUBLE = { status: 503, json: { error: { kind: "unavailable", message: "Not now." } } };

/** A request for a page. */
export const isPage = (what: string) => /^GET \/(\?|$)/.test(what);
export const isWrite = (what: string) => /^(POST|DELETE) \/mood/.test(what);

/**
 * Opens the journal and waits until the service worker has the page in hand. A page that begins to load while the
 * worker activates is controlled from its next load on.
 */
export async function inHand(page: Page, address = "/") {
  const isControlled = () => page.evaluate(() => navigator.serviceWorker.controller !== null);
  await expect(async () => {
    await openToday(page, address);
    await expect.poll(isControlled).toBe(true);
  }).toPass();
}

/** Opens the journal and waits until it can be opened without network. */
export async function controlled(page: Page, address = "/") {
  await inHand(page, address);
  await expect.poll(() => pages(page)).toContain("/");
}

/** The addresses of the pages that are kept on the device. */
export const pages = (page: Page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("pages"));
    const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().map(({ url }) => url.slice(location.origin.length));
  });

/** A day of the queue. */
type DayRecord = QueueRecord<{ mood: Mood; note?: string }, { mood: Mood; note: string }>;

/** The device's known days and unsent changes; a page that was just left is read after the next one came. */
export const records = (page: Page): Promise<DayRecord[]> =>
  read(page).catch(() => page.waitForLoadState().then(() => read(page)));

const read = (page: Page): Promise<DayRecord[]> =>
  page.evaluate(
    () =>
      new Promise<DayRecord[]>((done, failed) => {
        const opening = indexedDB.open("humeur");
        // Nothing has been kept yet, and looking must not change that.
        opening.onupgradeneeded = () => opening.transaction!.abort();
        opening.onerror = () => done([]);
        opening.onsuccess = () => {
          const request = opening.result.transaction("records").objectStore("records").getAll();
          request.onerror = () => failed(request.error);
          request.onsuccess = () => {
            opening.result.close();
            done(request.result);
          };
        };
      }),
  );

/** The changes to send or to resolve. */
export const unsent = async (page: Page) => (await records(page)).filter(({ pending }) => pending);

export const offline = (context: BrowserContext) => context.setOffline(true);
export const online = (context: BrowserContext) => context.setOffline(false);

/** Loads the page again and waits until it is awake. */
export async function reload(page: Page) {
  await page.reload();
  await awake(page);
}

/** The box with what did not get into the journal. */
export const box = (page: Page) => page.getByRole("alert");

/** As a browser says it when the network is back. A page that has heard it already may be on its way to a new copy. */
export const wakeUp = (page: Page) =>
  page
    .evaluate(() => dispatchEvent(new Event("online")))
    .catch((error: Error) => {
      if (!error.message.includes("context was destroyed")) throw error;
    });

/** Writes through the service worker, as the island does: many days in a moment. */
export const writeDays = (page: Page, days: string[], mood: Mood, words: string) =>
  page.evaluate(
    async ([days, mood, note]) => {
      const { call } = (self as unknown as { humeur: { call: (...of: string[]) => Promise<unknown> } }).humeur;
      const userId = document.documentElement.dataset.journal;
      for (const day of days) {
        await call("POST", "/mood", JSON.stringify({ userId, day, mood, note: `${note} ${day}`, baseVersion: 0 }));
      }
    },
    [days, mood, words] as const,
  );

/** Another device with the same journal. */
export async function anotherDevice(browser: Browser, context: BrowserContext): Promise<Page> {
  const other = await browser.newContext();
  await other.addCookies(await context.cookies());
  return other.newPage();
}
