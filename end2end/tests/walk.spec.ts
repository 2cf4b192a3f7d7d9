// One person's whole way: an anonymous journal becomes an account, opens on a second device, at a
// provider and for a program, is taken along, and is erased. A recovery code stands in for the passkey
// where there are no scripts.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { IdentityProvider } from "../identity-provider.ts";
import { accessible, awake, test as base, expect, face, kept, note, plus, save, seed, today } from "../kit.ts";
import { Authenticator, elsewhere, makeCode, makeLink, named, program, recoveryCard } from "../people.ts";
import { Humeur } from "../servers.ts";

const WORDS = {
  en: {
    locale: "en-GB",
    good: "Good",
    saved: / saved/,
    addPasskey: "Add a passkey",
    passkeyAdded: /^Passkey added\./,
    makeCode: "Make a recovery code",
    codeSaved: "I’ve saved it",
    link: "Link a device",
    openHere: "Open this journal here?",
    open: "Open my journal",
    isOpen: "Your journal is open here",
    goOn: "Continue",
    addProvider: "Add Example ID",
    providerAdded: "Ready. From now on you can sign in this way.",
    keyName: "Name",
    read: "read, never write",
    createKey: "Create key",
    theme: "Theme",
    dark: "Dark",
    save: "Save",
    isSaved: "Saved",
    keep: "Keep each day for",
    ever: "ever",
    download: "Everything (JSON)",
    confirm: "To confirm, type “erase”",
    word: "erase",
    erase: "Erase for good",
    erased: "Your journal is erased.",
  },
  fr: {
    locale: "fr-FR",
    good: "Bonne",
    saved: /enregistré/,
    addPasskey: "Ajouter une clé d’accès",
    passkeyAdded: /^Clé d’accès ajoutée\./,
    makeCode: "Créer un code de secours",
    codeSaved: "Je l’ai noté",
    link: "Lier un appareil",
    openHere: "Ouvrir ce journal ici ?",
    open: "Ouvrir mon journal",
    isOpen: "Votre journal est ouvert ici",
    goOn: "Continuer",
    addProvider: "Ajouter Example ID",
    providerAdded: "C’est prêt. Vous pouvez maintenant vous connecter ainsi.",
    keyName: "Nom",
    read: "lire, sans rien écrire",
    createKey: "Créer la clé",
    theme: "Thème",
    dark: "Sombre",
    save: "Enregistrer",
    isSaved: "Enregistré",
    keep: "Garder chaque journée",
    ever: "toujours",
    download: "Tout (JSON)",
    confirm: "Pour confirmer, tapez « effacer »",
    word: "effacer",
    erase: "Effacer définitivement",
    erased: "Votre journal est effacé.",
  },
};

const words = "A walk by the river, and bread still warm.";

// Passkeys need a domain, and a provider leads back to one address: the server's other name.
const test = base.extend<object, { site: { provider: IdentityProvider; server: Humeur } }>({
  site: [
    async ({}, use) => {
      const provider = await new IdentityProvider().start();
      const server = await new Humeur((url) => provider.variables(named(url))).start();
      provider.serve(named(server.url));
      await use({ provider, server });
      await server.stop();
      await provider.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use, { testId }) => {
    // Every test is another person.
    site.provider.account = testId;
    await use(named(site.server.url));
  },
});

/** axe on the page as it stands, by day and by night. */
async function look(page: Page) {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page, scheme);
  }
}

const section = (page: Page, id: string) => page.locator(`#${id}`);

for (const lang of ["en", "fr"] as const) {
  for (const javaScriptEnabled of [true, false]) {
    const said = WORDS[lang];
    const device = { javaScriptEnabled, locale: said.locale, contextOptions: { reducedMotion: "reduce" as const } };

    test.describe(`${lang}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, () => {
      test.use(device);

      test("from the first day to the last", async ({ page, browser, baseURL, problems }) => {
        // axe looks at about fifteen pages, twice.
        test.setTimeout(300_000);
        let day = "";
        let key = "";
        const phone = await elsewhere(browser, problems, {
          baseURL,
          javaScriptEnabled,
          locale: said.locale,
          reducedMotion: "reduce",
          serviceWorkers: "block",
          viewport: { width: 360, height: 740 },
        });

        await test.step("an anonymous journal", async () => {
          await page.goto("/");
          if (javaScriptEnabled) await awake(page);
          day = await today(page);
          await seed(page, { day: plus(day, -1), mood: "bad", note: "Rain" });
          await note(page).fill(words);
          await face(page, said.good).check();
          if (!javaScriptEnabled) await save(page).click();
          await expect(page.getByRole("status").filter({ hasText: said.saved }).first()).toBeVisible();
          await look(page);
          await page.goto("/settings");
          await look(page);
        });

        await test.step("a first way to sign in", async () => {
          if (javaScriptEnabled) {
            await Authenticator.of(page);
            await page.getByRole("button", { name: said.addPasskey }).click();
            await expect(section(page, "ways").getByRole("status").getByText(said.passkeyAdded)).toBeVisible();
          } else {
            await makeCode(page, said.makeCode);
            await look(page);
            await page.getByRole("link", { name: said.codeSaved }).click();
            await expect(recoveryCard(page)).toHaveCount(0);
          }
          await expect(section(page, "ways").getByRole("listitem")).toHaveCount(1);
          await look(page);
          expect(await kept(page), "the same days").toMatchObject([{ mood: "bad" }, { day, note: words }]);
        });

        await test.step("a second device", async () => {
          const { url } = await makeLink(page, said.link);
          await look(page);
          await phone.goto(url);
          await expect(phone.getByRole("heading", { level: 1 })).toHaveText(said.openHere);
          await look(phone);
          await phone.getByRole("button", { name: said.open }).click();
          await expect(phone.getByRole("heading", { level: 1 })).toHaveText(said.isOpen);
          await look(phone);
          await phone.getByRole("link", { name: said.goOn }).click();
          await expect(face(phone, said.good)).toBeChecked();
          await expect(note(phone)).toHaveValue(words);
          await page.goto("/settings");
          await expect(section(page, "devices").getByRole("listitem")).toHaveCount(2);
          await look(page);
        });

        await test.step("a provider", async () => {
          await page.getByRole("link", { name: said.addProvider }).click();
          await page.getByRole("button", { name: "Sign in" }).click({ timeout: 15_000 });
          await expect(section(page, "ways").getByRole("status").getByText(said.providerAdded)).toBeVisible();
          await expect(section(page, "ways").getByRole("listitem")).toHaveCount(2);
          await look(page);
        });

        await test.step("a key for a program", async () => {
          const keys = section(page, "keys");
          await keys.getByLabel(said.keyName).fill("Chart");
          await keys.getByLabel(said.read, { exact: true }).check();
          await keys.getByRole("button", { name: said.createKey }).click();
          key = await keys.locator(".secret").inputValue();
          await look(page);
          const chart = await program(page, key);
          const read = await chart.get(`/mood/week?start=${plus(day, -6)}&end=${day}`);
          expect(read.status()).toBe(200);
          expect(await read.json()).toMatchObject({ items: [{ mood: "bad" }, { day, mood: "good", note: words }] });
          expect((await chart.post("/mood", { data: { day, mood: "awful" } })).status()).toBe(403);
          await chart.dispose();
        });

        await test.step("settings that follow the person", async () => {
          await page.goto("/settings");
          await page.getByLabel(said.theme).selectOption({ label: said.dark });
          await section(page, "look").getByRole("button", { name: said.save }).click();
          await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
          await look(page);
          await page.getByLabel(said.keep).selectOption({ label: said.ever });
          const button = section(page, "journal").getByRole("button", { name: said.save });
          await button.click();
          await expect(button).toHaveAccessibleDescription(said.isSaved);
          await expect(page.getByLabel(said.keep).locator("option:checked")).toHaveText(said.ever);
          await look(page);
          await phone.goto("/");
          await expect(phone.locator("html")).toHaveAttribute("data-theme", "dark");
        });

        await test.step("everything is taken along", async () => {
          await page.goto("/settings");
          const [file] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("link", { name: said.download }).click(),
          ]);
          const data = JSON.parse(readFileSync(await file.path(), "utf8"));
          expect(data).toMatchObject({
            format: "humeur",
            account: { ways: 2, settings: { lang, theme: "dark", retentionMonths: 0 } },
            keys: [{ name: "Chart", scope: "read", usedAt: expect.any(Number) }],
            entries: [
              { day: plus(day, -1), mood: "bad", note: "Rain" },
              { day, mood: "good", note: words },
            ],
          });
          expect(data.sessions).toHaveLength(2);
          const kinds = data.waysToSignIn.map(({ kind }: { kind: string }) => kind);
          expect(kinds.sort()).toEqual(["openid", javaScriptEnabled ? "passkey" : "recovery"]);
          expect(JSON.stringify(data)).not.toContain(key);
        });

        await test.step("everything is erased", async () => {
          await page.getByLabel(said.confirm).fill(said.word);
          await page.getByRole("button", { name: said.erase }).click();
          await expect(page.getByRole("heading", { level: 1 })).toHaveText(said.erased);
          await look(page);
          expect(await kept(page)).toEqual([]);
          await phone.goto("/");
          await expect(note(phone)).toHaveValue("");
          expect(await kept(phone)).toEqual([]);
          await phone.goto("/settings");
          await expect(section(phone, "devices")).toHaveCount(0);
          const chart = await program(page, key);
          expect((await chart.get(`/mood/week?start=${day}&end=${day}`)).status()).toBe(401);
          await chart.dispose();
        });
        await phone.context().close();
      });
    });
  }
}
