// High contrast, where a person's own few colours replace all of ours: what a colour said, a shape
// or a line has to say.
import type { Page } from "@playwright/test";
import { accessible, expect, face, note, openToday, saveDay, test } from "../kit.ts";

test.use({ contextOptions: { forcedColors: "active", reducedMotion: "reduce" } });

/** Buttons and fields that are drawn without an edge. */
const withoutEdge = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, .button, textarea, select")]
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const { borderTopStyle, borderTopWidth, outlineStyle } = getComputedStyle(element);
        return outlineStyle === "none" && (borderTopStyle === "none" || Number.parseFloat(borderTopWidth) < 1);
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );

/** A picture of a part of the page, without the focus. */
async function picture(page: Page, name: string) {
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  return page.locator("label.mood", { has: face(page, name) }).screenshot({ caret: "initial" });
}

test("the faces are there, and the chosen one is told from the others", async ({ page }) => {
  await openToday(page);
  const before = await picture(page, "Good");
  await face(page, "Good").check();
  expect((await picture(page, "Good")).equals(before)).toBe(false);
  // A face is more than an empty place.
  const colours = await page
    .locator("label.mood svg")
    .first()
    .evaluate((face) => {
      const parts = [
        ...face.querySelectorAll("*"),
        ...(document.querySelector(face.querySelector("use")!.getAttribute("href")!)?.querySelectorAll("*") ?? []),
      ];
      return parts.map((part) => getComputedStyle(part).fill);
    });
  expect(new Set(colours).size).toBeGreaterThan(1);
});

test("what can be pressed or filled in has an edge", async ({ page }) => {
  await openToday(page);
  await face(page, "Good").check();
  await note(page).fill("A line");
  expect(await withoutEdge(page)).toEqual([]);
  await saveDay(page, "Good", "A line");
  expect(await withoutEdge(page)).toEqual([]);
  await accessible(page, "light");
  await page.goto("/settings");
  expect(await withoutEdge(page)).toEqual([]);
});
