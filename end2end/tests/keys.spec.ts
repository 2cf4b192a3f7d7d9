// API keys: made and revoked in the settings, and used by a program.
import type { Page } from "@playwright/test";
import { accessible, expect, face, handy, openToday, test, today, within } from "../kit.ts";
import { openAccount, program } from "../people.ts";

const section = (page: Page) => page.locator("#keys");
const secret = (page: Page) => section(page).locator(".secret");

/** Makes a key, and returns it. */
async function create(page: Page, name: string, scope: string, ends = "in a year"): Promise<string> {
  await page.goto("/settings");
  await section(page).getByLabel("Name").fill(name);
  await section(page).getByLabel(scope).check();
  await section(page).getByLabel("Expires").selectOption(ends);
  await section(page).getByRole("button", { name: "Create key" }).click();
  await expect(secret(page)).toBeVisible();
  return secret(page).inputValue();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a key is made, used and revoked", async ({ page }) => {
      await openAccount(page);
      const key = await create(page, "Montre ⌚", "write days, never read", "never");
      expect(key).toMatch(/^humeur_[a-z2-7]{38}$/);
      await expect(section(page).getByRole("region")).toContainText(key);
      const day = new Date().toISOString().slice(0, 10);
      const watch = await program(page, key);
      const saved = await watch.post("/mood", { data: { day, mood: "good" } });
      expect(saved.status()).toBe(200);
      expect(saved.headers()["ratelimit"]).toMatch(/^"burst";r=19;/);
      expect((await watch.get(`/mood/week?start=${day}&end=${day}`)).status()).toBe(403);

      await page.goto("/settings");
      await expect(secret(page)).toHaveCount(0);
      const item = section(page).getByRole("listitem").filter({ hasText: "Montre ⌚" });
      await expect(item).toContainText("Last used");
      await expect(item).toContainText("Never expires");
      await item.getByRole("button", { name: "Revoke “Montre ⌚”" }).click();
      await expect(section(page).getByRole("status")).toContainText("Key revoked");
      await expect(item).toHaveCount(0);
      expect((await watch.post("/mood", { data: { day, mood: "bad" } })).status()).toBe(401);
      await watch.dispose();
    });
  });
}

test("an anonymous journal is told what keys need", async ({ page }) => {
  await page.goto("/settings");
  await expect(section(page)).toContainText("Add a way to sign in first");
  await expect(section(page).getByRole("button")).toHaveCount(0);
});

test("the new key has the focus, and a name may be markup", async ({ page }) => {
  await openAccount(page);
  const name = "<b>x</b> مفتاح";
  await create(page, name, "read, never write");
  await expect(section(page).getByRole("heading", { name: /Your new key/ })).toBeFocused();
  await expect(section(page).getByRole("listitem").filter({ hasText: name })).toHaveCount(1);
});

test("what a key writes is in the journal", async ({ page }) => {
  await openAccount(page);
  const key = await create(page, "Script", "read and write");
  await openToday(page);
  const script = await program(page, key);
  await script.post("/mood", { data: { day: await today(page), mood: "great" } });
  await page.reload();
  await expect(face(page, "Great")).toBeChecked();
  await script.dispose();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("axe: a new key, the list, an invitation that is over", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.setViewportSize({ width: 320, height: 740 });
      await openAccount(page);
      await create(page, "A name that is as long as a name may be, and then some more", "write days, never read");
      await accessible(page, colorScheme);
      await within(page);
      await page.goto("/settings");
      await handy(page);
      await page.goto("/invitation?token=x");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation is no longer valid");
      await accessible(page, colorScheme);
      await handy(page);
    });
  });
}

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("a key is made", async ({ page }) => {
    await openAccount(page);
    await page.goto("/settings");
    await section(page).getByLabel("Nom").fill("Montre");
    await section(page).getByRole("button", { name: "Créer la clé" }).click();
    await expect(secret(page)).toHaveValue(/^humeur_/);
    await expect(section(page)).toContainText("Jamais utilisée");
    await accessible(page, "light");
  });
});
