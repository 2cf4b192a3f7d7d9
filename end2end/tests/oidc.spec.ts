// Signing in with a provider: there and back, on the calm page when it fails, in both languages,
// without JavaScript, and through a service worker.

import type { Page } from "@playwright/test";
import { IdentityProvider } from "../identity-provider.ts";
import { accessible, test as base, expect, handy, kept, seed, today } from "../kit.ts";
import { Humeur } from "../servers.ts";

const test = base.extend<{ provider: IdentityProvider }, { site: { provider: IdentityProvider; server: Humeur } }>({
  site: [
    async ({}, use) => {
      const provider = await new IdentityProvider().start();
      const server = await new Humeur(provider.variables).start();
      provider.serve(server.url);
      await use({ provider, server });
      await server.stop();
      await provider.stop();
    },
    { scope: "worker" },
  ],
  provider: async ({ site }, use, { testId }) => {
    // Every test is another person.
    site.provider.account = testId;
    await use(site.provider);
  },
  baseURL: async ({ site }, use) => use(site.server.url),
});

test.beforeEach(({ problems }) => problems.expect(/a request left the site: http:\/\/localhost:/));

const START = "/auth/oidc/start?next=/settings";

/** From the page with every way to sign in. */
async function signIn(page: Page, answer = "Sign in") {
  await page.goto("/sign-in?next=/settings");
  await page.getByRole("link", { name: / Example ID$/ }).click();
  // To the provider's next page and back, on a busy machine.
  await page.getByRole("button", { name: answer }).click({ timeout: 15_000 });
}

test("a journal gets an account, which opens it on another device", async ({ page, browser, provider, baseURL }) => {
  await page.goto("/settings");
  await seed(page, { day: await today(page), mood: "good", note: "Mine for good" });
  await signIn(page);
  await expect(page).toHaveURL(`${baseURL}/settings`);
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Mine for good" }]);

  const phone = await browser.newContext({ baseURL });
  const other = await phone.newPage();
  await signIn(other);
  await expect(other).toHaveURL(`${baseURL}/settings`);
  expect(await kept(other)).toMatchObject([{ mood: "good", note: "Mine for good" }]);
  expect(provider.account).not.toBe("ada");
  await phone.close();
});

for (const [lang, words] of Object.entries({
  en: { title: "Sign-in cancelled", again: "Try again", other: "Other ways to sign in" },
  fr: { title: "Connexion annulée", again: "Réessayer", other: "Autres façons de se connecter" },
})) {
  test(`a refusal ends on a page that offers to try again (${lang})`, async ({ page, provider, baseURL }) => {
    expect(provider.issuer).toContain("localhost");
    await page.goto(`/settings?lang=${lang}`);
    await signIn(page, "Cancel");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.title);
    await expect(page.getByRole("link", { name: words.other })).toBeVisible();
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await accessible(page, scheme);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await handy(page);
    await page.getByRole("link", { name: words.again }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${baseURL}/settings`);
  });
}

test("an answer that this browser did not ask for changes nothing", async ({ page, provider, problems }) => {
  problems.expect(/status of 400/);
  expect(provider.issuer).toContain("localhost");
  await page.goto("/settings");
  await seed(page, { day: await today(page), mood: "bad", note: "Still mine" });
  await page.goto("/auth/oidc/callback?code=stolen&state=guessed");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This sign-in has expired");
  expect(await kept(page)).toMatchObject([{ note: "Still mine" }]);
});

test("the provider signs out, too, and leads back", async ({ page, provider, baseURL }) => {
  expect(provider.issuer).toContain("localhost");
  await signIn(page);
  await expect(page).toHaveURL(`${baseURL}/settings`);
  await page.goto("/auth/oidc/sign-out");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${baseURL}/`);
  // The provider asks again.
  await page.goto(START);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a person signs in, and a journal is there on another device", async ({ page, provider, baseURL }) => {
    expect(provider.issuer).toContain("localhost");
    await page.goto("/");
    await seed(page, { day: await today(page), mood: "great", note: "By hand" });
    await signIn(page);
    await expect(page).toHaveURL(`${baseURL}/settings`);
    await page.context().clearCookies();
    await page.goto("/");
    expect(await kept(page)).toEqual([]);
    await signIn(page);
    await expect(page).toHaveURL(`${baseURL}/settings`);
    expect(await kept(page)).toMatchObject([{ note: "By hand" }]);
  });
});

test.describe("with a service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("a person signs in, but another site's link begins no sign-in", async ({ page, provider, baseURL }) => {
    await page.goto("/settings");
    await seed(page, { day: await today(page), mood: "okay", note: "Through the worker" });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await page.goto(`${provider.issuer}/elsewhere?to=${encodeURIComponent(baseURL + START)}`);
    await page.getByRole("link").click();
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page);
    await expect(page).toHaveURL(`${baseURL}/settings`);
    expect(await kept(page)).toMatchObject([{ note: "Through the worker" }]);
  });
});
