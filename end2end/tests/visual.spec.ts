// Pictures of the main states, for eyes: test-results/screens/. What a machine can judge about
// them is asserted: the order of things, and that nothing sticks out.
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import {
  expect,
  type Mood,
  note,
  openToday,
  pick,
  plus,
  save,
  saveDay,
  seed,
  test,
  today,
  week,
  weekdayIndex,
  within,
} from "../kit.ts";

const WORDS = ["A walk by the river, and bread still warm.", "Slept badly.", "Long call with Ada — we laughed a lot."];

for (const width of [360, 768, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(() => {
      test.use({
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        contextOptions: { reducedMotion: "reduce" },
      });

      test(`the main states at ${width} px, ${colorScheme}`, async ({ page, problems }, info) => {
        problems.expect(/Failed to load resource/);
        const shoot = async (name: string) => {
          const path = join(dirname(info.outputDir), "screens", `${width}-${colorScheme}-${name}.png`);
          // Playwright would hide the caret by a style of its own, which our policy refuses.
          await page.screenshot({ path, fullPage: true, caret: "initial" });
          await within(page);
        };

        await openToday(page);
        await inOrder(page);
        await shoot("empty");

        const day = await today(page);
        const moods: Mood[] = ["okay", "bad", "good", "great", "good", "awful", "great"];
        for (let back = 7 + weekdayIndex(day); back > 0; back--) {
          if (back % 5 === 3) continue;
          await seed(page, { day: plus(day, -back), mood: moods[back % 7], note: WORDS[back % 3] });
        }
        await openToday(page);
        await pick(page, "Great");
        await note(page).fill(WORDS[0]);
        await shoot("draft");
        await saveDay(page, "Great");
        await inOrder(page);
        await shoot("saved");

        await openToday(page, `/?day=${plus(day, -7)}`);
        await shoot("past-week");

        await page.route("**/mood", (route) => route.abort());
        await note(page).fill("x".repeat(499));
        await save(page).click();
        await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
        await shoot("failed");

        await page.goto("/nowhere");
        await shoot("not-found");
        await openToday(page, "/?lang=fr");
        await shoot("french");
      });
    });
  }
}

/** The question, then the faces, the note, and the week; the first three at once. */
async function inOrder(page: Page) {
  const parts = [page.getByRole("heading", { level: 1 }), page.locator("fieldset"), note(page)];
  // Where there is room, the week is beside them.
  if (page.viewportSize()!.width < 960) parts.push(week(page));
  let above = 0;
  for (const part of parts) {
    const box = (await part.boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(above);
    above = box.y;
  }
  for (const part of parts.slice(0, 3)) await expect(part).toBeInViewport({ ratio: 1 });
  await expect(week(page)).toBeInViewport();
}
