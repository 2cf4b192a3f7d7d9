// A page is fetched while a pointer rests on its link, and is there when it is clicked.
import { awake, column, expect, openToday, plus, saveDay, state, test as plain, today, weekday, weekdayIndex } from "../kit.ts";
import { controlled, test } from "./device.ts";

/** A day of last week, whose page has its week's other days. */
async function lastWeek(page: import("@playwright/test").Page) {
  const day = plus(await today(page), -7);
  const other = plus(day, weekdayIndex(day) === 0 ? 1 : -1);
  return { day, other, link: column(page, new RegExp(`^${weekday(other)} `)) };
}

test("a day whose link is rested on is fetched once, and not again for the click", async ({ page, network }) => {
  await controlled(page);
  const { day, other, link } = await lastWeek(page);
  await openToday(page, `/?day=${day}`);
  const asked = () => network.seen.filter((what) => what === `GET /?day=${other}`).length;
  expect(asked()).toBe(0);
  await link.hover();
  await expect.poll(asked).toBe(1);
  await link.click();
  await expect(page).toHaveURL(`/?day=${other}`);
  await awake(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(link).toHaveAttribute("aria-current", "true");
  expect(asked()).toBe(1);
});

test("what was fetched ahead is not shown after a save", async ({ page, network }) => {
  await controlled(page);
  const { day, other, link } = await lastWeek(page);
  await openToday(page, `/?day=${day}`);
  const asked = () => network.seen.filter((what) => what === `GET /?day=${other}`).length;
  await link.focus();
  await expect.poll(asked).toBe(1);
  await saveDay(page, "Good", "Meanwhile");
  await link.press("Enter");
  await expect(page).toHaveURL(`/?day=${other}`);
  await awake(page);
  expect(asked()).toBeGreaterThan(1);
  await expect(column(page, new RegExp(`${weekday(day)} .*Good`))).toBeVisible();
});

plain("without a service worker nothing is fetched ahead", async ({ page }) => {
  await openToday(page);
  const { day, other, link } = await lastWeek(page);
  await openToday(page, `/?day=${day}`);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await link.hover();
  await saveDay(page, "Good");
  await link.hover();
  await expect(state(page)).toHaveText("Saved");
  expect(asked.filter((url) => url.endsWith(other))).toEqual([]);
});
