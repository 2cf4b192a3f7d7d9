// Moments in a tunnel: written, changed and deleted there, and sent once.
import type { Page } from "@playwright/test";
import { accessible, awake, expect, handy, plus, today, within } from "../kit.ts";
import { openAccount } from "../people.ts";
import { anotherDevice, inHand, offline, online, pages, TROUBLE, test, UNREACHED, unsent, wakeUp } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const MOMENTS = "/moments";
const isMomentWrite = (what: string) => /^(PUT|POST|DELETE) \/events/.test(what);
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const box = (page: Page) => page.locator(".moment-outbox");
const listed = (page: Page, title: string) => page.locator(".moments").getByRole("link", { name: title });

interface Moment {
  id: string;
  title: string;
  description?: string;
  version: number;
}

/** The server's moments. */
async function saved(page: Page): Promise<Moment[]> {
  const answer = await page.request.get("/events");
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).items;
}

/** Makes a moment as a script would. */
async function make(page: Page, title: string): Promise<Moment> {
  const answer = await page.request.post("/events", { data: { title, date: await today(page) } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).item;
}

/** Opens an address and waits until the device has its page for later. */
async function keep(page: Page, address: string) {
  await page.goto(address);
  await awake(page);
  await expect.poll(() => pages(page)).toContain(address);
}

/** Opens the page of moments, which the device then has. */
async function begin(page: Page) {
  await inHand(page);
  await keep(page, MOMENTS);
}

/** Fills the form, and saves. */
async function write(page: Page, title: string, words?: string) {
  const form = page.locator("details.moment-form");
  if (!(await form.evaluate((details: HTMLDetailsElement) => details.open))) await form.locator("summary").click();
  await page.getByLabel("Title").fill(title);
  if (words) await page.getByLabel("Description (optional)").fill(words);
  await button(page, "Save").click();
}

test("moments written in a tunnel are there at once, and are sent once", async ({ page, context, network }) => {
  await begin(page);
  await offline(context);
  // The form opens without a network, also for a day.
  const day = plus(await today(page), -1);
  await page.goto(`${MOMENTS}?date=${day}`);
  await expect(page.getByLabel("Date")).toHaveValue(day);
  await write(page, "Léa <b>is</b> born", "At dawn.\nSnow!");
  await expect(box(page)).toContainText("Saved on this device. It will sync when you’re online.");
  await expect(box(page).getByRole("heading", { name: "On this device" })).toBeFocused();
  await expect(box(page).getByRole("heading", { name: "Léa <b>is</b> born" })).toBeVisible();
  await accessible(page, "light");
  await accessible(page, "dark");
  await write(page, "The moving van");
  await expect(box(page).locator("li.conflict")).toHaveCount(2);

  await page.goto(MOMENTS);
  await expect(box(page)).toContainText("Snow!");
  await box(page).locator("li.conflict", { hasText: "Snow!" }).getByRole("button", { name: "Edit it" }).click();
  await expect(page.getByLabel("Title")).toBeFocused();
  await write(page, "Léa!");
  await expect(box(page).getByRole("heading", { name: "Léa!" })).toBeVisible();
  expect(await unsent(page)).toHaveLength(2);
  await box(page)
    .locator("li.conflict", { hasText: "moving van" })
    .getByRole("button", { name: "Discard mine" })
    .click();
  await expect(box(page).locator("li.conflict")).toHaveCount(1);

  await online(context);
  await wakeUp(page);
  await expect(listed(page, "Léa!")).toBeVisible();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  expect(await saved(page)).toMatchObject([{ title: "Léa!", date: day, description: "At dawn.\nSnow!" }]);
  expect(network.seen.filter(isMomentWrite).length).toBeLessThanOrEqual(2);
});

test("a moment is changed and deleted in a tunnel, and undo works there", async ({ page, context }) => {
  await inHand(page);
  const { id } = await make(page, "First title");
  await keep(page, `/moments/${id}`);
  await offline(context);
  await write(page, "Second title");
  await expect(box(page).getByRole("heading", { name: "Second title" })).toBeVisible();
  await page.reload();
  await expect(box(page)).toContainText("Second title");
  await online(context);
  await wakeUp(page);
  await expect(page.locator(".moment").getByRole("heading", { name: "Second title" })).toBeVisible();
  expect(await saved(page)).toMatchObject([{ title: "Second title", version: 2 }]);

  await keep(page, MOMENTS);
  await keep(page, `/moments/${id}`);
  await offline(context);
  await button(page, "Delete").click();
  await expect(box(page)).toContainText("Deleted on this device.");
  await page.goto(MOMENTS);
  await expect(box(page)).toContainText("Second title");
  await expect(listed(page, "Second title")).toHaveCount(0);
  await button(page, "Undo").click();
  await expect(box(page)).toContainText("Saved on this device.");
  await online(context);
  await wakeUp(page);
  await expect(listed(page, "Second title")).toBeVisible();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  expect(await saved(page)).toMatchObject([{ title: "Second title" }]);

  await keep(page, `/moments/${id}`);
  await offline(context);
  await button(page, "Delete").click();
  await expect(box(page)).toContainText("Deleted on this device.");
  await online(context);
  await wakeUp(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  expect(await saved(page)).toEqual([]);
});

test("two devices that change one moment: the person decides", async ({ page, context, browser }) => {
  await inHand(page);
  const { id } = await make(page, "A walk");
  await keep(page, `/moments/${id}`);
  await offline(context);
  await write(page, "Mine");
  await expect(box(page)).toContainText("Saved on this device.");
  await context.request.put(`/events/${id}`, { data: { title: "Theirs" } });
  await online(context);
  await wakeUp(page);
  await expect(box(page)).toContainText("Another device changed this moment first.");
  await expect(box(page).getByRole("heading", { name: "Mine" })).toBeVisible();
  await accessible(page, "light");
  expect(await saved(page)).toMatchObject([{ title: "Theirs" }]);
  // The page opens itself again, once it is saved.
  await Promise.all([page.waitForEvent("load"), button(page, "Keep mine").click()]);
  await expect.poll(async () => (await saved(page))[0]?.title).toBe("Mine");

  // The other device deletes it.
  await offline(context);
  await write(page, "Mine again");
  await expect(box(page)).toContainText("Saved on this device.");
  const other = await anotherDevice(browser, context);
  await other.request.delete(new URL(`/events/${id}`, page.url()).href);
  await other.context().close();
  await online(context);
  await wakeUp(page);
  await page.goto(MOMENTS);
  await expect(box(page)).toContainText("Another device deleted this moment.");
  await button(page, "Save as a new moment").click();
  await expect(listed(page, "Mine again")).toBeVisible();
  const [left] = await saved(page);
  expect(left).toMatchObject({ title: "Mine again", version: 1 });
  expect(left!.id).not.toBe(id);
  expect(await unsent(page)).toEqual([]);
});

test("a server in trouble is waited for, and a change it refuses can be fixed", async ({ page, network }) => {
  await begin(page);
  network.fate = ({ what }) => (isMomentWrite(what) ? TROUBLE : "well");
  await write(page, "In trouble");
  await expect(box(page)).toContainText("Saved on this device.");
  await button(page, "Try again").click();
  await expect(box(page).getByRole("heading", { name: "In trouble" })).toBeVisible();
  await expect(button(page, "Try again")).toBeEnabled();
  const refusal = { status: 422, json: { error: { kind: "invalid", message: "No.", field: "title" } } };
  network.fate = ({ what }) => (isMomentWrite(what) ? refusal : "well");
  await wakeUp(page);
  await expect(box(page)).toContainText("Give it a title of 1 to 120 characters.");
  await button(page, "Edit it").click();
  network.fate = () => "well";
  await write(page, "Fixed");
  await expect(listed(page, "Fixed")).toBeVisible();
  expect(await unsent(page)).toEqual([]);
});

test("moments that wait are said before a sign-out, which deletes them", async ({ page, network }) => {
  await page.goto("/");
  await openAccount(page);
  await begin(page);
  network.fate = ({ what }) => (isMomentWrite(what) ? TROUBLE : "well");
  await write(page, "Not yet sent");
  await expect(box(page)).toContainText("Saved on this device.");
  await page.goto("/settings");
  await awake(page);
  await page.locator('form[action^="/auth/sign-out"] button').first().click();
  await expect(page.getByRole("alert").filter({ hasText: "hasn’t been sent yet" })).toContainText("“Not yet sent”");
  await button(page, "Sign out anyway").click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => unsent(page)).toEqual([]);
});

test("in French, on a small screen and in the dark", async ({ page, context }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await inHand(page, "/?lang=fr");
  await keep(page, MOMENTS);
  await page.setViewportSize({ width: 320, height: 640 });
  await offline(context);
  await page.locator("details.moment-form summary").click();
  await page.getByLabel("Titre").fill(`Déménagement ${"o".repeat(60)}`);
  await button(page, "Enregistrer").click();
  await expect(box(page)).toContainText("Enregistré sur cet appareil");
  await within(page);
  await handy(page);
  await accessible(page, "dark");
});
