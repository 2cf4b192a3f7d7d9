// The reference of the API: calm when it opens, readable on a small screen, in both languages, on paper.
import type { Page } from "@playwright/test";
import { accessible, expect, test, within } from "../kit.ts";

/** A part that opens, by the target that is in it. */
const call = (page: Page, id: string) => page.locator("details").filter({ has: page.locator(`#${id}`) });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a call opens, with its fields, examples and answers, and so does what it links to", async ({ page }) => {
      await page.goto("/api");
      const save = call(page, "saveMood");
      await expect(save.getByText("curl -H")).toBeHidden();
      await page.goto("/api#saveMood");
      await expect(save.getByText("curl -H")).toBeVisible();
      await expect(save.getByRole("rowheader", { name: "mood required" })).toBeVisible();
      await expect(save.getByText('-d \'{"day":"2026-11-20","mood":"okay"}\'')).toBeVisible();
      await expect(save.getByText("urllib.request.urlopen(request)")).toBeVisible();
      await expect(save.getByRole("rowheader", { name: "409" })).toBeVisible();
      await save.getByRole("link", { name: "Mood", exact: true }).click();
      await expect(page).toHaveURL(/#schema-Mood$/);
      await expect(page.locator("#schema-Mood")).toBeVisible();
    });
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, locale: "fr-FR", contextOptions: { reducedMotion: "reduce" } });

    test("axe: the page, and an open part of each kind", async ({ page }) => {
      // axe reads thousands of elements.
      test.slow();
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto("/api");
      await expect(page.getByText("La référence est en anglais.")).toBeVisible();
      await accessible(page, colorScheme);
      for (const id of ["saveMoment", "readStats", "response-Conflict", "schema-Entry"])
        await call(page, id).locator("summary").click();
      await within(page);
      await accessible(page, colorScheme);
    });
  });
}

test("everything open fits on a small screen", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/api");
  await page.locator("details").evaluateAll((parts) => {
    for (const part of parts) (part as HTMLDetailsElement).open = true;
  });
  await within(page);
});

test("an open call is printed, without the navigation", async ({ page }) => {
  await page.goto("/api");
  await call(page, "moodWeek").locator("summary").click();
  await page.emulateMedia({ media: "print" });
  await expect(call(page, "moodWeek").getByText("urllib.request.urlopen(request)")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Contents" })).toBeHidden();
});
