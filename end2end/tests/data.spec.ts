// A person's data: taken along, and erased.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { accessible, expect, handy, kept, plus, seed, test, today } from "../kit.ts";

async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("everything is downloaded, as JSON and as CSV", async ({ page }) => {
      await page.goto("/");
      const day = await today(page);
      await seed(
        page,
        { day: plus(day, -1), mood: "bad", note: "=1+1" },
        { day, mood: "good", note: "Crème, “brûlée”\nand a walk" },
      );
      await page.goto("/settings");
      const json = await download(page, "Everything (JSON)");
      expect(json.name).toBe(`humeur-${day}.json`);
      const data = JSON.parse(json.text);
      expect(data).toMatchObject({ format: "humeur", version: 1, account: { ways: 0 }, keys: [], sessions: [] });
      expect(data.entries).toMatchObject([{ note: "=1+1" }, { day, note: "Crème, “brûlée”\nand a walk" }]);
      const csv = await download(page, "The days (CSV)");
      expect(csv.name).toBe(`humeur-${day}.csv`);
      expect(csv.text).toMatch(/^\ufeffday,mood,score,note,/);
      expect(csv.text).toContain(",bad,2,'=1+1,");
      expect(csv.text).toContain('good,4,"Crème, “brûlée”\nand a walk",');
    });

    test("everything is erased after a word, and nothing before", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.goto("/");
      const day = await today(page);
      await seed(page, { day, mood: "good", note: "Gone" });
      await page.goto("/settings");
      const word = page.getByLabel("To confirm, type “erase”");
      const erase = page.getByRole("button", { name: "Erase for good" });
      await word.fill("no");
      await erase.click();
      await expect(page.getByRole("alert").filter({ hasText: "Nothing was erased" })).toBeVisible();
      await expect(word).toBeFocused();
      await expect(word).toHaveAccessibleDescription(/Nothing was erased/);
      await accessible(page, "light");
      expect(await kept(page)).toHaveLength(1);
      await word.fill("Erase");
      await erase.click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your journal is erased.");
      await expect(page.locator("main")).toContainText("This server makes no back-ups");
      await accessible(page, "light");
      expect(await kept(page)).toEqual([]);
      await page.getByRole("link", { name: "Go to today" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
    });
  });
}

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });
  test("the word is French, too", async ({ page }) => {
    await page.goto("/");
    await seed(page, { day: await today(page), mood: "good" });
    await page.setViewportSize({ width: 320, height: 568 });
    await page.goto("/settings");
    await page.getByLabel("Pour confirmer, tapez « effacer »").fill("effacer");
    await handy(page);
    await page.getByRole("button", { name: "Effacer définitivement" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Votre journal est effacé.");
    await accessible(page, "light");
    await handy(page);
    expect(await kept(page)).toEqual([]);
  });
});
