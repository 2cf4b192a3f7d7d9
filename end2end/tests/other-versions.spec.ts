// A day that was written in two journals, after one was carried over into the other.
import type { Page } from "@playwright/test";
import { accessible, expect, handy, kept, openToday, saveDay, seed, test, today, within } from "../kit.ts";
import { elsewhere, openAccount, signInWith } from "../people.ts";

const days = (page: Page) => page.getByRole("listitem");

/** A browser whose journal was carried over into the account of another one. */
async function signedIn(page: Page, laptop: Page) {
  await laptop.goto("/");
  const day = await today(laptop);
  await seed(laptop, { day, mood: "good", note: "On the laptop" });
  const code = await openAccount(laptop);
  await page.goto("/");
  await page.waitForTimeout(1100); // Times are in seconds: the phone's is the later version.
  await seed(page, { day, mood: "bad", note: "On the phone" });
  await signInWith(page, code);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("both versions stand side by side, and one is chosen", async ({ page, browser, baseURL, problems }) => {
      const laptop = await elsewhere(browser, problems, { baseURL });
      await signedIn(page, laptop);
      await page.goto("/settings");
      await page.getByRole("link", { name: /One day was written in both journals/ }).click();
      await expect(days(page)).toHaveText([/In your journal.*Bad.*On the phone.*Other version.*Good.*On the laptop/s]);
      await accessible(page, "light");
      await handy(page);
      await page.setViewportSize({ width: 320, height: 640 });
      await within(page);
      await page.getByRole("button", { name: "Use the other version" }).click();
      await expect(page.getByRole("main").getByRole("status")).toContainText("Your choice is saved.");
      await expect(days(page)).toHaveText([/In your journal.*Good.*On the laptop.*Other version.*Bad.*On the phone/s]);
      await page.getByRole("button", { name: "Keep the one in my journal" }).click();
      await expect(page.getByRole("heading", { name: "There’s nothing to choose." })).toBeVisible();
      if (javaScriptEnabled) {
        await openToday(page);
        // The phone's version came second, and the choice third.
        expect(await kept(page)).toMatchObject([{ mood: "good", note: "On the laptop", version: 3 }]);
        await saveDay(page, "Great", "On both");
      }
      await page.goto("/other-versions?lang=fr");
      await expect(page.getByRole("heading", { name: "Il n’y a rien à choisir." })).toBeVisible();
      await laptop.context().close();
    });
  });
}
