// A recovery code: made, kept on paper, and used in a browser that has never been here.
import { accessible, expect, face, handy, note, openToday, saveDay, test, today, within } from "../kit.ts";
import { recoveryCard as card, elsewhere, makeCode } from "../people.ts";

const words = "A walk by the river, and bread still warm.";

test("the journal opens with the code in another browser", async ({ page, browser, problems }) => {
  await openToday(page);
  await saveDay(page, "Good", words);
  const code = await makeCode(page);
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
  await expect(card(page).getByRole("heading")).toBeFocused();
  await page.getByRole("link", { name: "I’ve saved it" }).click();
  await expect(card(page)).toHaveCount(0);
  await expect(page.locator("#devices li")).toHaveCount(1);
  // The same journal, now with an account.
  await openToday(page);
  await expect(note(page)).toHaveValue(words);

  const other = await elsewhere(browser, problems);
  await other.goto(new URL("/", page.url()).href);
  await other.getByRole("link", { name: "Sign in" }).click();
  await other.getByLabel("Recovery code").fill(code.toLowerCase().replaceAll("-", " "));
  await other.getByLabel("Recovery code").press("Enter");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Your journal is open here");
  await other.getByRole("link", { name: "Continue" }).click();
  await expect(face(other, "Good")).toBeChecked();
  await expect(note(other)).toHaveValue(words);
  await expect(other.getByRole("link", { name: "Sign in" })).toHaveCount(0);

  // Each device sees the other, and can sign it out.
  await page.goto("/settings");
  const devices = page.locator("#devices li");
  await expect(devices).toHaveCount(2);
  await expect(devices.first()).toContainText("This device");
  await devices.nth(1).getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("That device is signed out.")).toBeVisible();
  await expect(devices).toHaveCount(1);
  await other.goto(other.url());
  await expect(other.getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(face(other, "Good")).not.toBeChecked();
  await other.context().close();
});

test("signing out leaves nothing behind", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", words);
  await makeCode(page);
  await page.goto("/settings");
  await page.locator("#devices li").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You’re signed out.")).toBeVisible();
  await openToday(page);
  await expect(note(page)).toHaveValue("");
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(words);
});

test("a typing mistake is named before anything is tried", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page);
  const code = await makeCode(page);
  const field = page.getByLabel("Recovery code");
  await page.goto("/settings");
  await page.locator("#devices li").getByRole("button", { name: "Sign out" }).click();
  await field.fill(code.slice(0, -1) + (code.endsWith("Z") ? "Y" : "Z"));
  await field.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "typo" })).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await accessible(page, "light");
  await field.fill("0000 0000 0000 0000 0000 0000 0000 0000");
  await field.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "No journal opens with this code" })).toBeVisible();
});

test("printed, the card is the whole page", async ({ page }, info) => {
  await openToday(page);
  const code = await makeCode(page);
  await page.emulateMedia({ media: "print" });
  await expect(card(page).locator(".code")).toBeVisible();
  await expect(card(page)).toContainText("/sign-in");
  for (const control of [page.getByRole("button"), page.getByRole("link"), page.locator("select")])
    for (const one of await control.all()) await expect(one).toBeHidden();
  await expect(page.locator("h1")).toBeHidden();
  await page.screenshot({ path: info.outputPath("card.png") });
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  expect(code).toHaveLength(39);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("axe: signing in, the card, the devices", async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 740 });
      await page.goto("/sign-in");
      await accessible(page, colorScheme);
      await handy(page);
      await makeCode(page);
      await accessible(page, colorScheme);
      await within(page);
      await page.goto("/sign-in");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your journal is open here");
      await accessible(page, colorScheme);
    });
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a code is made and used", async ({ page, browser, problems }) => {
    await page.goto("/");
    await face(page, "Great").check();
    await page.locator("form.day button.save").click();
    const day = await today(page);
    const code = await makeCode(page);
    const other = await elsewhere(browser, problems, { javaScriptEnabled: false });
    // Its first request is the form's page, and its second the form: the cookie comes between.
    await other.goto(new URL("/sign-in?next=/settings", page.url()).href);
    await other.getByLabel("Recovery code").fill(code);
    await other.getByLabel("Recovery code").press("Enter");
    await other.getByRole("link", { name: "Continue" }).click();
    await expect(other).toHaveURL(/\/settings$/);
    await expect(other.locator("#devices li")).toHaveCount(2);
    await other.goto(new URL("/", page.url()).href);
    expect(await today(other)).toBe(day);
    await expect(face(other, "Great")).toBeChecked();
    await other.context().close();
  });
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("a code is made and used", async ({ page, browser, problems }) => {
    await openToday(page);
    await saveDay(page, "Bonne", "Déjà l’été ?");
    const code = await makeCode(page, "Créer un code de secours");
    await expect(page.getByRole("link", { name: "Je l’ai noté" })).toBeVisible();
    const other = await elsewhere(browser, problems, { locale: "fr-FR" });
    await other.goto(new URL("/sign-in", page.url()).href);
    await other.getByLabel("Code de secours").fill(code);
    await other.getByLabel("Code de secours").press("Enter");
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Votre journal est ouvert ici");
    await other.goto(new URL("/settings", page.url()).href);
    await expect(other.locator("#devices li").first()).toContainText("Chrome sur");
    await accessible(other, "light");
    await other.context().close();
  });
});
