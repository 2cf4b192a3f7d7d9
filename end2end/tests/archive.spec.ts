// An archive with photos: exported, and imported into another journal, photos included.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { accessible, expect, handy, seed, test, today, within } from "../kit.ts";
import { picture } from "../pictures.ts";

const ALTS = ["The lake at noon", "Frost on the reeds"];

/** Adds a photo to a moment, as a script would. */
async function addPhoto(page: Page, moment: string, alt: string, width: number) {
  const { buffer } = await picture(page, "a.jpg", width, 480);
  const checksum = createHash("sha256").update(buffer).digest("base64");
  const terms = { type: "image/jpeg", length: buffer.length, checksum };
  const asked = await page.request.post(`/events/${moment}/upload-url`, { data: terms });
  const { url, headers, key } = await asked.json();
  expect((await page.request.put(url, { headers, data: buffer })).ok()).toBe(true);
  const added = await page.request.post(`/events/${moment}/photos`, { data: { key, alt } });
  expect(added.ok(), await added.text()).toBe(true);
}

/** Writes a day, and a moment with two photos. */
async function write(page: Page): Promise<void> {
  await page.goto("/");
  const day = await today(page);
  await seed(page, { day, mood: "good", note: "Snow" });
  const created = await page.request.post("/events", { data: { title: "By the lake", date: day } });
  const { id } = (await created.json()).item;
  for (const [place, alt] of ALTS.entries()) await addPhoto(page, id, alt, 640 + place);
}

/** The archive of the page's journal. */
async function archive(page: Page) {
  await page.goto("/exports");
  await page.getByRole("radio", { name: "with your photos (ZIP)" }).check();
  await page.getByRole("button", { name: "Make the file" }).click();
  const link = page.getByRole("link", { name: "Download", exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(file.suggestedFilename()).toMatch(/^humeur-.*\.zip$/);
  return { name: file.suggestedFilename(), mimeType: "application/zip", buffer: readFileSync(await file.path()) };
}

type Archive = Awaited<ReturnType<typeof archive>>;

/** Imports an archive without its photos. */
async function importJournal(page: Page, file: Archive): Promise<void> {
  await page.goto("/imports");
  await page.getByLabel("Your file").setInputFiles(file);
  await page.getByRole("button", { name: "Show what’s in it" }).click();
  await expect(page.getByRole("region", { name: /Before you import/ })).toContainText("The file has a moment, too.");
  await page.getByRole("button", { name: "Import these days" }).click();
  await expect(page.locator("main").getByRole("status").first()).toContainText("Your days are in your journal.");
}

const photos = (page: Page) => page.getByRole("region", { name: "Photos of an archive" });
const start = (page: Page) => photos(page).getByRole("button", { name: "Add the photos" });

async function choose(page: Page, file: Archive) {
  await photos(page).getByLabel("Your archive (ZIP)").setInputFiles(file);
  await start(page).click();
}

test("a moment with two photos comes into another journal", async ({ page, browser, server, problems }) => {
  await write(page);
  const file = await archive(page);
  const context = await browser.newContext({ baseURL: server.url, reducedMotion: "reduce" });
  problems.watch(context);
  const other = await context.newPage();
  await other.goto("/");
  const sent = other.waitForRequest((request) => request.method() === "POST" && request.url().includes("/import?"));
  await importJournal(other, file);
  // The journal alone, which is smaller than any picture.
  expect((await (await sent).sizes()).requestBodySize).toBeLessThan(file.buffer.length / 2);

  await other.getByRole("link", { name: "Add the photos of an archive" }).click();
  await choose(other, file);
  await expect(photos(other).getByText("Added: 2")).toBeVisible();
  await expect(photos(other).getByRole("status")).toHaveText("Every photo of your archive was checked.");
  await expect(start(other)).toBeFocused();
  for (const width of [320, 1280]) {
    await other.setViewportSize({ width, height: 900 });
    await within(other);
  }
  await handy(other);
  await accessible(other, "light");
  await accessible(other, "dark");
  await choose(other, file);
  await expect(photos(other).getByText("There already: 2")).toBeVisible();

  await photos(other).getByRole("link", { name: "See your moments" }).click();
  await other.locator(".moments").getByRole("link", { name: "By the lake" }).click();
  for (const alt of ALTS) {
    const shown = other.getByRole("img", { name: alt }).first();
    await expect(shown).toBeVisible();
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }
  await context.close();
});

test("an erased journal comes back, photo by photo: cancelled, continued, and after a failure", async ({
  page,
  problems,
}) => {
  problems.expect(/Failed to load resource/, /net::ERR/);
  await write(page);
  const file = await archive(page);
  expect((await page.request.delete("/account?confirm=erase")).ok()).toBe(true);
  await page.goto("/");
  await page.goto("/imports");
  await choose(page, file);
  await expect(photos(page).getByText("Of moments that this journal doesn’t have: 2")).toBeVisible();
  await importJournal(page, file);

  let uploads = 0;
  await page.route(/\/incoming\//, async (route) => {
    if (++uploads === 2) return;
    await route.continue();
  });
  await choose(page, file);
  await expect(photos(page).getByRole("status")).toHaveText("2 of 2");
  await expect(photos(page).getByRole("progressbar")).toBeVisible();
  await expect(start(page)).toBeDisabled();
  await expect.poll(() => uploads).toBe(2);
  await photos(page).getByRole("button", { name: "Cancel" }).click();
  await expect(photos(page).getByRole("status")).toHaveText("Cancelled. Add the photos again to continue.");
  await expect(photos(page).getByText("Added: 1")).toBeVisible();
  await page.unroute(/\/incoming\//);

  await page.route(/\/incoming\//, (route) => route.abort());
  await start(page).click();
  await expect(photos(page).getByText("There already: 1")).toBeVisible();
  await expect(photos(page).getByText("Not added: 1")).toBeVisible();
  const retry = photos(page).getByRole("button", { name: "Try again" });
  await expect(retry).toBeFocused();
  await page.unroute(/\/incoming\//);
  await page.keyboard.press("Enter");
  await expect(photos(page).getByText("Added: 1")).toBeVisible();
  await expect(retry).toBeHidden();
});

test("another file is refused, and an archive without photos is said", async ({ page }) => {
  await page.goto("/");
  await seed(page, { day: await today(page), mood: "good" });
  const file = await archive(page);
  await page.goto("/imports");
  await choose(page, { name: "photos.zip", mimeType: "application/zip", buffer: Buffer.from("PK\x03\x04 no archive") });
  await expect(photos(page).getByRole("alert")).toHaveText("This isn’t an archive of Humeur, or it is damaged.");
  await accessible(page, "light");
  await choose(page, file);
  await expect(photos(page).getByRole("alert")).toHaveText("This archive has no photos.");
});

test("the section is in French, too", async ({ page }) => {
  await page.goto("/imports?lang=fr");
  const section = page.getByRole("region", { name: "Photos d’une archive" });
  await expect(section.getByRole("button", { name: "Ajouter les photos" })).toBeVisible();
  await page.setViewportSize({ width: 320, height: 800 });
  await within(page);
  await accessible(page, "light");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an archive is imported, and the page says what its photos need", async ({ page, browser, server }) => {
    const context = await browser.newContext({ baseURL: server.url });
    const scripted = await context.newPage();
    await write(scripted);
    const file = await archive(scripted);
    await context.close();
    await page.goto("/");
    await importJournal(page, file);
    await expect(photos(page)).toContainText("this page needs JavaScript and a secure connection (HTTPS)");
    await expect(photos(page).getByRole("button")).toHaveCount(0);
    await accessible(page, "light");
  });
});
