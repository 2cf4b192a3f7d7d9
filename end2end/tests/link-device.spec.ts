// Another device, linked by the QR code or the short code that the first one shows.
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { accessible, expect, face, handy, note, openToday, type Problems, saveDay, test } from "../kit.ts";
import { elsewhere, makeLink, openAccount } from "../people.ts";

const words = "A walk by the river, and bread still warm.";

/** Makes an account, and on it a code for another device. */
async function makeAccountLink(page: Page) {
  await openAccount(page);
  return makeLink(page);
}

const phone = (browser: Browser, problems: Problems, options: BrowserContextOptions = {}) =>
  elsewhere(browser, problems, { viewport: { width: 360, height: 740 }, ...options });

test("the QR code opens the journal on a phone", async ({ page, browser, problems }) => {
  await openToday(page);
  await saveDay(page, "Good", words);
  const { url } = await makeAccountLink(page);
  const other = await phone(browser, problems);
  await other.goto(url);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Open this journal here?");
  await accessible(other, "light");
  await handy(other);
  await other.getByRole("button", { name: "Open my journal" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Your journal is open here");
  await other.getByRole("link", { name: "Continue" }).click();
  await expect(face(other, "Good")).toBeChecked();
  await expect(note(other)).toHaveValue(words);
  await other.context().close();
});

test("the code is typed, works once, and says so", async ({ page, browser, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page);
  const { code } = await makeAccountLink(page);
  const origin = new URL(page.url()).origin;
  for (const first of [true, false]) {
    const other = await phone(browser, problems);
    await other.goto(`${origin}/link`);
    await other.getByLabel("Eight-character code").fill(code.replace("-", "").toLowerCase());
    await other.getByRole("button", { name: "Open my journal" }).click();
    if (first) await expect(other.getByRole("heading", { level: 1 })).toHaveText("Your journal is open here");
    else {
      await expect(other.getByRole("alert").filter({ hasText: "was used already" })).toBeVisible();
      await accessible(other, "light");
    }
    await other.context().close();
  }
});

test("the page of a code asks first, and names the danger", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad", words);
  const { url } = await makeAccountLink(page);
  await page.goto(url);
  await expect(page.getByText("The journal that is open here now will be signed out.")).toBeVisible();
  await expect(page.getByText("Continue only if you made the code yourself")).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(note(page)).toHaveValue(words);
});

test("in the dark the QR code stays dark on light", async ({ page }, info) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await openToday(page);
  await makeAccountLink(page);
  await accessible(page, "dark");
  const box = await page.locator("#link .qr").screenshot({ path: info.outputPath("qr.png") });
  expect(box.length).toBeGreaterThan(500);
  const colours = await page
    .locator("#link .qr path")
    .evaluateAll((paths) => paths.map((path) => getComputedStyle(path).fill));
  expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  await page.setViewportSize({ width: 320, height: 740 });
  await handy(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a device is linked, in French", async ({ page, browser, problems }) => {
    await page.goto("/");
    await face(page, "Great").check();
    await page.locator("form.day button.save").click();
    const { url } = await makeAccountLink(page);
    const other = await phone(browser, problems, { javaScriptEnabled: false, locale: "fr-FR" });
    await other.goto(url);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Ouvrir ce journal ici ?");
    await other.getByRole("button", { name: "Ouvrir mon journal" }).click();
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Votre journal est ouvert ici");
    await other.getByRole("link", { name: "Continuer" }).click();
    await expect(face(other, "Superbe")).toBeChecked();
    await other.context().close();
  });
});
