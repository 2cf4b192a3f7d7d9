// A person's ways into their journal: an account, other browsers, and the device that keeps a passkey.

import {
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  expect,
  type Page,
  request,
} from "@playwright/test";
import type { Problems } from "./kit.ts";

/** Makes an account of the page's journal; returns its recovery code. */
export async function openAccount(page: Page): Promise<string> {
  // Tests share a server, whose limit of attempts is for each address.
  const address = [1, 2, 3].map(() => Math.floor(Math.random() * 256));
  const headers = { "x-forwarded-for": `10.${address.join(".")}` };
  const answer = await page.request.post("/auth/recovery/new", { data: {}, headers });
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { code: string }).code;
}

/** Signs the page's browser in to the account of a recovery code. */
export async function signInWith(page: Page, code: string) {
  const answer = await page.request.post("/auth/recovery", { data: { code } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

export const recoveryCard = (page: Page) => page.locator(".recovery-card");

/** Makes a recovery code by the settings, which is shown then; returns it. */
export async function makeCode(page: Page, button = "Make a recovery code"): Promise<string> {
  await page.goto("/settings");
  await page.getByRole("button", { name: button }).click();
  await expect(recoveryCard(page)).toBeVisible();
  return (await recoveryCard(page).locator(".code").textContent())?.trim() ?? "";
}

/** Makes the settings show a code for another device; returns it, and the address of its QR code. */
export async function makeLink(page: Page, button = "Link a device"): Promise<{ code: string; url: string }> {
  await page.goto("/settings");
  await page.getByRole("button", { name: button }).click();
  const shown = page.locator("#link");
  await expect(shown.getByRole("heading")).toBeFocused();
  await expect(shown.getByRole("img", { name: /QR/ })).toBeVisible();
  const code = (await shown.locator(".code").textContent()) ?? "";
  const address = (await shown.locator(".address").textContent()) ?? "";
  return { code, url: `${address}?code=${code}` };
}

/** Another browser: its own cookies, and the same eyes open. */
export async function elsewhere(
  browser: Browser,
  problems: Problems,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  problems.watch(context);
  return context.newPage();
}

/** A program with an API key, which has no cookies. */
export async function program(page: Page, key: string): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: new URL("/", page.url()).href,
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  });
}

/** The name of this machine at which passkeys work: they need a domain. */
export const named = (url: string) => url.replace("127.0.0.1", "localhost");

/** The browser offers nothing by itself: a virtual authenticator would accept at once. */
export const withoutAutofill = (context: BrowserContext) =>
  context.addInitScript(() => {
    // An empty tab has no passkeys.
    if (isSecureContext) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

/** An authenticator of the page's device. */
export class Authenticator {
  private constructor(
    readonly client: CDPSession,
    readonly id: string,
  ) {}

  static async of(page: Page, transport: "internal" | "usb" = "internal"): Promise<Authenticator> {
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
    return new Authenticator(client, authenticatorId);
  }

  async credentials() {
    const { credentials } = await this.client.send("WebAuthn.getCredentials", { authenticatorId: this.id });
    return credentials;
  }

  /** Copies the newest passkey to another device. */
  async share(other: Authenticator) {
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
