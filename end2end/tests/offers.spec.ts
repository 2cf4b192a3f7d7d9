// The offers of a new version and of the home screen come during reading: nothing moves.
import type { Page } from "@playwright/test";
import { expect, type Mood, openToday, plus, seed, today } from "../kit.ts";
import { controlled, reload, test } from "./device.ts";

/** The layout shift so far, as browsers count it (Cumulative Layout Shift). */
const shifted = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        // What the last frame brought is told after the next.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            let sum = 0;
            const add = (entries: PerformanceEntryList) => {
              for (const entry of entries) sum += (entry as PerformanceEntry & { value: number }).value;
            };
            const observer = new PerformanceObserver((list) => add(list.getEntries()));
            observer.observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 100);
          }),
        );
      }),
  );

const offer = (page: Page, name: string) => page.locator(`.offer.${name}`);

/** Makes the two offers appear. */
const APPEAR = {
  update: (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))),
  install: (page: Page) => page.evaluate(() => dispatchEvent(new Event("beforeinstallprompt", { cancelable: true }))),
};

for (const { width, height, locale } of [
  { width: 360, height: 740, locale: "fr-FR" },
  { width: 1280, height: 800, locale: "en-GB" },
  { width: 1280, height: 2000, locale: "en-GB" },
]) {
  test.describe(`${width} × ${height}, ${locale}`, () => {
    test.use({ viewport: { width, height }, locale });

    for (const end of [false, true]) {
      test(`an offer moves nothing${end ? " at the end of the page" : ""}`, async ({ page, network }) => {
        await controlled(page);
        const day = await today(page);
        await seed(
          page,
          ...["good", "bad", "great"].map((mood, back) => ({ day: plus(day, -back), mood: mood as Mood })),
        );
        await page.evaluate(() => localStorage.setItem("days", "3"));
        await reload(page);
        if (end) await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
        network.edit = (path, text) => (path === "/sw.js" ? `${text}\n// newer` : text);
        const before = await shifted(page);
        for (const name of ["install", "update"] as const) {
          await APPEAR[name](page);
          await expect(offer(page, name)).toBeVisible();
          expect(await shifted(page), name).toBe(before);
          await offer(page, name).getByRole("button").last().press("Enter");
          await expect(offer(page, name)).toBeHidden();
          expect(await shifted(page), name).toBe(before);
        }
      });
    }
  });
}

test("an offer is within reach of the keyboard, and covers nothing", async ({ page }) => {
  await openToday(page);
  await page.evaluate(() => localStorage.setItem("days", "3"));
  await APPEAR.install(page);
  const button = offer(page, "install").getByRole("button").last();
  await button.focus();
  await expect(button).toBeInViewport({ ratio: 1 });
  const covered = await offer(page, "install").evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect();
    const others = document.querySelectorAll("main a, main button, main label, footer a, footer p");
    return [...others].filter((other) => {
      const place = other.getBoundingClientRect();
      return place.height > 0 && place.bottom > top && place.top < bottom;
    }).length;
  });
  expect(covered).toBe(0);
  await page.keyboard.press("Shift+Tab");
  await expect(offer(page, "install").getByRole("button").first()).toBeFocused();
});
