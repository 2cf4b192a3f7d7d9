// The calendar in a tunnel: as this device last saw it, of one journal only.
import { expect, plus, seed, today } from "../kit.ts";
import { controlled, offline, online, pages, test, UNREACHED } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const SEEN = /^As last seen on .+ at \d\d:\d\d\. What was written since isn’t here yet\.$/;

test("a month and a year that were looked at are there, and say since when", async ({ page, context }) => {
  await controlled(page);
  const day = await today(page);
  const year = `/calendar/${day.slice(0, 4)}`;
  await seed(page, { day, mood: "good", note: "Before the tunnel" });
  for (const address of ["/calendar", year]) {
    await page.goto(address);
    await expect(page.getByText(SEEN)).toBeHidden();
    await expect.poll(() => pages(page)).toContain(address);
  }
  await offline(context);
  for (const address of ["/calendar", year]) {
    await page.goto(address);
    await expect(page.getByText(SEEN)).toBeVisible();
    await expect(page.getByRole("table").getByRole("link", { name: /: Good, with a note$/ })).toBeVisible();
  }
  // Another month says why it is not.
  await page.getByRole("link", { name: "Calendar" }).click();
  await page.getByRole("link", { name: "Previous month" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You’re offline, and this page isn’t saved here.");
  await page.getByRole("link", { name: "Calendar" }).click();
  await expect(page.getByText(SEEN)).toBeVisible();

  await online(context);
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByText(SEEN).isVisible();
    })
    .toBe(false);
});

test("another journal in this browser deletes them", async ({ page, context }) => {
  await controlled(page);
  await page.goto("/calendar");
  await expect.poll(() => pages(page)).toContain("/calendar");
  await context.clearCookies();
  await page.goto("/settings");
  await expect.poll(() => pages(page)).toContain("/settings");
  expect(await pages(page)).not.toContain("/calendar");
});

test("however many months are looked at, this month stays within reach", async ({ page }) => {
  await controlled(page);
  const day = await today(page);
  await page.goto("/calendar");
  await expect.poll(() => pages(page)).toContain("/calendar");
  const days = Array.from({ length: 59 }, (_, back) => `/calendar/${plus(day, -8 - back)}`);
  await page.evaluate(async (days) => {
    const name = (await caches.keys()).find((name) => name.startsWith("pages"))!;
    const kept = await caches.open(name);
    for (const day of days) await kept.put(day, new Response("A page"));
  }, days);
  for (const back of [1, 2, 3]) {
    await page.goto(`/calendar/${plus(day, -back)}`);
    await expect.poll(() => pages(page)).toContain(`/calendar/${plus(day, -back)}`);
  }
  const left = await pages(page);
  expect(left).toContain("/calendar");
  expect(left).toContain("/");
  expect(left.length).toBeLessThanOrEqual(62);
});
