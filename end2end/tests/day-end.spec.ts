// A day that goes on after midnight. The clock is moved without network: with it, the server's
// counts.
import type { Page } from "@playwright/test";
import { awake, expect, note, openToday, plus, state, today } from "../kit.ts";
import { controlled, offline, online, reload, test, UNREACHED } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const date = (page: Page) => page.locator("html").getAttribute("data-date");
/** Sets the device's clock to a time on its own wall: `at(page, "2026-11-21T03:59")`. */
async function at(page: Page, time: string) {
  await page.clock.setSystemTime(await page.evaluate((time) => new Date(time).getTime(), time));
}

test("page and server agree on every hour at which the day may end, and the page turns on the minute", async ({
  page,
  context,
}) => {
  test.setTimeout(90_000);
  await page.clock.install();
  await controlled(page);
  for (let hour = 0; hour <= 6; hour++) {
    await openToday(page, `/?dayend=${hour}`);
    await expect(page).toHaveURL("/");
    await expect(page.locator("html")).toHaveAttribute("data-dayend", String(hour));
    const day = await today(page);
    expect(await date(page), `with the server, until ${hour}`).toBe(day);

    await offline(context);
    const next = plus(day, 1);
    const [last, first] =
      hour === 0 ? [`${day}T23:59:30`, `${next}T00:00:00`] : [`${next}T0${hour - 1}:59:30`, `${next}T0${hour}:00:00`];
    await at(page, last);
    await reload(page);
    expect(await date(page), last).toBe(day);
    await at(page, first);
    await reload(page);
    expect(await date(page), first).toBe(next);
    await online(context);
    await page.clock.setSystemTime(Date.now());
  }
});

test("at 3:59 an open page is still yesterday's, and at 4:00 it turns by itself", async ({ page, context }) => {
  await page.clock.install();
  await controlled(page, "/?dayend=4");
  await openToday(page);
  const day = await today(page);
  const next = plus(day, 1);
  await offline(context);
  await at(page, `${next}T03:59:00`);
  await reload(page);
  expect(await today(page)).toBe(day);
  await expect(page.locator("input[name=day]")).toHaveValue(day);
  await page.clock.runFor(65_000);
  await expect(page.locator("html")).toHaveAttribute("data-today", next);
  await awake(page);
  await expect(page.locator("input[name=day]")).toHaveValue(next);
  await expect(note(page)).toHaveValue("");
  await expect(state(page)).toHaveText("");
});

test("an hour that no day ends at changes nothing", async ({ page }) => {
  for (const value of ["7", "24", "-1", "four", ""]) {
    await page.goto(`/?dayend=${value}`);
    await expect(page.locator("html")).toHaveAttribute("data-dayend", "0");
  }
});
