// The page of insight: empty, a day, ten days, ten years; in both languages, without JavaScript.
import type { Page } from "@playwright/test";
import { accessible, expect, handy, MOODS, plus, seed, test, today, within } from "../kit.ts";

/** Moods that go up and down without a trend. */
const usual = (back: number) => MOODS[(back * back + Math.floor(back / 3)) % 5]!;

/** Writes the days up to today, so many at a time. */
async function fill(page: Page, count: number, note?: (back: number) => string) {
  const last = await today(page);
  const days = Array.from({ length: count }, (_, back) => ({
    day: plus(last, -back),
    mood: usual(back),
    note: note?.(back) ?? "",
  }));
  for (let at = 0; at < days.length; at += 10) {
    await Promise.all(days.slice(at, at + 10).map((day) => seed(page, day)));
  }
}

const lead = (page: Page) => page.locator(".insight-lead");
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const span = (page: Page, name: string) => page.getByRole("navigation", { name: "Span" }).getByRole("link", { name });

async function checked(page: Page) {
  await accessible(page, "light");
  await handy(page);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an empty journal, then one day", async ({ page }) => {
      await page.goto("/insight?span=all");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing to see yet");
      await checked(page);
      await seed(page, { day: await today(page), mood: "good" });
      await page.goto("/insight");
      await expect(lead(page)).toHaveText("One day so far: good.");
      await expect(card(page, "Day by day")).toContainText("it takes 20, and you have 1. No hurry.");
      await expect(page.getByRole("img", { name: /^Your moods/ })).toBeVisible();
      await page.setViewportSize({ width: 320, height: 640 });
      await checked(page);
    });

    test("ten days: each statement says how it is known, and its numbers are a table", async ({ page }) => {
      await page.goto("/insight");
      await fill(page, 10);
      await page.reload();
      await expect(page.locator(".based-on")).toContainText("Based on 10 days");
      const moods = card(page, "Your moods");
      await expect(moods).toContainText(/On average \d\.\d out of 5, over 10 days \(/);
      await moods.getByText("How do we know?").click();
      await expect(moods.getByText(/^Moods count from 1/)).toBeVisible();
      await moods.getByText("As a table").click();
      await expect(moods.getByRole("row")).toHaveCount(6);
      await expect(moods.getByRole("rowheader", { name: "Great" })).toBeVisible();
      const weekdays = card(page, "Days of the week");
      await weekdays.getByText("As a table").press("Enter");
      await expect(weekdays.getByRole("row")).toHaveCount(8);
      await checked(page);
      await accessible(page, "dark");

      await span(page, "30 days").click();
      await expect(page).toHaveURL(/span=30$/);
      await expect(span(page, "30 days")).toHaveAttribute("aria-current", "page");
      await expect(card(page, "Days written")).toContainText("You wrote on each of 10 days.");
      await card(page, "Days written").getByRole("link", { name: "Hide this" }).click();
      await expect(card(page, "Days written")).toHaveCount(0);
      await page.goto("/insight");
      await page.getByRole("link", { name: "Show the days written" }).click();
      await expect(card(page, "Days written")).toBeVisible();
    });

    test("many awful days point to help, which can be switched off", async ({ page }) => {
      await page.goto("/insight");
      const last = await today(page);
      for (const back of [0, 1, 2, 3, 4, 5]) await seed(page, { day: plus(last, -back), mood: "awful" });
      await page.reload();
      const help = page.getByRole("complementary", { name: "These days seem hard" });
      await expect(help.getByRole("link", { name: /findahelpline/ })).toHaveAttribute(
        "href",
        "https://findahelpline.com",
      );
      await checked(page);
      await help.getByRole("link", { name: "Don’t show this again" }).click();
      await expect(help).toHaveCount(0);
      await page.goto("/insight");
      await expect(help).toHaveCount(0);
      await page.getByRole("link", { name: "Show the pointer to help" }).click();
      await expect(help).toBeVisible();
    });
  });
}

test("ten years, with a tag that goes with brighter days", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/insight");
  const kept = await page.request.post("/account", { data: { retentionMonths: 0 } });
  expect(kept.ok(), await kept.text()).toBe(true);
  await fill(page, 3650, (back) => (["good", "great"].includes(usual(back)) ? "a walk by the #canal" : ""));
  await page.goto("/insight?span=all");
  await expect(page.locator(".based-on")).toContainText("Based on 3,650 days");
  const curve = card(page, "Day by day");
  await curve.getByText("How do we know?").click();
  await expect(curve).toContainText("Each point is the mean of a month.");
  await curve.getByText("As a table").click();
  expect(await curve.getByRole("row").count()).toBeGreaterThan(120);
  await expect(card(page, "Tags")).toContainText("Days with #canal are brighter: +");
  await expect(card(page, "Days written")).toContainText("3,650 days in a row just now.");
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await within(page);
  }
  await accessible(page, "light");
  await accessible(page, "dark");
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });
  test("the sentences are French, and so are the numbers", async ({ page }) => {
    await page.goto("/insight");
    await fill(page, 25);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bilan");
    await expect(page.locator(".based-on")).toContainText("D’après 25 journées, du ");
    await expect(card(page, "Vos humeurs")).toContainText(/\d,\d sur 5 en moyenne, pour 25 journées \(de /);
    await card(page, "Jour après jour").getByText("Comment le sait-on ?").click();
    await expect(card(page, "Jour après jour")).toContainText("test de Mann–Kendall");
    await page.setViewportSize({ width: 320, height: 640 });
    await checked(page);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("navigation", { name: "Période" })).toBeHidden();
    await expect(page.getByRole("img", { name: /^Vos humeurs/ })).toBeVisible();
    await within(page);
  });
});
