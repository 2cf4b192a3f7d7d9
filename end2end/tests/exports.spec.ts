// Exports: a file by the button, with and without JavaScript, and a calendar feed.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { accessible, expect, handy, plus, seed, test, today, within } from "../kit.ts";

async function open(page: Page): Promise<string> {
  await page.goto("/");
  const day = await today(page);
  await seed(
    page,
    { day: plus(day, -1), mood: "bad", note: "=1+1; “brûlée”" },
    { day, mood: "good", note: "🌧 and a walk" },
  );
  await page.goto("/exports");
  return day;
}

const make = (page: Page) => page.getByRole("button", { name: "Make the file" });

async function download(page: Page): Promise<{ name: string; text: string }> {
  const link = page.getByRole("link", { name: "Download", exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("every format is made by the button", async ({ page }) => {
      const day = await open(page);
      for (const [format, name, holds] of [
        ["Pages to print", "pdf", "%PDF-"],
        ["Table (CSV)", "csv", "bad,2,'=1+1; “brûlée”,"],
        ["Humeur’s own file (JSON)", "json", '"note":"🌧 and a walk"'],
        ["Calendar (iCalendar)", "ics", "DESCRIPTION:=1+1\\; “brûlée”"],
        ["Health record (FHIR)", "fhir.json", '"code":"dailyMood"'],
      ] as const) {
        await page.getByRole("radio", { name: format }).check();
        await make(page).click();
        await expect(page.getByRole("heading", { name: "Your file is ready" })).toBeFocused();
        const file = await download(page);
        expect(file.name).toBe(`humeur-${day}.${name}`);
        expect(file.text).toContain(holds);
      }
    });

    test("a wrong span is said, and the choices stay", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      const day = await open(page);
      await page.getByRole("radio", { name: "Calendar (iCalendar)" }).check();
      await page.getByLabel("From").fill(day);
      await page.getByLabel("To", { exact: true }).fill(plus(day, -1));
      await make(page).click();
      await expect(page.getByRole("alert").filter({ hasText: "Choose fewer days" })).toBeVisible();
      await expect(page.getByRole("radio", { name: "Calendar (iCalendar)" })).toBeChecked();
      await expect(page.getByLabel("From")).toHaveValue(day);
      await expect(page.getByText("Your file is ready")).toBeHidden();
    });

    test("a feed is made, read by a calendar, and revoked", async ({ page, request }) => {
      await open(page);
      await page.locator("#feed-notes").selectOption({ label: "With notes" });
      await page.getByRole("button", { name: "Make a link" }).click();
      const url = await page.getByRole("textbox", { name: "Your new link" }).inputValue();
      const calendar = await request.get(url);
      expect(calendar.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
      expect(await calendar.text()).toContain("SUMMARY:Good\r\nDESCRIPTION:🌧 and a walk\r\n");
      await page.goto("/exports");
      await expect(page.locator("#feeds")).toContainText("Shows the notes");
      await expect(page.locator("#feeds")).toContainText("Last read");
      await page.getByRole("button", { name: /^Revoke the link of/ }).click();
      await expect(page.getByRole("status").filter({ hasText: "Link revoked" })).toBeVisible();
      expect((await request.get(url)).status()).toBe(404);
    });
  });
}

test("only the choices of the format are shown", async ({ page }) => {
  await open(page);
  const pages = page.getByLabel("A page for each");
  const separator = page.getByLabel("Between the cells of a table");
  const component = page.getByLabel("A day in a calendar");
  await expect(pages).toBeVisible();
  await expect(separator).toBeHidden();
  await page.getByRole("radio", { name: "Table (CSV)" }).check();
  await expect(pages).toBeHidden();
  await expect(separator).toBeVisible();
  await expect(component).toBeHidden();
  await page.getByRole("radio", { name: "Calendar (iCalendar)" }).check();
  await expect(separator).toBeHidden();
  await expect(component).toBeVisible();
  await page.getByRole("radio", { name: "Health record (FHIR)" }).check();
  await expect(component).toBeHidden();
});

test("the making can be cancelled", async ({ page }) => {
  await open(page);
  await page.getByRole("radio", { name: "Table (CSV)" }).check();
  await page.route(/\/export\?/, async () => undefined);
  await make(page).click();
  await expect(page.getByRole("status").filter({ hasText: "Making your file" })).toBeVisible();
  await expect(make(page)).toBeDisabled();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Cancelled." })).toBeVisible();
  await expect(make(page)).toBeFocused();
  await page.unroute(/\/export\?/);
  await make(page).click();
  expect((await download(page)).text).toContain("and a walk");
});

test("the page is accessible, fits and prints in both languages and looks", async ({ page }) => {
  for (const lang of ["en", "fr"]) {
    await open(page);
    await page.goto(`/exports?lang=${lang}`);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await within(page);
    }
    await page.setViewportSize({ width: 360, height: 800 });
    await handy(page);
    await page.locator(".export .button").first().click();
    await expect(page.locator(".ready h2")).toBeFocused();
    await accessible(page, "light");
    await accessible(page, "dark");
  }
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("the settings lead to it", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("link", { name: "Other formats, and a calendar feed" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Export");
  await page.getByRole("link", { name: "Back to the settings" }).click();
  await expect(page).toHaveURL(/\/settings#data$/);
});
