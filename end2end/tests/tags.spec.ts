// The tags of a journal: counted, renamed, merged, and as they were before.
import { accessible, expect, handy, kept, plus, seed, test, today, within } from "../kit.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a tag is merged into another, and both are back", async ({ page, problems }) => {
      // The question comes as the answer to a form.
      problems.expect(/Failed to load resource/);
      await page.goto("/");
      const day = await today(page);
      await seed(
        page,
        { day: plus(day, -1), mood: "good", note: "#Work and #home" },
        { day, mood: "bad", note: "#job at #home" },
      );
      await page.goto("/tags");
      const tags = page.locator("ul.tags > li");
      await expect(tags).toHaveText([/#home\s+2 days/, /#job\s+1 day/, /#work\s+1 day/]);
      await accessible(page, "light");
      await handy(page);
      await page.setViewportSize({ width: 320, height: 640 });
      await within(page);

      await page.getByLabel("Tag", { exact: true }).selectOption("#work");
      await page.getByLabel("New name").fill("#Job");
      await page.getByRole("button", { name: "Rename" }).click();
      await expect(page.getByRole("alert")).toHaveText("Rename #work to #job in the notes of 1 day?");
      await expect(page.getByText("#job is a tag of 1 day already: the two become one.")).toBeVisible();
      await accessible(page, "light");
      expect(await kept(page)).toMatchObject([{ note: "#Work and #home" }, { note: "#job at #home" }]);
      await page.getByRole("button", { name: "Yes, rename" }).click();
      await expect(page.getByText("#work is #job now (1 day).")).toBeVisible();
      await expect(tags).toHaveText([/#home\s+2 days/, /#job\s+2 days/]);
      await accessible(page, "light");
      expect(await kept(page)).toMatchObject([{ note: "#job and #home", version: 2 }, { version: 1 }]);

      await page.getByRole("button", { name: "Undo" }).click();
      await expect(page.getByText("Undone.", { exact: true })).toBeVisible();
      expect(await kept(page)).toMatchObject([{ note: "#Work and #home", version: 3 }, { version: 1 }]);
      await tags.getByRole("link", { name: "#home" }).click();
      await expect(page.getByText("2 days found")).toBeVisible();
      await page.goto("/tags?lang=fr");
      await expect(page.getByRole("heading", { name: "Vos étiquettes" })).toBeVisible();
    });
  });
}

test("a journal without tags says how to begin, in the dark too", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto("/tags");
  await expect(page.getByText("No tags yet.")).toBeVisible();
  await accessible(page, "dark");
  await expect(page.getByRole("button", { name: "Rename" })).toHaveCount(0);
});
