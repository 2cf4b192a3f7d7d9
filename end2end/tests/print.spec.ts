// On paper: the day and its week, in the whole, and nothing that only a screen can do.
import { expect, openToday, plus, saveDay, seed, test, today } from "../kit.ts";

const LONG = "A walk by the river, and bread still warm. ".repeat(11).trim();

test("a week is one page, and its notes are whole", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  for (let back = 1; back < 7; back += 1)
    await seed(page, { day: plus(day, -back), mood: "good", note: `Day ${back}` });
  await saveDay(page, "Great", LONG);
  await openToday(page);
  await page.emulateMedia({ media: "print" });
  for (const button of await page.getByRole("button").all()) await expect(button).toBeHidden();
  await expect(page.locator(".notes").getByText(LONG)).toBeVisible();
  const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(pages).toHaveLength(1);
});

test("a month and a year of the calendar are one sheet each", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  for (let back = 0; back < 9; back += 1) await seed(page, { day: plus(day, -back), mood: "good", note: LONG });
  for (const address of ["/calendar", `/calendar/${day.slice(0, 4)}`]) {
    await page.goto(address);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("navigation", { name: "Pages" })).toBeHidden();
    await expect(page.locator(".jump")).toBeHidden();
    await expect(page.getByRole("table")).toBeVisible();
    const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
    expect(pages, address).toHaveLength(1);
    await page.emulateMedia({ media: "screen" });
  }
});
