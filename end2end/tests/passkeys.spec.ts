// Passkeys, with Chromium's virtual authenticators. They need a domain: the server's other name.
import type { Page } from "@playwright/test";
import { accessible, test as base, expect, handy, kept, note, seed } from "../kit.ts";
import { Authenticator, elsewhere, named, withoutAutofill } from "../people.ts";

const test = base.extend({
  baseURL: async ({ server }, use) => use(named(server.url)),
});

const addButton = (page: Page) => page.getByRole("button", { name: "Add a passkey" });
const signInButton = (page: Page) => page.getByRole("button", { name: "Use a passkey" });
const section = (page: Page) => page.getByRole("region", { name: "Ways to sign in" });
const ways = (page: Page) => section(page).getByRole("listitem");
const says = (page: Page, text: string) => expect(page.getByText(text)).toBeVisible();

async function addPasskey(page: Page) {
  await page.goto("/settings");
  const before = await ways(page).count();
  await addButton(page).click();
  await says(page, "Passkey added.");
  await expect(ways(page)).toHaveCount(before + 1);
}

/** Writes today's entry. */
async function write(page: Page, words: string) {
  await page.goto("/");
  const day = (await page.locator("html").getAttribute("data-today"))!;
  await seed(page, { day, mood: "good", note: words });
}

async function signOut(page: Page) {
  expect((await page.request.post("/auth/sign-out", { data: {} })).status()).toBe(200);
}

async function change(page: Page, way: number) {
  await ways(page).nth(way).locator("summary").click();
  return ways(page).nth(way);
}

test("a passkey keeps the journal, and opens it after a sign-out", async ({ page }) => {
  const phone = await Authenticator.of(page);
  await write(page, "by the canal");
  const journal = await kept(page);
  await addPasskey(page);
  expect(await kept(page)).toEqual(journal);
  expect(await phone.credentials()).toMatchObject([{ rpId: "localhost", isResidentCredential: true }]);

  await signOut(page);
  await page.goto("/");
  expect(await kept(page), "another journal").toEqual([]);
  await withoutAutofill(page.context());
  await page.goto("/sign-in");
  await accessible(page, "light");
  await handy(page);
  await signInButton(page).click();
  await expect(note(page)).toHaveValue("by the canal");
  expect(await kept(page)).toEqual(journal);
});

test("passkeys have names, and one always stays", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.*409/);
  const phone = await Authenticator.of(page);
  await addPasskey(page);
  // The same device has one already.
  await addButton(page).click();
  await says(page, "This device already has a passkey for your journal.");
  await expect(addButton(page)).toBeFocused();

  let first = await change(page, 0);
  for (const look of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: look });
    await accessible(page, look);
  }
  await handy(page);
  await first.getByLabel("Name").fill("Phone 🔑");
  await first.getByRole("button", { name: "Rename" }).click();
  await says(page, "Your ways to sign in are up to date.");
  await expect(ways(page).first()).toContainText("Phone 🔑");

  first = await change(page, 0);
  await first.getByRole("button", { name: "Remove" }).click();
  await expect(section(page).getByRole("alert")).toContainText("This is your only way to sign in");

  await phone.remove();
  const key = await Authenticator.of(page, "usb");
  await addPasskey(page);
  first = await change(page, 0);
  await first.getByRole("button", { name: "Remove" }).click();
  await says(page, "Your ways to sign in are up to date.");
  await expect(ways(page)).toHaveCount(1);
  await expect(section(page)).not.toContainText("Phone 🔑");

  await signOut(page);
  await withoutAutofill(page.context());
  await page.goto("/sign-in");
  await signInButton(page).click();
  await page.waitForURL("/");
  await page.goto("/settings");
  await expect(ways(page)).toHaveCount(1);
  await key.remove();
});

test("two tabs sign in at once, each with a passkey of its own", async ({ page, context }) => {
  await withoutAutofill(context);
  await write(page, "twice");
  const journal = await kept(page);
  const first = await Authenticator.of(page);
  await addPasskey(page);
  const tab = await context.newPage();
  const second = await Authenticator.of(tab, "usb");
  await addPasskey(tab);
  await signOut(page);
  for (const one of [page, tab]) await one.goto("/sign-in");
  await Promise.all([page, tab].map((one) => signInButton(one).click()));
  await Promise.all([page, tab].map((one) => expect(note(one)).toHaveValue("twice")));
  expect(await kept(page)).toEqual(journal);
  for (const device of [first, second]) await device.remove();
});

test("a second browser signs in, and its own days come along", async ({ page, browser, baseURL, problems }) => {
  const phone = await Authenticator.of(page);
  await write(page, "at home");
  await addPasskey(page);
  const laptop = await elsewhere(browser, problems, { baseURL });
  await withoutAutofill(laptop.context());
  await phone.share(await Authenticator.of(laptop));
  await laptop.goto("/sign-in");
  await signInButton(laptop).click();
  await expect(note(laptop)).toHaveValue("at home");
  await laptop.context().close();
});

test("a sign-in that fails says what to do, and can be repeated", async ({ page, context, problems }) => {
  await withoutAutofill(context);
  problems.expect(/Failed to load resource/);
  const phone = await Authenticator.of(page);
  await addPasskey(page);
  await signOut(page);
  await page.goto("/sign-in");
  await phone.verifies(false);
  await signInButton(page).click();
  await says(page, "No passkey was used. Try again when you’re ready.");
  await expect(signInButton(page)).toBeFocused();

  await page.route("**/auth/passkey/sign-in/begin", (route) => route.abort());
  await signInButton(page).click();
  await says(page, "We can’t reach your journal right now.");
  await page.unroute("**/auth/passkey/sign-in/begin");

  // Of another journal, which is not here.
  const [passkey] = await phone.credentials();
  await phone.verifies(true);
  await page.route("**/auth/passkey/sign-in/finish", async (route) => {
    const body = route.request().postDataJSON() as { credential: string };
    const answer = JSON.parse(body.credential);
    expect(answer).toMatchObject({ type: "public-key", response: { userHandle: expect.any(String) } });
    answer.id = answer.rawId = `AAAA${answer.id.slice(4)}`;
    await route.continue({ postData: { credential: JSON.stringify(answer) } });
  });
  await signInButton(page).click();
  await says(page, "This passkey doesn’t open a journal here.");
  await page.unroute("**/auth/passkey/sign-in/finish");
  expect(passkey).toBeDefined();
  await signInButton(page).click();
  await page.waitForURL("/");
});

test("the browser offers passkeys where it fills in", async ({ page }) => {
  await Authenticator.of(page);
  await write(page, "chosen from the list");
  await addPasskey(page);
  await signOut(page);
  // The virtual authenticator is asked as if the person had chosen its passkey in the field.
  await page.goto("/sign-in");
  await expect(note(page)).toHaveValue("chosen from the list");
});

test("the button ends the offer, and a failure renews it", async ({ page }) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(self, { seen });
    // An offer that waits, and a person who declines.
    CredentialsContainer.prototype.get = (options) =>
      new Promise((_, reject) => {
        seen.push(options?.mediation ?? "button");
        const stop = (name: string) => reject(new DOMException("", name));
        options?.signal?.addEventListener("abort", () => {
          seen.push("aborted");
          stop("AbortError");
        });
        if (!options?.mediation) stop("NotAllowedError");
      });
    PublicKeyCredential.isConditionalMediationAvailable = async () => true;
  });
  await page.goto("/sign-in");
  const seen = () => page.evaluate(() => (self as unknown as { seen: string[] }).seen);
  await expect.poll(seen).toEqual(["conditional"]);
  await signInButton(page).click();
  await expect.poll(seen).toEqual(["conditional", "aborted", "button", "conditional"]);
  await says(page, "No passkey was used.");
});

test("where passkeys can't work, the page says so", async ({ page, server }) => {
  await page.goto(`${server.url}/settings`);
  const there = section(page).getByRole("link", { name: /localhost/ });
  await expect(addButton(page)).toBeHidden();
  await there.click();
  await expect(page).toHaveURL(/localhost:\d+\/settings/);
  await expect(addButton(page)).toBeVisible();

  await page.addInitScript(() => Reflect.deleteProperty(self, "PublicKeyCredential"));
  await page.reload();
  await says(page, "This browser can’t use passkeys.");
  await expect(addButton(page)).toBeHidden();
});
