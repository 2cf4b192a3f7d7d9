// No word is lost on the pages of moments: descriptions of photos, and what is being written beside the outbox.
import type { Page } from "@playwright/test";
import { accessible, awake, expect, handy, today, within } from "../kit.ts";
import { picture } from "../pictures.ts";
import { anotherDevice, inHand, offline, online, pages, test, UNREACHED, unsent, wakeUp } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const box = (page: Page) => page.locator(".moment-outbox");
const rows = (page: Page) => page.locator(".photo-rows li:visible");
const description = (page: Page, place = 0) =>
  rows(page).nth(place).getByLabel("Description for people who can’t see it");
const removal = (page: Page, place: number) => page.getByRole("checkbox", { name: `Remove photo: Photo ${place}` });
const comment = (page: Page) => page.getByLabel("Add a thought");

interface Moment {
  id: string;
  title: string;
  photos: { width: number; alt?: string }[];
}

async function saved(page: Page): Promise<Moment> {
  const answer = await page.request.get("/events");
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).items[0];
}

/** Makes a moment with photos of these widths. */
async function make(page: Page, title: string, ...widths: number[]): Promise<string> {
  const date = await today(page);
  const made = await page.request.post("/events", { data: { title, date } });
  expect(made.ok(), await made.text()).toBe(true);
  const { id } = (await made.json()).item;
  for (const width of widths) {
    const photo = await picture(page, "a.jpg", 50, width);
    const answer = await page.request.put(`/events/${id}`, { multipart: { photo } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  return id;
}

/** Opens the page of a moment, on a device that has it offline, and its form. */
async function open(page: Page, id: string) {
  await page.goto(`/moments/${id}`);
  await awake(page);
  await expect.poll(() => pages(page)).toContain(`/moments/${id}`);
  await edit(page);
}

const edit = (page: Page) => page.locator("details.moment-form summary").click();

test("Save saves every description and removal with the moment's words", async ({ page }) => {
  await inHand(page);
  await open(page, await make(page, "A lake", 60, 70, 80));
  await page.getByLabel("Title").fill("Two lakes");
  await description(page).fill("The lake at noon");
  await description(page, 2).fill("Never to be read");
  await removal(page, 3).check();
  await accessible(page, "light");
  await accessible(page, "dark");
  await button(page, "Save").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Two lakes" })).toBeVisible();
  await expect(page.getByRole("img", { name: "The lake at noon" }).first()).toBeVisible();
  const moment = await saved(page);
  expect(moment).toMatchObject({ title: "Two lakes", photos: [{ width: 60, alt: "The lake at noon" }, { width: 70 }] });
  expect(moment.photos).toHaveLength(2);
  expect(await unsent(page)).toEqual([]);
});

test("descriptions and removals wait in a tunnel, and can be changed there", async ({ page, context }) => {
  await inHand(page);
  const id = await make(page, "A lake", 60, 70, 80);
  await open(page, id);
  await offline(context);
  await page.getByLabel("Title").fill("Two lakes");
  await description(page).fill("At noon");
  await description(page, 1).fill("At dusk");
  await removal(page, 3).check();
  await button(page, "Save").click();
  const waiting = box(page).locator(".photos li");
  // In the order of their identifiers, which is nobody's.
  const lines = async () => (await waiting.locator("span").allTextContents()).sort();
  await expect
    .poll(lines)
    .toEqual([
      "At dusk · description waiting to sync",
      "At noon · description waiting to sync",
      "Photo · removal waiting to sync",
    ]);
  await expect(box(page).getByRole("heading", { name: "On this device" })).toBeFocused();
  await accessible(page, "light");
  await page.setViewportSize({ width: 320, height: 640 });
  await within(page);
  await handy(page);

  // What waits is in the form, and can be taken back.
  await page.goto(`/moments/${id}`);
  await expect(waiting).toHaveCount(3);
  await edit(page);
  await expect(description(page)).toHaveValue("At noon");
  await expect(removal(page, 3)).toBeChecked();
  await description(page).fill("");
  await removal(page, 3).uncheck();
  await removal(page, 2).check();
  await button(page, "Save").click();
  const [described, removed] = ["Photo · description waiting to sync", "Photo · removal waiting to sync"];
  await expect.poll(lines).toEqual([described, described, removed]);
  await waiting.filter({ hasText: described }).last().getByRole("button", { name: "Discard mine" }).click();
  await expect(waiting).toHaveCount(2);

  await online(context);
  await wakeUp(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  const moment = await saved(page);
  expect(moment).toMatchObject({ title: "Two lakes", photos: [{ width: 60 }, { width: 80 }] });
  expect(moment.photos.map(({ alt }) => alt ?? null)).toEqual([null, null]);
  await expect(box(page)).toBeHidden();
});

test("the description of a photo that another device removed is shown again", async ({ page, context }) => {
  await inHand(page);
  const id = await make(page, "A lake", 60);
  await open(page, id);
  await offline(context);
  await description(page).fill("A small lake");
  await button(page, "Save").click();
  await expect(box(page)).toContainText("A small lake · description waiting to sync");
  const { photos } = await context.request.get(`/events/${id}`).then((answer) => answer.json());
  await context.request.delete(`/events/${id}/photos/${photos[0].id}`);
  await online(context);
  await wakeUp(page);
  await expect(box(page)).toContainText("A small lake · description not saved: the photo was deleted");
  await box(page).getByRole("button", { name: "Discard mine" }).click();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
});

test("a comment and a search that are being written stay when the outbox gets through", async ({ page, context }) => {
  await inHand(page);
  const id = await make(page, "A lake");
  for (const [address, field] of [
    [`/moments/${id}`, comment(page)],
    ["/moments", page.getByLabel("Search your moments")],
  ] as const) {
    await page.goto(address);
    await awake(page);
    await expect.poll(() => pages(page)).toContain(address);
    await offline(context);
    await edit(page);
    await page.getByLabel("Title").fill(`Two lakes ${address.length}`);
    await button(page, "Save").click();
    await expect(box(page)).toContainText("Saved on this device.");
    await field.fill("Being written");
    await online(context);
    await wakeUp(page);
    await expect.poll(() => unsent(page)).toEqual([]);
    await expect(box(page).getByRole("button", { name: "Try again" })).toBeHidden();
    // It would load again by now.
    await page.waitForTimeout(500);
    await expect(field).toHaveValue("Being written");
    await expect(field).toBeFocused();
  }
});

test("a moment that was deleted elsewhere and is saved as a new one has its page", async ({
  page,
  context,
  browser,
}) => {
  await inHand(page);
  const id = await make(page, "A lake");
  await open(page, id);
  await offline(context);
  await page.getByLabel("Title").fill("Mine");
  await button(page, "Save").click();
  await expect(box(page)).toContainText("Saved on this device.");
  const other = await anotherDevice(browser, context);
  await other.request.delete(new URL(`/events/${id}`, page.url()).href);
  await other.context().close();
  await online(context);
  await wakeUp(page);
  await expect(box(page)).toContainText("Another device deleted this moment.");
  await button(page, "Save as a new moment").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.locator(".moment").getByRole("heading", { name: "Mine" })).toBeVisible();
  const moment = await saved(page);
  expect(moment.id).not.toBe(id);
  expect(new URL(page.url()).pathname).toBe(`/moments/${moment.id}`);
  expect(await unsent(page)).toEqual([]);
});

test("a moment that waits takes no fifth photo when it is edited", async ({ page, context }) => {
  await inHand(page);
  await page.goto("/moments");
  await awake(page);
  await expect.poll(() => pages(page)).toContain("/moments");
  const files = await Promise.all([1, 2, 3].map((name) => picture(page, `${name}.jpg`, 64, 48 + name)));
  await offline(context);
  await edit(page);
  await page.getByLabel("Title").fill("Three photos");
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(3);
  await button(page, "Save").click();
  await expect(box(page).locator(".photos li")).toHaveCount(3);
  await button(page, "Edit it").click();
  await page.getByLabel(/^Add photos/).setInputFiles(files.slice(0, 2));
  await expect(page.getByText("A moment has at most four photos.")).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, serviceWorkers: "block" });

  test("Save saves descriptions and removals, and a rejected form keeps them", async ({ page, browser, baseURL }) => {
    await page.goto("/");
    const { request } = page.context();
    const made = await request.post("/events", { data: { title: "A lake", date: await today(page) } });
    const { id } = (await made.json()).item;
    // A page that can draw pictures.
    const artist = await browser.newPage();
    await artist.goto(baseURL!);
    for (const width of [60, 70]) {
      const photo = await picture(artist, "a.jpg", 50, width);
      const answer = await request.put(`/events/${id}`, { multipart: { photo } });
      expect(answer.ok(), await answer.text()).toBe(true);
    }
    await artist.context().close();
    await page.goto(`/moments/${id}?lang=fr`);
    await page.locator("details.moment-form summary").click();
    const text = page.getByLabel("Description pour qui ne la voit pas");
    const remove = page.getByRole("checkbox", { name: /^Supprimer la photo.*Photo 2$/ });
    // The browser would not send an empty title.
    await page.getByLabel("Titre").fill("\u2060");
    await text.first().fill("Le lac à midi");
    await remove.check();
    await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(text.first()).toHaveValue("Le lac à midi");
    await expect(remove).toBeChecked();
    await accessible(page, "light");
    await page.getByLabel("Titre").fill("Un lac");
    await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await expect(page.getByRole("img", { name: "Le lac à midi" }).first()).toBeVisible();
    const moment = await saved(page);
    expect(moment).toMatchObject({ title: "Un lac", photos: [{ width: 60, alt: "Le lac à midi" }] });
    expect(moment.photos).toHaveLength(1);
  });
});
