import type { Page } from "@playwright/test";
import {
  column,
  expect,
  notice,
  openToday,
  plus,
  saveDay,
  seed,
  state,
  test,
  today,
  week,
  weekday,
  weekdayIndex,
} from "../kit.ts";

/** The weekdays of the chart, as they are read out. */
async function columns(page: Page): Promise<string[]> {
  const labels = await week(page).locator("ol .hidden").allTextContents();
  return labels.map((label) => label.split(" ")[0]);
}

for (const { locale, lang, first, date } of [
  { locale: "en-US", lang: "en", first: "Sunday", date: /^[A-Z][a-z]+day, [A-Z][a-z]+ \d+$/ },
  { locale: "en-GB", lang: "en", first: "Monday", date: /^[A-Z][a-z]+day \d+ [A-Z][a-z]+$/ },
  { locale: "fr-FR", lang: "fr", first: "lundi", date: /^(\p{Ll}+di|dimanche) \d+(er)? \p{Ll}+$/u },
  { locale: "fr-CA", lang: "fr", first: "dimanche", date: /^(\p{Ll}+di|dimanche) \d+(er)? \p{Ll}+$/u },
  { locale: "de-DE", lang: "en", first: "Monday", date: /^[A-Z][a-z]+day \d+ [A-Z][a-z]+$/ },
]) {
  test.describe(locale, () => {
    test.use({ locale });
    test(`the page speaks ${lang}, and its week begins on ${first}`, async ({ page }) => {
      await openToday(page);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      expect(((await page.locator(".date span").textContent()) ?? "").trim()).toMatch(date);
      expect((await columns(page))[0]).toBe(first);
      // The same after a save, when the island draws it.
      await saveDay(page, lang === "fr" ? "Bonne" : "Good");
      expect((await columns(page))[0]).toBe(first);
    });
  });
}

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });
  test("everything a person meets is French", async ({ page }) => {
    await openToday(page);
    const day = await today(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Comment s’est passée votre journée ?");
    await expect(page).toHaveTitle(/Comment s’est passée votre journée/);
    for (const name of ["Affreuse", "Difficile", "Moyenne", "Bonne", "Superbe"]) {
      await expect(page.getByRole("radio", { name })).toBeVisible();
    }
    await saveDay(page, "Superbe", "Déjà l’été ?");
    await expect(notice(page)).toHaveText(new RegExp(`^${weekday(day, "fr-FR")} enregistré$`, "i"));
    await expect(state(page)).toHaveText("Enregistré");
    await page.getByRole("button", { name: "Annuler" }).click();
    await expect(notice(page)).toContainText("Annulé");

    const before = plus(day, -7);
    const tuesday = plus(before, 1 - weekdayIndex(before));
    await seed(page, { day: tuesday, mood: "bad", note: "Pluie" });
    await openToday(page, `/?day=${tuesday}`);
    await expect(column(page, /^mardi \d+\s: Difficile, avec une note$/)).toBeVisible();
    await expect(
      week(page)
        .locator(".notes")
        .getByRole("link", { name: /^mardi \d+ Difficile$/ }),
    ).toBeVisible();
    await expect(week(page)).toContainText("La semaine dernière");
  });
});

test("the language is switched by a link, stays switched, and keeps the day", async ({ page }) => {
  await openToday(page);
  const day = plus(await today(page), -8);
  await openToday(page, `/?day=${day}`);
  const languages = page.getByRole("navigation", { name: "Language" });
  await expect(languages.getByRole("link", { name: "English" })).toHaveAttribute("aria-current", "true");
  await languages.getByRole("link", { name: "Français" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page).toHaveURL(`/?day=${day}`);
  await openToday(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  // The week still begins where the person lives.
  expect((await columns(page))[0]).toBe("lundi");
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
