// Shares: the owner makes and stops a link in one browser, and a friend reads in another.
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { accessible, expect, handy, openToday, type Problems, plus, seed, test, today, within } from "../kit.ts";
import { elsewhere } from "../people.ts";
import { picture } from "../pictures.ts";

const link = (page: Page) => page.getByRole("textbox", { name: "Your new link" });
const COMMENTS = "Comments, and let readers write some";
const days = (page: Page) => page.locator(".shared-days").getByRole("listitem");

/** A journal with a week of days, of which two have a note. */
async function journal(page: Page): Promise<string> {
  await openToday(page);
  const day = await today(page);
  for (let back = 1; back < 7; back += 1) await seed(page, { day: plus(day, -back), mood: "good" });
  await seed(page, { day, mood: "great", note: "a walk by the canal\n<b>🌧</b>" });
  await seed(page, { day: plus(day, -8), mood: "awful", note: "not for you" });
  return day;
}

/** Shares the last seven days by the form; returns the link. */
async function share(page: Page, day: string, passphrase = "", parts = ["Notes"]): Promise<string> {
  await page.goto(`/sharing?start=${plus(day, -6)}&end=${day}`);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Passphrase (optional)").fill(passphrase);
  for (const part of parts) await page.getByRole("checkbox", { name: part, exact: true }).check();
  await page.getByRole("button", { name: "Make a link" }).click();
  await expect(link(page)).toBeVisible();
  return link(page).inputValue();
}

/** A friend's browser, which answers a gone link with an error. */
async function friend(browser: Browser, problems: Problems, options: BrowserContextOptions = {}): Promise<Page> {
  problems.expect(/Failed to load resource/);
  return elsewhere(browser, problems, options);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test("a week is shared, read by a friend, and stopped while they read", async ({ browser, page, problems }) => {
      const day = await journal(page);
      const owner = await friend(browser, problems, {
        javaScriptEnabled,
        storageState: await page.context().storageState(),
        baseURL: new URL(page.url()).origin,
      });
      const url = await share(owner, day);
      const reader = await friend(browser, problems, { javaScriptEnabled });
      await reader.goto(url);
      await expect(reader.getByText(/Ada.? shared these days with you/)).toBeVisible();
      await expect(days(reader)).toHaveCount(7);
      await expect(days(reader).last()).toContainText("a walk by the canal\n<b>🌧</b>");
      await expect(reader.getByText("not for you")).toHaveCount(0);
      await expect(reader.getByRole("link", { name: "Today" })).toHaveCount(0);
      expect(await reader.context().cookies()).toEqual([]);

      await owner.goto("/sharing");
      const item = owner.locator("#shares").getByRole("listitem");
      await expect(item).toContainText("Opened once");
      await item.getByRole("button", { name: /^Stop the link of/ }).click();
      await expect(owner.getByRole("status").filter({ hasText: "Link stopped" })).toBeVisible();
      await expect(item).toHaveCount(0);
      await reader.reload();
      await expect(reader.getByRole("heading", { level: 1 })).toHaveText("This link opens nothing");
      await owner.context().close();
      await reader.context().close();
    });

    test("a passphrase is asked for once", async ({ browser, page, problems }) => {
      const day = await journal(page);
      const url = await share(page, day, "canal and rain");
      const reader = await friend(browser, problems, { javaScriptEnabled });
      await reader.goto(url);
      await expect(days(reader)).toHaveCount(0);
      await reader.getByLabel("Passphrase").fill("canal");
      await reader.getByRole("button", { name: "Open" }).click();
      await expect(reader.getByRole("alert")).toContainText("This is not the passphrase");
      await reader.getByLabel("Passphrase").fill("canal and rain");
      await reader.getByRole("button", { name: "Open" }).click();
      await expect(days(reader)).toHaveCount(7);
      await reader.goto(url);
      await expect(days(reader)).toHaveCount(7);
      await reader.context().close();
    });

    test("a home server without HTTPS takes passphrase and comment", async ({ browser, page, problems }) => {
      const day = await journal(page);
      const url = new URL(await share(page, day, "canal and rain", ["Notes", COMMENTS]));
      url.hostname = "humeur.test";
      problems.expect(/Cross-Origin-Opener-Policy header has been ignored/);
      const reader = await friend(browser, problems, { javaScriptEnabled });
      await reader.goto(url.href);
      await reader.getByLabel("Passphrase").fill("canal and rain");
      await reader.getByRole("button", { name: "Open" }).click();
      await expect(days(reader)).toHaveCount(7);
      await reader.getByLabel("Your name").fill("Léa");
      await reader.getByLabel("Your words").fill("I know that canal.");
      await reader.getByRole("button", { name: "Send" }).click();
      await expect(reader.locator("#comments")).toContainText("I know that canal.");
      await reader.context().close();
    });
  });
}

test("a reader with a journal of their own keeps no copy of the page", async ({ browser, page, problems }) => {
  problems.expect(/Failed to load resource|net::ERR/);
  const day = await journal(page);
  const url = await share(page, day);
  const reader = await friend(browser, problems, { serviceWorkers: "allow" });
  await openToday(reader, new URL("/", url).href);
  await reader.evaluate(() => navigator.serviceWorker.ready);
  await reader.reload();
  await reader.goto(url);
  await expect(days(reader)).toHaveCount(7);
  const stored = await reader.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(stored).toContain("/");
  expect(stored.filter((path) => path.startsWith("/s/"))).toEqual([]);
  await reader.context().setOffline(true);
  await reader.goto(url).catch(() => undefined);
  await expect(days(reader)).toHaveCount(0);
  await reader.context().close();
});

test("the link can be copied, and the focus is on it", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const url = await share(page, await journal(page));
  await expect(page.getByRole("heading", { name: "Your new link" })).toBeFocused();
  await expect(page.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
});

test("the link is handed to the share sheet, where there is one", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.share = async (data) => {
      document.title = `${data?.url}`;
    };
  });
  const url = await share(page, await journal(page));
  await page.getByRole("button", { name: "Send…" }).click();
  await expect(page).toHaveTitle(url);
});

test("the calendar and the settings lead to it", async ({ page }) => {
  await journal(page);
  await page.goto("/calendar");
  await page.getByRole("link", { name: "Share days with someone" }).click();
  await expect(page.getByRole("link", { name: "This month" })).toHaveAttribute("aria-current", "true");
  await page.getByRole("link", { name: "This year" }).click();
  await expect(page.getByLabel("To", { exact: true })).toHaveValue(/-12-31$/);
  await page.goto("/settings");
  await page.getByRole("link", { name: "Share days with someone" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Share");
  const moment = await page.request.post("/events", { data: { title: "First snow", date: "2026-11-20" } });
  const { item } = (await moment.json()) as { item: { id: string } };
  await page.goto(`/moments/${item.id}`);
  await page.getByRole("link", { name: "Share this moment" }).click();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue("2026-11-20");
  await expect(page.getByLabel("To", { exact: true })).toHaveValue("2026-11-20");
  await expect(page.getByRole("checkbox", { name: "Moments", exact: true })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Notes" })).not.toBeChecked();
});

/** A moment with the longest words, without a place to break them, and a photo. */
async function longMoment(page: Page, date: string) {
  const data = { title: `A journey ${"far ".repeat(27)}`, date, location: "x".repeat(200) };
  const made = await page.request.post("/events", { data });
  const { item } = (await made.json()) as { item: { id: string } };
  await page.goto(`/moments/${item.id}`);
  await page.locator("details summary").first().click();
  await page.getByLabel(/^Add photos/).setInputFiles([await picture(page, "wide.jpg", 900, 300)]);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.locator(".gallery img")).toBeVisible();
}

test("all pages are accessible, fit and print, in both languages and looks", async ({ browser, page, problems }) => {
  test.setTimeout(120_000);
  const day = await journal(page);
  await longMoment(page, day);
  const url = await share(page, day, "", ["Notes", "Photos of these moments", COMMENTS]);
  const shares = (await (await page.request.get("/shares")).json()) as { shares: { id: string }[] };
  const { id } = shares.shares[0]!;
  const comment = {
    share: url.split("/s/")[1],
    sectionId: `share:${id}`,
    text: "x".repeat(300),
    author: "x".repeat(40),
  };
  expect((await page.request.post("/comments", { data: comment })).status()).toBe(200);
  const plainUrl = await share(page, day);
  const protectedUrl = await share(page, day, "canal and rain");
  const reader = await friend(browser, problems, { reducedMotion: "reduce" });
  for (const lang of ["en", "fr"]) {
    for (const [of, address] of [
      [page, "/sharing"],
      [page, `/sharing/${id}`],
      [page, "/new-comments"],
      [reader, url],
      [reader, protectedUrl],
      [reader, `${url}x`],
    ] as const) {
      await of.goto(`${address}?lang=${lang}`);
      for (const width of [320, 1280]) {
        await of.setViewportSize({ width, height: 900 });
        await within(of);
      }
      await of.setViewportSize({ width: 360, height: 800 });
      await handy(of);
      await accessible(of, "light");
      await of.emulateMedia({ colorScheme: "dark" });
      await accessible(of, "dark");
      await of.emulateMedia({ colorScheme: "light" });
    }
  }
  await reader.goto(plainUrl);
  await reader.emulateMedia({ media: "print" });
  await expect(reader.getByText("a walk by the canal")).toBeVisible();
  await expect(reader.getByRole("navigation")).toBeHidden();
  const pages = (await reader.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(pages).toHaveLength(1);
  await reader.context().close();
});
