// A browser that keeps no cookies for the site: every page would begin another journal.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, settled } from "../kit.ts";

const test = base.extend({
  // The browser's own setting, which nothing else can stand for: storage is refused with it.
  context: async ({ playwright, launchOptions, baseURL, locale, timezoneId }, use) => {
    const home = mkdtempSync(join(tmpdir(), "humeur-browser-"));
    mkdirSync(join(home, "Default"));
    const profile = { default_content_setting_values: { cookies: 2 } };
    writeFileSync(join(home, "Default/Preferences"), JSON.stringify({ profile }));
    const context = await playwright.chromium.launchPersistentContext(home, {
      ...launchOptions,
      baseURL,
      locale,
      timezoneId,
    });
    await use(context);
    await context.close();
    rmSync(home, { recursive: true, force: true });
  },
});

for (const { locale, words } of [
  { locale: "en-GB", words: "Your browser blocks cookies, so Humeur can’t keep your journal." },
  { locale: "fr-FR", words: "Votre navigateur bloque les cookies" },
]) {
  test.describe(locale, () => {
    test.use({ locale });

    test("refused cookies are said before anything is written", async ({ page, context }) => {
      await page.goto("/");
      expect(await context.cookies()).toEqual([]);
      await expect(page.getByText(words)).toBeVisible();
      await settled(page);
      await expect(page.getByText(words)).toBeVisible();
      // On every page: what is chosen in the settings would be forgotten as well.
      await page.goto("/settings");
      await expect(page.getByText(words)).toBeVisible();
    });
  });
}

base("where cookies are kept, nothing is said about them", async ({ page }) => {
  await page.goto("/");
  await settled(page);
  await expect(page.getByText("Your browser blocks cookies")).toBeHidden();
});
