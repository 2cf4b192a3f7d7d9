// Moments: written, found, changed and deleted, on Today and in the calendar.
import type { Page } from "@playwright/test";
import { accessible, expect, handy, plus, seed, test, today, within } from "../kit.ts";

/** Writes a moment with the form of the page. */
async function write(page: Page, title: string, fields: { place?: string; words?: string } = {}) {
  await page.getByLabel("Title").fill(title);
  if (fields.place) await page.getByLabel("Place (optional)").fill(fields.place);
  if (fields.words) await page.getByLabel("Description (optional)").fill(fields.words);
  await page.getByRole("button", { name: "Save" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a moment is written on a day, changed, deleted, and back", async ({ page }) => {
      await page.goto("/");
      const day = await today(page);
      await seed(page, { day, mood: "great" });
      await expect(page.locator(".day-moments")).toHaveCount(0);
      await page.goto(`/calendar/${day}`);
      await page.getByRole("link", { name: "Add a moment" }).click();
      await expect(page.getByLabel("Date")).toHaveValue(day);
      await accessible(page, "light");
      await write(page, "Léa <b>is</b> born", { place: "Lyon", words: "At dawn.\nSnow!" });
      await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
      const listed = page.locator(".moments").getByRole("link", { name: "Léa <b>is</b> born" });
      await accessible(page, "light");

      await page.goto("/");
      await expect(page.locator(".day-moments")).toContainText("Léa <b>is</b> born");
      await page.goto(`/calendar/${day.slice(0, 7)}`);
      await page.getByRole("link", { name: /Great, with a moment$/ }).click();
      await page.locator(".day-moments").getByRole("link").click();
      await expect(page.locator(".moment .words")).toHaveText("At dawn.\nSnow!");
      await accessible(page, "light");
      await page.locator("summary").click();
      await page.getByLabel("Title").fill("Léa!");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("heading", { name: "Léa!" })).toBeVisible();

      await page.getByRole("button", { name: "Delete" }).click();
      await expect(page.getByText("“Léa!” deleted.")).toBeVisible();
      await expect(listed).toHaveCount(0);
      await accessible(page, "light");
      await page.getByRole("button", { name: "Undo" }).click();
      await expect(page.getByRole("heading", { name: "Léa!" })).toBeVisible();
      await expect(page.locator(".moment")).toContainText("Lyon");
    });

    test("a form that is refused keeps its text", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.goto("/moments");
      await expect(page.getByText("No moments yet.")).toBeVisible();
      await page.locator("summary").click();
      // The browser would not send an empty title.
      await page.getByLabel("Title").fill("\u2060");
      await page.getByLabel("Description (optional)").fill("Keep me");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("alert")).toHaveText("Give it a title of 1 to 120 characters.");
      await expect(page.getByLabel("Description (optional)")).toHaveValue("Keep me");
      await page.getByLabel("Title").fill("A title");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.locator(".moments .note")).toHaveText("Keep me");
    });
  });
}

test("moments are found, in French, on a small screen and in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto("/");
  const day = await today(page);
  for (const [title, back] of [
    ["Un long déjeuner au bord du canal, avec tout le monde", 0],
    [`Déménagement ${"o".repeat(60)}`, 40],
  ] as const) {
    const data = { title, date: plus(day, -back), location: "Lyon" };
    expect((await page.request.post("/events", { data })).ok()).toBe(true);
  }
  await page.goto("/moments?lang=fr");
  await expect(page.locator(".moments h2")).toHaveCount(2);
  await page.setViewportSize({ width: 320, height: 640 });
  await within(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await handy(page);
  await accessible(page, "dark");
  await page.getByLabel("Rechercher dans vos moments").fill("demenagement");
  await page.getByRole("main").getByRole("button", { name: "Rechercher" }).click();
  await expect(page.getByText("1 moment trouvé")).toBeVisible();
  await page.getByRole("link", { name: /^Déménagement/ }).click();
  await within(page);
  await accessible(page, "dark");
});

test("Today's moments stay true when the page turns to another day", async ({ page }) => {
  await page.goto("/");
  const day = await today(page);
  const data = { title: "Only today", date: day };
  expect((await page.request.post("/events", { data })).ok()).toBe(true);
  await page.goto("/");
  await expect(page.getByText("Only today")).toBeVisible();
  await page.goto(`/?day=${plus(day, -1)}`);
  await expect(page.getByText("Only today")).toHaveCount(0);
});
