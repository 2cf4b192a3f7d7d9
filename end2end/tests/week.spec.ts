import type { Page } from "@playwright/test";
import {
  awake,
  column,
  expect,
  kept,
  notice,
  openToday,
  plus,
  saveDay,
  seed,
  state,
  test,
  today,
  week,
  weekday,
  weekdayIndex,
} from "../kit.ts";

/** The faces on the line, which are pictures: their days' links say the same in words. */
const faces = (page: Page) => week(page).locator(".chart ol svg");

test("an empty week invites, and has no table", async ({ page }) => {
  await openToday(page);
  await expect(week(page)).toContainText("Your week will draw itself here");
  await expect(week(page).locator("details")).toBeHidden();
  await expect(faces(page)).toHaveCount(0);
});

test("a past day is opened from the chart and written", async ({ page }) => {
  await openToday(page);
  const day = plus(await today(page), -7);
  await page.getByRole("link", { name: "Previous week" }).click();
  await awake(page);
  await expect(page).toHaveURL(`/?day=${day}`);

  const other = plus(day, weekdayIndex(day) === 0 ? 1 : -1);
  await column(page, `${weekday(other)} ${Number(other.slice(8))}: nothing written`).click();
  await awake(page);
  await expect(page).toHaveURL(`/?day=${other}`);
  await expect(column(page, new RegExp(weekday(other)))).toHaveAttribute("aria-current", "true");

  await saveDay(page, "Great", "Found again");
  await expect(notice(page)).toContainText(`${weekday(other)} saved`);
  await expect(column(page, `${weekday(other)} ${Number(other.slice(8))}: Great`)).toBeVisible();
  expect(await kept(page)).toMatchObject([{ day: other, mood: "great", note: "Found again" }]);
});

test("the question names the day it is about", async ({ page }) => {
  await openToday(page);
  const now = await today(page);
  const question = page.getByRole("heading", { level: 1 });
  await openToday(page, `/?day=${plus(now, -1)}`);
  await expect(question).toHaveText("How was yesterday?");
  await openToday(page, `/?day=${plus(now, -3)}`);
  await expect(question).toHaveText(`How was ${weekday(plus(now, -3))}?`);
  await openToday(page, `/?day=${plus(now, -30)}`);
  await expect(question).toHaveText(/^How was \d+ [A-Z][a-z]+\?$/);
  await page.getByRole("link", { name: "Back to today" }).click();
  await expect(question).toHaveText("How was today?");
});

test("weeks lead back and forth, as far as the journal remembers and no further than today", async ({ page }) => {
  await openToday(page);
  const title = page.getByRole("heading", { level: 2 });
  const next = page.getByRole("link", { name: "Next week" });
  await expect(title).toHaveText("This week");
  await expect(next).toHaveCount(0);
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(title).toHaveText("Last week");
  await awake(page);
  await next.click();
  await expect(title).toHaveText("This week");
  await expect(page).toHaveURL("/");

  // Six months ago: the chain of weeks has an end.
  await openToday(page, `/?day=${plus(await today(page), -170)}`);
  for (let weeks = 0; weeks < 5; weeks++) {
    const previous = page.getByRole("link", { name: "Previous week" });
    if ((await previous.count()) === 0) break;
    await openToday(page, (await previous.getAttribute("href"))!);
  }
  await expect(page.getByRole("link", { name: "Previous week" })).toHaveCount(0);
  await saveDay(page, "Okay");
  await expect(state(page)).toHaveText("Saved");
});

test("an address with no such day shows today", async ({ page }) => {
  await openToday(page);
  const now = await today(page);
  for (const day of [plus(now, 1), "2999-01-01", "yesterday", "2026-02-30", ""]) {
    await openToday(page, `/?day=${day}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  }
});

// One of the two has days to come on every day of the week.
for (const locale of ["en-GB", "en-US"]) {
  test.describe(locale, () => {
    test.use({ locale });
    test("days to come are shown and lead nowhere", async ({ page }) => {
      await openToday(page);
      const index = weekdayIndex(await today(page));
      const past = locale === "en-US" ? ((index + 1) % 7) + 1 : index + 1;
      await expect(week(page).locator("ol").getByRole("link")).toHaveCount(past);
      await expect(week(page).getByText("still to come")).toHaveCount(7 - past);
    });
  });
}

test("neighbours are joined by a line, a gap is dotted, and nothing is made up", async ({ page }) => {
  await openToday(page);
  const middle = plus(await today(page), -7);
  const monday = plus(middle, -weekdayIndex(middle));
  await seed(
    page,
    { day: monday, mood: "great" },
    { day: plus(monday, 1), mood: "awful" },
    { day: plus(monday, 4), mood: "okay", note: "Two days off" },
  );
  await openToday(page, `/?day=${monday}`);
  const path = (kind: string) => week(page).locator(`path.${kind}`);
  await expect(path("solid")).toHaveAttribute("d", /^M50 0C.* 150 400$/);
  await expect(path("dotted")).toHaveAttribute("d", /^M150 400C.* 450 200$/);
  await expect(faces(page)).toHaveCount(3);

  // The chart has the faces; the list has the words.
  await expect(week(page).locator(".notes li")).toHaveCount(1);
  await expect(week(page).locator(".notes li")).toContainText("Two days off");
  await expect(week(page).getByRole("link", { name: /with a note/ })).toHaveCount(1);
});

test("the notes of the week follow what is saved", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad", "Before\n  indented");
  const words = week(page).locator(".notes p");
  expect(await words.evaluate((element: HTMLElement) => element.innerText)).toBe("Before\n  indented");
  await saveDay(page, "Good", "After");
  await expect(words).toHaveText("After");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(words).toHaveCount(0);
  await expect(week(page).getByRole("heading", { name: "Notes" })).toBeHidden();
});

test("an older week is named by its dates, and the chosen day by more than its ground", async ({ page }) => {
  await openToday(page, `/?day=${plus(new Date().toISOString().slice(0, 10), -30)}`);
  await expect(page.getByRole("region", { name: /^Week \d+ .*[A-Z][a-z]+/ })).toBeVisible();
  const lines = await week(page)
    .locator(".slot .weekday")
    .evaluateAll((names) => names.map((name) => getComputedStyle(name).textDecorationLine === "underline"));
  expect(lines.filter(Boolean)).toHaveLength(1);
});

test("a day without an entry stands by its weekday, at the height of no mood", async ({ page }) => {
  await openToday(page);
  const mark = (await week(page).locator(".today .mark").boundingBox())!;
  const plot = (await week(page).locator(".today .plot").boundingBox())!;
  expect(mark.y).toBeGreaterThanOrEqual(plot.y + plot.height);
});

test("on a laptop the whole curve is in sight", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openToday(page);
  await saveDay(page, "Good", "A walk");
  await expect(week(page).locator(".chart")).toBeInViewport({ ratio: 1 });
  await expect(week(page).locator("#summary")).toBeInViewport({ ratio: 1 });
});

test("a person's words have their own direction wherever they stand", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "יום טוב");
  for (const words of [page.locator("#note"), week(page).locator(".notes p")]) {
    expect(await words.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  }
});

test("the chosen face glides to its place, and jumps there with reduced motion", async ({ page }) => {
  await openToday(page);
  await page.evaluate(() => {
    const animate = Element.prototype.animate;
    const glides: string[] = [];
    Object.assign(window, { glides });
    Element.prototype.animate = function (frames, options) {
      glides.push(...[frames ?? []].flat().flatMap((frame) => Object.keys(frame)));
      return animate.call(this, frames, options);
    };
  });
  const moved = () => page.evaluate(() => [...new Set((window as unknown as { glides: string[] }).glides)].sort());
  await saveDay(page, "Good");
  await expect.poll(moved).toEqual(["transform", "transformOrigin"]);
  await page.evaluate(() => ((window as unknown as { glides: string[] }).glides.length = 0));
  await page.emulateMedia({ reducedMotion: "reduce" });
  await saveDay(page, "Great");
  await page.waitForTimeout(100);
  expect(await moved()).toEqual([]);
});
