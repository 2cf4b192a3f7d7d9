import { awake, expect, face, kept, note, openToday, pick, saveDay, test, today } from "../kit.ts";

const localDate = () => {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

// From the first place on Earth where a day begins to the last where it ends: at any hour, at
// least one of them has another date than the server.
for (const timezoneId of ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Paris", "Asia/Kolkata"]) {
  test.describe(timezoneId, () => {
    test.use({ timezoneId });

    test("the first visit is on the person's own date, and that date can be written", async ({ page }) => {
      // The documents that get as far as showing their question.
      const shown: string[] = [];
      await page.exposeFunction("shows", (day: string) => shown.push(day));
      await page.addInitScript(() => {
        addEventListener("DOMContentLoaded", () => {
          const { shows } = window as unknown as { shows: (day?: string) => void };
          if (document.querySelector("h1")) shows(document.documentElement.dataset.today);
        });
      });
      await openToday(page);
      const date = await page.evaluate(localDate);
      expect(await today(page)).toBe(date);
      expect(new Set(shown)).toEqual(new Set([date]));

      await saveDay(page, "Good", "Here and now");
      expect(await kept(page)).toMatchObject([{ day: date }]);
      await page.reload();
      await awake(page);
      expect(await today(page)).toBe(date);
      await expect(note(page)).toHaveValue("Here and now");
    });
  });
}

test("where cookies are refused, the page still opens, once", async ({ page }) => {
  let documents = 0;
  page.on("request", (request) => (documents += Number(request.resourceType() === "document")));
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, "cookie", { get: () => "", set: () => undefined });
  });
  await openToday(page);
  expect(documents).toBe(1);
});

test("a page opened before midnight becomes the new day's, unless something is being written", async ({ page }) => {
  await page.clock.install();
  await openToday(page);
  let loads = 0;
  page.on("load", () => loads++);
  const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));

  await comeBack();
  await page.waitForTimeout(300);
  expect(loads, "on the same day nothing happens").toBe(0);

  await pick(page, "Okay");
  await page.clock.setSystemTime(Date.now() + 86_400_000);
  await comeBack();
  await page.waitForTimeout(300);
  expect(loads, "a draft is not disturbed").toBe(0);
  await expect(face(page, "Okay")).toBeChecked();

  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".state")).toHaveText("Saved");
  await comeBack();
  await expect.poll(() => loads, { message: "the new day is asked for" }).toBe(1);
});
