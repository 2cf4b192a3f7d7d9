// A new version arrives while the journal is open.
import type { Page } from "@playwright/test";
import { awake, expect, face, note, pick, state } from "../kit.ts";
import type { Network } from "../servers.ts";
import { controlled, offline, online, reload, test, UNREACHED } from "./device.ts";

/** From now on the server has other files, and a service worker that names them. */
function release(network: Network) {
  network.readdress = (path) => path.replace("/pkg/newer.", "/pkg/humeur.");
  network.edit = (path, text) => {
    if (path.startsWith("/pkg/")) return text;
    return text.replaceAll("/pkg/humeur.", "/pkg/newer.").replace(/"version":"\w+"/, `"version":"newer"`);
  };
}

const look = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
const offer = (page: Page) => page.getByRole("complementary", { name: "A new version of Humeur is ready." });
/** Taps a button that loads the page again. */
const take = (page: Page) =>
  Promise.all([page.waitForEvent("load"), offer(page).getByRole("button", { name: "Reload" }).click()]);
const caches = (page: Page) => page.evaluate(() => self.caches.keys());
/** The names of the program's files that the page came with, and of those it loaded. */
const files = (page: Page) =>
  page.evaluate(() => {
    const { js, wasm } = document.querySelector<HTMLElement>("script[data-js]")!.dataset;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    return [...new Set([js!, wasm!, ...loaded.filter((path) => /^\/pkg\/.*(js|wasm|css)$/.test(path))])];
  });

test("a new version is offered, and taken with the draft still there", async ({ page, network }) => {
  await controlled(page);
  await reload(page);
  const old = await caches(page);
  await pick(page, "Good");
  await note(page).fill("Half a thought");
  release(network);
  await expect(offer(page)).toBeHidden();
  await look(page);
  await expect(offer(page)).toContainText("A new version of Humeur is ready.");
  await expect(note(page)).toHaveValue("Half a thought");

  await take(page);
  await awake(page);
  await expect(note(page)).toHaveValue("Half a thought");
  await expect(face(page, "Good")).toBeChecked();
  await expect(state(page)).toHaveText("Not saved yet");
  expect((await files(page)).filter((path) => !path.includes("newer"))).toEqual([]);
  await expect.poll(() => caches(page)).toEqual(["assets newer", "pages newer"]);
  expect(old).toHaveLength(2);
  await expect(offer(page)).toBeHidden();
});

test("later is later: everything stays as it is", async ({ page, network }) => {
  await controlled(page);
  await reload(page);
  const old = await caches(page);
  await page.evaluate(() => Object.assign(window, { same: true }));
  release(network);
  await look(page);
  await offer(page).getByRole("button", { name: "Later" }).click();
  await expect(offer(page)).toBeHidden();
  await note(page).fill("Undisturbed");
  expect(await page.evaluate(() => "same" in window)).toBe(true);
  expect(await caches(page)).toEqual(expect.arrayContaining(old));
  // The next visit asks again.
  await reload(page);
  await expect(offer(page)).toBeVisible();
});

test("an old page never meets a new program, even when the network goes with the update", async ({
  page,
  context,
  network,
  problems,
}) => {
  problems.expect(...UNREACHED);
  await controlled(page);
  await reload(page);
  await pick(page, "Good");
  await note(page).fill("Half a thought");
  release(network);
  await look(page);
  await expect(offer(page)).toBeVisible();
  await offline(context);
  await take(page);
  // The last known page is the old version's, and so is all that it needs.
  await awake(page);
  expect((await files(page)).filter((path) => path.includes("newer"))).toEqual([]);
  await expect(note(page)).toHaveValue("Half a thought");

  await online(context);
  await reload(page);
  await expect(note(page)).toHaveValue("Half a thought");
  expect((await files(page)).filter((path) => !path.includes("newer"))).toEqual([]);
  await expect.poll(() => caches(page)).toEqual(["assets newer", "pages newer"]);
});

test("what waits to be sent survives the update", async ({ page, context, network, problems }) => {
  problems.expect(...UNREACHED);
  await controlled(page);
  await reload(page);
  release(network);
  await look(page);
  await expect(offer(page)).toBeVisible();
  await offline(context);
  await face(page, "Good").check();
  await expect(state(page)).toHaveText("Waiting to sync");
  await take(page);
  await online(context);
  await reload(page);
  expect(await files(page)).toContainEqual(expect.stringContaining("newer"));
  await expect(state(page)).toHaveText("Saved");
});

test("the page of the first visit, left open for days, is offered a new version too", async ({ page, network }) => {
  await controlled(page);
  release(network);
  await look(page);
  await take(page);
  expect(await files(page)).toContainEqual(expect.stringContaining("newer"));
});

test("the first visit is offered nothing, and is not disturbed", async ({ page }) => {
  let loads = 0;
  page.on("load", () => loads++);
  await controlled(page);
  expect(loads).toBe(1);
  await expect(offer(page)).toBeHidden();
});
