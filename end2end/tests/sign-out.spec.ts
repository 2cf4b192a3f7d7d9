// Signing out and in on a device that has the journal offline: it forgets what it kept, and what waits to
// be sent is never lost unsaid.
import type { Browser, Page } from "@playwright/test";
import { accessible, awake, expect, kept, note, state, today } from "../kit.ts";
import { openAccount, signInWith } from "../people.ts";
import {
  controlled,
  isWrite,
  pages,
  records,
  reload,
  TROUBLE,
  test,
  UNREACHED,
  unsent,
  wakeUp,
  write,
} from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const journalOf = (page: Page) => page.locator("html").getAttribute("data-journal");
const drafts = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft:")));
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** The recovery code of another person's device, which wrote these words today. */
async function accountElsewhere(browser: Browser, url: string, words?: string): Promise<string> {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/");
  if (words) await page.request.post("/mood", { data: { day: await today(page), mood: "bad", note: words } });
  const code = await openAccount(page);
  await context.close();
  return code;
}

/** Presses the button that ends this device's session. */
const signOut = (page: Page) => page.locator('form[action^="/auth/sign-out"] button').first().click();

test("signing out leaves nothing of the journal on the device", async ({ page }) => {
  await openAccount(page);
  await controlled(page);
  await write(page, "Good", "Nobody else's business");
  await expect(state(page)).toHaveText("Saved");
  const journal = await journalOf(page);
  await note(page).fill("Not saved yet");
  await expect.poll(() => drafts(page)).toHaveLength(1);
  await expect.poll(async () => (await records(page)).map(({ user }) => user)).toContain(journal);
  await page.goto("/settings");
  await awake(page);
  await expect.poll(() => pages(page)).toContain("/settings");

  await signOut(page);
  await expect(page.getByRole("alert").filter({ hasText: "hasn’t been sent yet" })).toBeVisible();
  await button(page, "Sign out anyway").click();
  await expect(page).toHaveURL(/\/sign-in/);
  await awake(page);
  expect(await journalOf(page)).not.toBe(journal);
  expect(await drafts(page)).toEqual([]);
  await expect.poll(async () => (await records(page)).map(({ user }) => user)).not.toContain(journal);
  expect(await kept(page)).toEqual([]);
  await controlled(page);
  await expect(note(page)).toHaveValue("");
});

test("changes that wait are sent first, or said", async ({ page, network }) => {
  // axe takes its time.
  await openAccount(page);
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "On its way");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.goto("/settings");
  await awake(page);
  await signOut(page);
  const warning = page.getByRole("alert").filter({ hasText: "hasn’t been sent yet" });
  await expect(warning).toContainText(/One day hasn’t been sent yet: \w+,? \d+ \w+\. Signing out deletes it/);
  await expect(button(page, "Stay signed in")).toBeFocused();
  await accessible(page, "light");
  await accessible(page, "dark");
  await button(page, "Stay signed in").click();
  await expect(warning).toBeHidden();
  expect(await unsent(page)).toHaveLength(1);

  network.fate = () => "well";
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  expect(network.seen.filter(isWrite).length).toBeGreaterThan(1);
});

test("what was not sent is deleted if the person says so", async ({ page, network }) => {
  await openAccount(page);
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "Never sent");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.goto("/settings");
  await awake(page);
  await signOut(page);
  await button(page, "Sign out anyway").click();
  await expect(page).toHaveURL(/\/sign-in/);
  await awake(page);
  expect(await unsent(page)).toEqual([]);
});

test("a page without a worker asks the device itself", async ({ page, network }) => {
  await openAccount(page);
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "Only here");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
  await page.goto("/settings");
  await awake(page);
  await signOut(page);
  await expect(page.getByRole("alert").filter({ hasText: "hasn’t been sent yet" })).toBeVisible();
  expect(await unsent(page)).toHaveLength(1);
});

test("another tab of the journal does not stay open", async ({ page, context }) => {
  await openAccount(page);
  await controlled(page);
  await write(page, "Good", "Seen in two tabs");
  await expect(state(page)).toHaveText("Saved");
  const other = await context.newPage();
  await controlled(other);
  const journal = await journalOf(page);
  await page.goto("/settings");
  await awake(page);
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in/);
  await other.bringToFront();
  await expect(other.locator("html")).not.toHaveAttribute("data-journal", journal!, { timeout: 15_000 });
  await expect(note(other)).toHaveValue("");
});

test("what waits at a sign-in goes to the account, with the words that were not saved", async ({
  page,
  browser,
  network,
}) => {
  const code = await accountElsewhere(browser, network.url);
  await controlled(page);
  const [day, former] = [await today(page), await journalOf(page)];
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "Written before the sign-in");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key!, text!),
    [`draft:${former}:2026-01-01`, `${day}\n\nUnfinished`],
  );
  network.fate = () => "well";
  await signInWith(page, code);
  await reload(page);
  const account = await journalOf(page);
  expect(account).not.toBe(former);
  await expect(page.locator("html")).toHaveAttribute("data-former", former!);
  expect(await drafts(page)).toEqual([`draft:${account}:2026-01-01`]);
  await wakeUp(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  expect(await kept(page)).toMatchObject([{ day, mood: "good", note: "Written before the sign-in" }]);
});

test("of a day that was written on both sides, the person chooses", async ({ page, browser, network }) => {
  const code = await accountElsewhere(browser, network.url, "Written elsewhere");
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "Written here");
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await signInWith(page, code);
  await reload(page);
  await wakeUp(page);
  const conflict = page.locator(".conflict");
  await expect(conflict).toContainText("Written here");
  await button(page, "Keep mine").click();
  await expect(conflict).toBeHidden();
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Written here" }]);
  expect(await unsent(page)).toEqual([]);
});
