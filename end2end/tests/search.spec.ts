// The search in a journal: by words, mood and tag, with links, marks and further pages.
import { accessible, expect, handy, plus, seed, test, today, within } from "../kit.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("days are found by words and tag, in both languages", async ({ page }) => {
      await page.goto("/");
      const day = await today(page);
      await seed(
        page,
        { day, mood: "good", note: "L’été by the canal <b>#Walk</b> 👩‍🚀" },
        { day: plus(day, -1), mood: "bad", note: "#work, no walk" },
        { day: plus(day, -2), mood: "okay" },
      );
      await page.goto("/settings");
      await page.getByRole("link", { name: "Search", exact: true }).click();
      await accessible(page, "light");
      await page.getByLabel("Words").fill("ete WALK");
      await page.getByRole("main").getByRole("button", { name: "Search" }).click();
      await expect(page.getByText("1 day found")).toBeVisible();
      await expect(page.locator("mark")).toHaveText(["été", "Walk"]);
      await expect(page.locator(".results .note")).toHaveText("L’été by the canal <b>#Walk</b> 👩‍🚀");
      const link = page.locator(".results h2").getByRole("link");
      await expect(link).toHaveAttribute("href", `/calendar/${day}`);
      await accessible(page, "light");

      await page.locator(".results").getByRole("link", { name: "#Walk" }).click();
      await expect(page.getByLabel("Tag")).toHaveValue("#walk");
      await expect(page.locator(".results > li")).toHaveCount(1);
      await page.goto("/search");
      await page.getByLabel("Mood").selectOption("Bad");
      await page.getByRole("main").getByRole("button", { name: "Search" }).click();
      await expect(page.locator(".results .note")).toHaveText("#work, no walk");
      await page.getByLabel("Words").fill("nothing like it");
      await page.getByRole("main").getByRole("button", { name: "Search" }).click();
      await expect(page.getByText("No day matches.")).toBeVisible();
      await page.goto("/search?lang=fr");
      await page.goto("/search?q=walk");
      await expect(page.getByText("2 journées trouvées")).toBeVisible();
    });
  });
}

test("many days are on several pages, on a small screen and in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto("/");
  const day = await today(page);
  for (let back = 1; back <= 31; back += 1) {
    await seed(page, { day: plus(day, -back), mood: "good", note: `A walk #long-${"o".repeat(60)}` });
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/search?q=walk");
  await expect(page.getByText("31 days found")).toBeVisible();
  await expect(page.locator(".results > li")).toHaveCount(30);
  await within(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(page, "dark");
  await page.getByRole("link", { name: "Older days" }).click();
  await expect(page.locator(".results > li")).toHaveCount(1);
  await expect(page.getByRole("link", { name: "Older days" })).toHaveCount(0);
});

test("the form can be touched", async ({ page }) => {
  await page.goto("/search");
  await handy(page);
});
