// What every test stands on: a server, a new visitor, and eyes open for what goes wrong unseen.

import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { Humeur } from "./servers.ts";

export { expect };

export type Mood = "awful" | "bad" | "okay" | "good" | "great";
export const MOODS: Mood[] = ["awful", "bad", "okay", "good", "great"];

export interface Entry {
  day: string;
  mood: Mood;
  note?: string;
  version: number;
}

/**
 * Every error or warning of the browser fails the test: an island the linker dropped, a hydration
 * that does not match, a breach of the Content-Security-Policy, a request to another site.
 */
export class Problems {
  readonly #found: string[] = [];
  readonly #expected = [
    // A browser may skip the animation between two pages, and says so.
    /^page: Transition was (aborted|skipped)/,
    // playwright.config.ts says why.
    /Service Worker registration blocked by Playwright/,
  ];

  watch(context: BrowserContext) {
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.#found.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.#found.push(`page: ${error.error().message}`));
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && !["127.0.0.1", "localhost", "humeur.test"].includes(hostname)) {
        this.#found.push(`a request left the site: ${request.url()}`);
      }
    });
  }

  /** Says what a test provokes on purpose. */
  expect(...patterns: RegExp[]) {
    this.#expected.push(...patterns);
  }

  check() {
    const left = this.#found.filter((text) => !this.#expected.some((known) => known.test(text)));
    expect(left, "the browser's errors and warnings").toEqual([]);
  }
}

export const test = base.extend<{ problems: Problems }, { server: Humeur }>({
  server: [
    async ({}, use) => {
      const server = new Humeur();
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  problems: [
    async ({ context }, use) => {
      const problems = new Problems();
      problems.watch(context);
      await use(problems);
      problems.check();
    },
    { auto: true },
  ],
});

/** Waits until every island is awake. */
export async function awake(page: Page) {
  await expect(page.locator("html")).toHaveAttribute("data-awake", "true");
}

/** Waits until every island is awake, or the page knows that it goes on without. */
export async function settled(page: Page) {
  await expect(page.locator("html")).toHaveAttribute("data-awake", /true|failed/);
}

/** Opens the journal, on today or on another address, and waits until it is awake. */
export async function openToday(page: Page, address = "/") {
  await page.goto(address);
  await awake(page);
}

/** The parts of the page, by what a person or a screen reader calls them. */
export const face = (page: Page, name: string | RegExp) => page.getByRole("radio", { name });
export const note = (page: Page) => page.getByRole("textbox", { name: "Note" });
export const save = (page: Page) => page.locator("form.day button.save");
export const state = (page: Page) => page.locator(".state");
/** The line beside the button, when it says what has just happened. */
export const notice = (page: Page) => page.getByRole("status").locator(".notice:visible");
export const week = (page: Page) => page.locator("section.week");
/** A day's column of the chart, by the words read out for it: `column(page, /Friday/)`. */
export const column = (page: Page, name: string | RegExp) => week(page).locator(".chart").getByRole("link", { name });

/** Writes and taps a face, which saves both; where the face is chosen already, the button does. */
export async function write(page: Page, mood: string, words?: string) {
  if (words !== undefined) await note(page).fill(words);
  const chosen = face(page, mood);
  if (await chosen.isChecked()) await save(page).click();
  else await chosen.check();
}

/** Answers the question and waits until it is kept. */
export async function saveDay(page: Page, mood: string, words?: string) {
  await write(page, mood, words);
  await expect(notice(page)).toContainText(/ saved| updated|enregistré|mis à jour/);
}

/** Chooses a face as the arrow keys do: without saving it. */
export async function pick(page: Page, mood: string) {
  await face(page, mood).evaluate((input: HTMLInputElement) => {
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** The person's date, as the page has it. */
export async function today(page: Page): Promise<string> {
  return (await page.locator("html").getAttribute("data-today")) ?? "";
}

/** `day` moved by a number of days. */
export function plus(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** 0 for Monday … 6 for Sunday. */
export const weekdayIndex = (day: string) => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;

export function weekday(day: string, locale = "en-GB"): string {
  const name = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  return name.format(new Date(`${day}T12:00:00Z`));
}

/** Writes entries as a script would, into the journal of the page's visitor. */
export async function seed(page: Page, ...entries: Omit<Entry, "version">[]) {
  for (const entry of entries) {
    const answer = await page.request.post("/mood", { data: entry });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}

/** The stored entries, 180 days back to two days ahead. */
export async function kept(page: Page): Promise<Entry[]> {
  const now = new Date().toISOString().slice(0, 10);
  const answer = await page.request.get(`/mood/week?start=${plus(now, -180)}&end=${plus(now, 2)}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).items;
}

/** Counts the requests that write. */
export function writes(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

/** Holds answers back until the function it returns is called. */
export async function hold(page: Page, address: string | RegExp, method?: string) {
  let release!: () => void;
  const released = new Promise<void>((done) => (release = done));
  await page.route(address, async (route) => {
    if (!method || route.request().method() === method) await released;
    await route.continue().catch(() => undefined);
  });
  return release;
}

/**
 * Holds the page, in these colours, to WCAG 2.0 to 2.2, A and AA, and to axe's good practice; in the dark,
 * where only the colours differ, to its rules about colours. axe needs scripts: of a page without them, a
 * copy is examined.
 */
export async function accessible(page: Page, colorScheme: "light" | "dark") {
  const isScripted = await page.evaluate(() => !matchMedia("(scripting: none)").matches);
  if (isScripted) return examine(page, colorScheme);
  const copy = await copyOf(page, colorScheme);
  await examine(copy, colorScheme);
  await copy.context().close();
}

/** The page as it stands, without its scripts, in a browser that runs those of axe. */
async function copyOf(page: Page, colorScheme: "light" | "dark"): Promise<Page> {
  const html = (await page.content()).replace(/<script.*?<\/script>|<\/?noscript>/gs, "");
  const context = await page.context().browser()!.newContext({
    javaScriptEnabled: true,
    colorScheme,
    reducedMotion: "reduce",
    serviceWorkers: "block",
    viewport: page.viewportSize(),
  });
  const copy = await context.newPage();
  await copy.route("**/*", (route) =>
    route.request().resourceType() === "document"
      ? route.fulfill({ contentType: "text/html; charset=utf-8", body: html })
      : route.continue(),
  );
  await copy.goto(page.url());
  return copy;
}

/** The colours and the motion that the page is asked for. */
async function preferences(page: Page) {
  const [isDark, isStill] = await page.evaluate(() => [
    matchMedia("(prefers-color-scheme: dark)").matches,
    matchMedia("(prefers-reduced-motion: reduce)").matches,
  ]);
  return {
    colorScheme: isDark ? ("dark" as const) : ("light" as const),
    reducedMotion: isStill ? ("reduce" as const) : ("no-preference" as const),
  };
}

async function examine(page: Page, colorScheme: "light" | "dark") {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const axe = new AxeBuilder({ page });
  if (colorScheme === "light") axe.withTags(tags);
  else axe.withRules(["color-contrast", "link-in-text-block"]);
  const before = await preferences(page);
  // Without motion, so that no colour is on its way to another.
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const { violations } = await axe.analyze();
  await page.emulateMedia(before);
  const found = violations.map((violation) => ({
    rule: violation.id,
    where: violation.nodes.map((node) => `${node.target}: ${node.failureSummary}`),
  }));
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

/** Everything that can be touched is 44 × 44 px, and nothing is wider than the screen. */
export async function handy(page: Page) {
  await still(page);
  const small = await page.evaluate(() => {
    const targets = "a[href]:not(.skip), button, label.mood, textarea, select";
    return (
      [...document.querySelectorAll(targets)]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        // Half a pixel is a matter of rounding; what is not drawn cannot be missed.
        .filter(({ box }) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
        .map(({ element, box }) => `${element.outerHTML.slice(0, 70)} is ${box.width} × ${box.height}`)
    );
  });
  expect.soft(small, `small targets on ${page.url()}`).toEqual([]);
  await within(page);
}

/** Waits until every animation has ended: a face that glides to its place lies elsewhere on every frame. */
async function still(page: Page) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
}

/** Nothing is wider than the screen. */
export async function within(page: Page) {
  await still(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(wide, `wider than the screen on ${page.url()}`).toBeLessThanOrEqual(0);
}
