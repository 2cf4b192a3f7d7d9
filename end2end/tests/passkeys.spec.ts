// Passkeys, with Chromium's virtual authenticators. They need a domain: the server's other name.
import type { CDPSession, Page } from "@playwright/test";
import { accessible, test as base, expect, handy, kept, note, seed } from "../kit.ts";

const test = base.extend({
  baseURL: async ({ server }, use) => use(server.url.replace("127.0.0.1", "localhost")),
});

const addButton = (page: Page) => page.getByRole("button", { name: "Add a passkey" });
const signInButton = (page: Page) => page.getByRole("button", { name: "Use a passkey" });
const section = (page: Page) => page.getByRole("region", { name: "Ways to sign in" });
const ways = (page: Page) => section(page).getByRole("listitem");
const says = (page: Page, text: string) => expect(page.getByText(text)).toBeVisible();

/** An authenticator of the page's device. */
class Device {
  private constructor(
    readonly client: CDPSession,
    readonly id: string,
  ) {}

  static async of(page: Page, transport: "internal" | "usb" = "internal"): Promise<Device> {
    const client = await page.context().newCDPSession(page);
    await client.send("WebAuthn.enable");
    const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(client, authenticatorId);
  }

  async credentials() {
    const { credentials } = await this.client.send("WebAuthn.getCredentials", { authenticatorId: this.id });
    return credentials;
  }

  /** Copies the newest passkey to another device. */
  async share(other: Device) {
    const credential = (await this.credentials()).at(-1)!;
    await other.client.send("WebAuthn.addCredential", { authenticatorId: other.id, credential });
  }

  /** The person fails to show a finger, or can again. */
  async verifies(isUserVerified: boolean) {
    await this.client.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified });
  }

  async remove() {
    await this.client.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.id });
  }
}

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
  const phone = await Device.of(page);
  await write(page, "by the canal");
  const journal = await kept(page);
  await addPasskey(page);
  expect(await kept(page)).toEqual(journal);
  expect(await phone.credentials()).toMatchObject([{ rpId: "localhost", isResidentCredential: true }]);

  await signOut(page);
  await page.goto("/");
  expect(await kept(page), "another journal").toEqual([]);
  await page.goto("/sign-in");
  await accessible(page, "light");
  await handy(page);
  await signInButton(page).click();
  await expect(note(page)).toHaveValue("by the canal");
  expect(await kept(page)).toEqual(journal);
});

test("passkeys have names, and one always stays", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.*409/);
  const phone = await Device.of(page);
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
  const key = await Device.of(page, "usb");
  await addPasskey(page);
  first = await change(page, 0);
  await first.getByRole("button", { name: "Remove" }).click();
  await says(page, "Your ways to sign in are up to date.");
  await expect(ways(page)).toHaveCount(1);
  await expect(section(page)).not.toContainText("Phone 🔑");

  await signOut(page);
  await page.goto("/sign-in");
  await signInButton(page).click();
  await page.waitForURL("/");
  await page.goto("/settings");
  await expect(ways(page)).toHaveCount(1);
  await key.remove();
});

test("two tabs sign in at once, each with a passkey of its own", async ({ page, context }) => {
  await write(page, "twice");
  const journal = await kept(page);
  const first = await Device.of(page);
  await addPasskey(page);
  const tab = await context.newPage();
  const second = await Device.of(tab, "usb");
  await addPasskey(tab);
  await signOut(page);
  for (const one of [page, tab]) await one.goto("/sign-in");
  await Promise.all([page, tab].map((one) => signInButton(one).click()));
  await Promise.all([page, tab].map((one) => expect(note(one)).toHaveValue("twice")));
  expect(await kept(page)).toEqual(journal);
  for (const device of [first, second]) await device.remove();
});

test("a second browser signs in, and its own days come along", async ({ page, browser, baseURL }) => {
  const phone = await Device.of(page);
  await write(page, "at home");
  await addPasskey(page);
  const other = await browser.newContext({ baseURL: baseURL! });
  const laptop = await other.newPage();
  await phone.share(await Device.of(laptop));
  await laptop.goto("/sign-in");
  await signInButton(laptop).click();
  await expect(note(laptop)).toHaveValue("at home");
  await other.close();
});

test("a sign-in that fails says what to do, and can be repeated", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  const phone = await Device.of(page);
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

test("the browser offers passkeys where it fills in, until the button is pressed", async ({ page }) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(self, { seen });
    const { get } = CredentialsContainer.prototype;
    CredentialsContainer.prototype.get = function (options) {
      const asked = options?.mediation ?? "modal";
      seen.push(asked);
      options?.signal?.addEventListener("abort", () => seen.push(`${asked} aborted`));
      return get.call(this, options);
    };
    PublicKeyCredential.isConditionalMediationAvailable = async () => true;
  });
  const phone = await Device.of(page);
  await phone.verifies(false);
  await page.goto("/sign-in");
  const seen = () => page.evaluate(() => (self as unknown as { seen: string[] }).seen);
  await expect.poll(seen).toEqual(["conditional"]);
  await signInButton(page).click();
  await expect.poll(seen).toEqual(["conditional", "conditional aborted", "modal", "conditional"]);
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
