// The invitation to the home screen: late, quiet, and once.
import type { Page } from "@playwright/test";
import { expect, openToday, plus, test, today } from "../kit.ts";

const offer = (page: Page) => page.getByRole("complementary", { name: /home screen/ });

/** As a browser says that it could install the journal; it asks when `prompt` is called. */
const installable = (page: Page) =>
  page.evaluate(() => {
    const prompt = () => Object.assign(window, { asked: true });
    dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt }));
  });

/** Makes the last visit yesterday's, and visits again. */
async function nextDay(page: Page) {
  const yesterday = plus(await today(page), -1);
  await page.evaluate((yesterday) => localStorage.setItem("seen", yesterday), yesterday);
  await openToday(page);
  await installable(page);
}

test("the invitation comes on the third day, not before", async ({ page }) => {
  await openToday(page);
  await installable(page);
  await expect(offer(page)).toBeHidden();
  // However often they look.
  for (let visit = 0; visit < 3; visit++) await openToday(page);
  await installable(page);
  await expect(offer(page)).toBeHidden();
  await nextDay(page);
  await expect(offer(page)).toBeHidden();
  await nextDay(page);
  await expect(offer(page)).toContainText("Add Humeur to your home screen? It works offline too.");
});

test("a declined invitation never comes again", async ({ page }) => {
  await openToday(page);
  await nextDay(page);
  await nextDay(page);
  await offer(page).getByRole("button", { name: "Not now" }).click();
  await expect(offer(page)).toBeHidden();
  await installable(page);
  await expect(offer(page)).toBeHidden();
  await nextDay(page);
  await nextDay(page);
  await expect(offer(page)).toBeHidden();
});

test("an accepted invitation becomes the browser's own question", async ({ page }) => {
  await openToday(page);
  await nextDay(page);
  await nextDay(page);
  await offer(page).getByRole("button", { name: "Install" }).click();
  await expect(offer(page)).toBeHidden();
  expect(await page.evaluate(() => "asked" in window)).toBe(true);
});
