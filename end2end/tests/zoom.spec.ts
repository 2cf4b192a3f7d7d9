// 1280 pixels at 400 %: 320 of CSS, and very little height. Nothing is cut or covered, and the focus
// is always seen (WCAG 1.4.10, 2.4.7, 2.4.11).
import type { Page } from "@playwright/test";
import { expect, face, note, openToday, plus, saveDay, seed, test, today, within } from "../kit.ts";

test.use({ viewport: { width: 320, height: 256 }, contextOptions: { reducedMotion: "reduce" } });

/** Controls and text. */
const CONTROLS = "a[href], button, label.mood, textarea, select, summary";
const TEXTS = "h1, h2, p, label, th, td, li, legend";

/** Pairs of controls that lie on each other, and texts that lie on a control or do not fit into their place. */
const collisions = (page: Page) =>
  page.evaluate(
    ([controls, texts]) => {
      const seen = (selector: string) =>
        [...document.querySelectorAll<HTMLElement>(selector)].filter(
          (element) =>
            element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
            !element.closest(".skip, .hidden"),
        );
      const name = (element: HTMLElement) =>
        `${element.localName}.${element.className} “${element.textContent!.trim().slice(0, 30)}”`;
      const found: string[] = [];
      const targets = seen(controls);
      const meet = (a: DOMRect, b: DOMRect) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      const related = (one: HTMLElement, other: HTMLElement) => one.contains(other) || other.contains(one);
      for (const [place, one] of targets.entries()) {
        for (const other of targets.slice(place + 1)) {
          if (!related(one, other) && meet(one.getBoundingClientRect(), other.getBoundingClientRect()))
            found.push(`${name(one)} lies on ${name(other)}`);
        }
      }
      // The bar of a narrow screen lies over the page, which scrolls.
      const inPage = targets.filter((target) => !target.closest("nav"));
      for (const text of seen(texts)) {
        // The words themselves, which may reach out of their element. Those of a list are partly for readers alone.
        const words = document.createRange();
        if (text.localName === "p") words.selectNodeContents(text);
        for (const control of inPage) {
          const place = control.getBoundingClientRect();
          if (!related(text, control) && [...words.getClientRects()].some((line) => meet(line, place)))
            found.push(`${name(text)} lies on ${name(control)}`);
        }
        const { overflowX, overflowY } = getComputedStyle(text);
        if (text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 0 && overflowX === "hidden")
          found.push(`${name(text)} is cut`);
        if (text.scrollHeight > text.clientHeight + 1 && text.clientHeight > 0 && overflowY === "hidden")
          found.push(`${name(text)} is cut`);
        const { left, right } = text.getBoundingClientRect();
        if (right - left > 0 && (left < -1 || right > innerWidth + 1)) found.push(`${name(text)} is off the screen`);
      }
      return found;
    },
    [CONTROLS, TEXTS] as const,
  );

/** Goes through all that takes the focus: each is seen, and nothing lies over it. */
async function tabThrough(page: Page) {
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const names = new Set<string>();
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return undefined;
      // A face's radio button is as large as its label, and not drawn.
      const shown = element.closest<HTMLElement>("label.mood") ?? element;
      const { left, right, top, bottom } = shown.getBoundingClientRect();
      const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
      const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
      const over = document.elementFromPoint(x, y);
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return {
        name: `${element.localName} ${element.id} ${element.className} ${element.getAttribute("value") ?? ""} ${element.textContent!.trim().slice(0, 30)}`,
        onScreen: right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && y >= 0 && y <= innerHeight,
        covered: over !== null && !shown.contains(over) && !over.contains(shown) ? over.outerHTML.slice(0, 80) : "",
        marked: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      };
    });
    if (!stop) break;
    if (names.has(stop.name)) continue;
    names.add(stop.name);
    expect.soft(stop, "the focus is seen").toMatchObject({ onScreen: true, covered: "", marked: true });
  }
  return names.size;
}

/** All of that on the page as it stands. */
async function judge(page: Page) {
  await within(page);
  expect.soft(await collisions(page)).toEqual([]);
  expect(await tabThrough(page)).toBeGreaterThan(3);
}

for (const locale of ["en-GB", "fr-FR"]) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a day to write, with an older week and a long note", async ({ page }) => {
      await openToday(page);
      await judge(page);
      await seed(page, { day: plus(await today(page), -1), mood: "great", note: "unbreakable".repeat(30) });
      await face(page, /^(Good|Bonne)$/).check();
      await note(page).fill("A walk by the river, and bread still warm. ".repeat(9));
      await judge(page);
    });

    test("the settings, and an address without a page", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.goto("/settings");
      await judge(page);
      await page.goto("/nowhere");
      await judge(page);
    });
  });
}

test("a month, a year and a day of the calendar", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await seed(page, { day, mood: "great", note: "unbreakable".repeat(30) });
  for (const address of ["/calendar", `/calendar/${day.slice(0, 4)}`, `/calendar/${day}`]) {
    await page.goto(address);
    await judge(page);
  }
});

test("what was just saved is said, and covers nothing", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "Said and done");
  await judge(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, locale: "fr-FR" });

  for (const width of [320, 360, 390]) {
    test(`the state of the day lies on no button, at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 256 });
      await page.goto("/");
      await page.getByRole("radio", { name: "Bonne" }).check();
      await page.getByRole("button", { name: "Enregistrer" }).click();
      await expect(page.getByRole("button", { name: "Supprimer" })).toBeVisible();
      await page.goto("/");
      await expect(page.getByText("Enregistré", { exact: true })).toBeVisible();
      expect(await collisions(page)).toEqual([]);
    });
  }
});

// WCAG 1.4.12: with the spacing that a reader may ask for, nothing is cut or covered.
test("text spacing may be wider", async ({ page }) => {
  await openToday(page);
  await seed(page, { day: plus(await today(page), -1), mood: "great", note: "A long talk" });
  await saveDay(page, "Good", "Said and done");
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      element.style.setProperty("line-height", "1.5", "important");
      element.style.setProperty("letter-spacing", "0.12em", "important");
      element.style.setProperty("word-spacing", "0.16em", "important");
    }
    for (const element of document.querySelectorAll<HTMLElement>("p"))
      element.style.setProperty("margin-bottom", "2em", "important");
  });
  await judge(page);
});
