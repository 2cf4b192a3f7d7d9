// The calendar: a month of faces, a year in pixels, a day; and the bar that leads there. Links, forms and
// tables alone: everything holds without JavaScript.
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { accessible, expect, handy, MOODS, note, openToday, plus, seed, test, today, weekday, within } from "../kit.ts";

const WORDS = "A walk by the river, and bread still warm. ";

/** Writes most of the last days; returns today. */
async function fill(page: Page, days = 24): Promise<string> {
  await page.goto("/");
  const day = await today(page);
  const entries = Array.from({ length: days }, (_, back) => ({
    day: plus(day, -back),
    mood: MOODS[(back * 7 + 3) % 5]!,
    note: back % 3 === 0 ? WORDS : undefined,
  }));
  await seed(page, ...entries.filter((_, back) => back % 6 !== 4));
  return day;
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const table = (page: Page) => page.getByRole("table");
const bar = (page: Page) => page.getByRole("navigation", { name: "Pages" });
const name = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
const monthName = (day: string) => name(day, { month: "long", year: "numeric" });
const dayName = (day: string) => `${weekday(day)} ${name(day, { day: "numeric", month: "long" })}`;

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("from today to a month, to a day, and back to write in it", async ({ page }) => {
      const day = await fill(page, 3);
      await bar(page).getByRole("link", { name: "Calendar" }).click();
      await expect(heading(page)).toHaveText(monthName(day));
      await expect(bar(page).getByRole("link", { name: "Calendar" })).toHaveAttribute("aria-current", "page");
      await expect(table(page)).toHaveAccessibleName(`The days of ${monthName(day)}`);
      await expect(table(page).getByRole("columnheader")).toHaveCount(7);
      const cell = table(page).getByRole("link", { name: `${dayName(day)}: Good, with a note` });
      await expect(cell).toHaveAttribute("aria-current", "date");
      await cell.click();
      await expect(page).toHaveURL(`/calendar/${day}`);
      await expect(heading(page)).toHaveText(dayName(day));
      await expect(page.getByText(WORDS.trim())).toBeVisible();
      await expect(page.getByText(new RegExp(`^Written on ${dayName(day)} at \\d\\d:\\d\\d\\.$`))).toBeVisible();
      await expect(page.getByText(/ is kept until /)).toBeVisible();
      await page.getByRole("link", { name: "Previous day" }).click();
      await expect(heading(page)).toHaveText(dayName(plus(day, -1)));
      await page.getByRole("link", { name: "Edit this day" }).click();
      await expect(page).toHaveURL(`/?day=${plus(day, -1)}`);
      await expect(note(page)).toBeVisible();
    });

    test("any month and year is two choices away", async ({ page }) => {
      const day = await fill(page, 2);
      await page.goto("/calendar");
      await page.getByRole("link", { name: "Previous month" }).click();
      await expect(heading(page)).not.toHaveText(monthName(day));
      await page.getByRole("link", { name: "Next month" }).click();
      await expect(heading(page)).toHaveText(monthName(day));
      await expect(page.getByRole("link", { name: "Next month" })).toHaveCount(0);
      await page.getByLabel("Month", { exact: true }).selectOption({ label: "Whole year" });
      await page.getByRole("button", { name: "Show" }).click();
      await expect(heading(page)).toHaveText(day.slice(0, 4));
      await expect(table(page).getByRole("row")).toHaveCount(13);
      await expect(table(page).getByRole("rowheader")).toHaveCount(12);
      await expect(table(page).getByRole("link", { name: new RegExp(`^${dayName(day)}: `) })).toBeVisible();
      await table(page)
        .getByRole("link", { name: monthName(day) })
        .click();
      await expect(heading(page)).toHaveText(monthName(day));
    });
  });
}

test("Tab goes day by day, and one link skips them", async ({ page }) => {
  const day = await fill(page, 2);
  await page.goto("/calendar");
  const skip = page.getByRole("link", { name: "Skip the days" });
  await skip.focus();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Tab");
  await expect(table(page).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(table(page).getByRole("link").nth(1)).toBeFocused();
  await skip.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.locator(".latest a")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/calendar/${day}`);
});

test("what an empty day is, a shape says", async ({ page }) => {
  const day = await fill(page, 1);
  await page.goto("/calendar");
  const shape = (at: string) =>
    table(page)
      .locator(".date-cell", { hasText: `${dayName(at)}:` })
      .locator(".ring, .point")
      .getAttribute("class");
  if (day.slice(8) !== "01") expect(await shape(plus(day, -1))).toBe("ring");
  const tomorrow = plus(day, 1);
  if (tomorrow.slice(0, 7) === day.slice(0, 7)) expect(await shape(tomorrow)).toBe("point");
});

for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(() => {
      test.use({
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        contextOptions: { reducedMotion: "reduce" },
      });

      test(`its pages at ${width} px, ${colorScheme}`, async ({ page }, info) => {
        test.setTimeout(90_000);
        const day = await fill(page);
        for (const [name, address] of [
          ["month", "/calendar"],
          ["year", `/calendar/${day.slice(0, 4)}`],
          ["day", `/calendar/${day}`],
          ["empty", "/calendar/2019-02"],
          ["today", "/"],
        ] as const) {
          await page.goto(address);
          const path = join(dirname(info.outputDir), "screens", `${width}-${colorScheme}-calendar-${name}.png`);
          // Playwright would hide the caret by a style of its own, which our policy refuses.
          await page.screenshot({ path, fullPage: true, caret: "initial" });
          await within(page);
          await accessible(page, colorScheme);
        }
      });
    });
  }
}

test("its targets are large enough on the smallest screen", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  const day = await fill(page, 8);
  for (const address of ["/calendar", `/calendar/${day}`, "/calendar/2019-02"]) {
    await page.goto(address);
    await handy(page);
  }
  await page.goto(`/calendar/${day.slice(0, 4)}`);
  await within(page);
  const small = await page.locator(".year a").evaluateAll((links) =>
    links
      .map((link) => link.getBoundingClientRect())
      .filter(({ width, height }) => width < 23.5 || height < 23.5)
      .map(({ width, height }) => `${width} × ${height}`),
  );
  expect(small).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, contextOptions: { reducedMotion: "reduce" } });

  test("the bar is at the lower edge, and lies on nothing at the page's end", async ({ page }) => {
    await fill(page, 5);
    for (const address of ["/", "/calendar", "/settings", "/offline"]) {
      await page.goto(address);
      const { top, bottom } = await bar(page).evaluate((bar) => bar.getBoundingClientRect());
      expect(bottom).toBe(740);
      expect(bottom - top).toBeGreaterThanOrEqual(48);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const lowest = await page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll("main, .bottom, .offers")].map(
            (part) => part.getBoundingClientRect().bottom,
          ),
        ),
      );
      expect(lowest, address).toBeLessThanOrEqual(top);
    }
  });

  test("the bar covers no focus, and neither the question nor the faces", async ({ page }) => {
    await openToday(page);
    const parts = [heading(page), page.locator("fieldset.moods"), note(page)];
    const { top } = await bar(page).evaluate((bar) => bar.getBoundingClientRect());
    for (const part of parts) {
      const box = (await part.boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(top);
    }
    await page.getByRole("link", { name: "Français" }).focus();
    const place = await page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom);
    expect(place).toBeLessThanOrEqual(top);
  });
});

test("on a low screen the bar is part of the page", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 320 });
  await page.goto("/calendar");
  await expect(bar(page)).toHaveCSS("position", "static");
  await within(page);
});
