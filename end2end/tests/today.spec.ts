import type { Page } from "@playwright/test";
import {
  awake,
  expect,
  face,
  hold,
  kept,
  MOODS,
  note,
  notice,
  openToday,
  pick,
  plus,
  save,
  saveDay,
  seed,
  state,
  test,
  today,
  week,
  weekday,
  weekdayIndex,
  writes,
} from "../kit.ts";

test("a face and a few words are saved, drawn, and still there after a reload", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  await expect(state(page)).toHaveText("");

  await expect(save(page)).toBeHidden();

  await note(page).fill("A walk by the river");
  await expect(state(page)).toHaveText("Not saved yet");
  await expect(save(page)).toHaveText("Save");
  await face(page, "Good").check();

  await expect(notice(page)).toHaveText(`${weekday(day)} saved`);
  await expect(state(page)).toHaveText("Saved");
  await expect(save(page)).toBeHidden();
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");

  await page.reload();
  await awake(page);
  await expect(face(page, "Good")).toBeChecked();
  await expect(note(page)).toHaveValue("A walk by the river");
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ day, mood: "good", note: "A walk by the river", version: 1 }]);
});

test("every face stands at its own height in the week", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openToday(page);
  for (const [index, mood] of MOODS.entries()) {
    await face(page, new RegExp(mood, "i")).check();
    const mark = week(page).locator(`.today [data-score="${index + 1}"]`);
    await expect(mark).toBeVisible();
    const [box, plot] = [await mark.boundingBox(), await week(page).locator(".today .plot").boundingBox()];
    const height = 1 - (box!.y + box!.height / 2 - plot!.y) / plot!.height;
    expect(height).toBeCloseTo(index / 4, 1);
    await expect(mark.locator("use")).toHaveAttribute("href", `#${mood}`);
  }
});

test("the same day again is an update of one entry", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad", "Rain");
  await saveDay(page, "Great", "Then sun");
  await expect(notice(page)).toContainText(" updated");
  await expect(state(page)).toHaveText("Updated");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Then sun", version: 2 }]);
});

test("undo of a first save takes the day out and leaves its words in the form", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad", "Too hasty");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(notice(page)).toContainText("Undone");
  await expect(state(page)).toHaveText("Not saved yet");
  await expect(note(page)).toHaveValue("Too hasty");
  expect(await kept(page)).toEqual([]);
});

test("undo of an update brings back what was there", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "First words");
  await saveDay(page, "Awful", "Other words");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(notice(page)).toContainText("Undone");
  await expect(face(page, "Good")).toBeChecked();
  await expect(note(page)).toHaveValue("First words");
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "First words" }]);
});

test("a day is removed, and undo brings it back", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Okay", "Keep me");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(notice(page)).toContainText("removed");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await expect(note(page)).toHaveValue("");
  await expect(page.getByRole("button", { name: "Remove" })).toBeHidden();
  expect(await kept(page)).toEqual([]);

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(face(page, "Okay")).toBeChecked();
  await expect(note(page)).toHaveValue("Keep me");
  expect(await kept(page)).toMatchObject([{ mood: "okay", note: "Keep me" }]);
});

test("a draft survives a reload and a visit to another day", async ({ page }) => {
  await openToday(page);
  await pick(page, "Okay");
  await note(page).fill("Half a thought");
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue("Half a thought");

  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(note(page)).toHaveValue("");
  await page.getByRole("link", { name: "Back to today" }).click();
  await expect(face(page, "Okay")).toBeChecked();
  await expect(note(page)).toHaveValue("Half a thought");
  await expect(state(page)).toHaveText("Not saved yet");
});

test("what is chosen and typed before the island wakes is kept", async ({ page }) => {
  const release = await hold(page, "**/*.wasm");
  await page.goto("/");
  await face(page, "Great").check();
  await note(page).fill("Typed early");
  release();
  await awake(page);
  await expect(face(page, "Great")).toBeChecked();
  await expect(note(page)).toHaveValue("Typed early");
  // A tap is a tap, also before anybody could hear it.
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Typed early" }]);
});

test("saving works before the island wakes, and when it never does", async ({ page, problems }) => {
  problems.expect(/ERR_FAILED/, /Failed to fetch/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/");
  await face(page, "Good").check();
  await note(page).fill("Without help");
  await save(page).click();
  await expect(notice(page)).toContainText(" saved");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Without help" }]);

  // Awake at last, what the island has to say takes the place of the server's news.
  await page.unroute("**/*.wasm");
  await page.reload();
  await awake(page);
  await saveDay(page, "Great");
  await expect(notice(page)).toHaveCount(1);
  await expect(notice(page)).toContainText(" updated");
});

test("the note counts characters as a person does, and 501 are refused in place", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  const count = page.locator("#count");
  await note(page).fill("  été ☀ 🌧  ");
  await expect(count).toHaveText("");
  await note(page).fill("🌧".repeat(449));
  await expect(count).toHaveText("");
  await note(page).fill(`${"🌧".repeat(450)} `);
  await expect(count).toHaveText("450 of 500 characters");
  await pick(page, "Bad");
  await note(page).fill("🌧".repeat(501));
  await expect(count).toContainText("501 of 500");
  await expect(note(page)).toHaveAttribute("aria-invalid", "true");
  await save(page).click();
  await expect(notice(page)).toContainText("500 characters at most");
  await expect(note(page)).toHaveValue("🌧".repeat(501));
  expect(sent).toEqual([]);

  await note(page).fill("🌧".repeat(500));
  await save(page).click();
  await expect(state(page)).toHaveText("Saved");
  expect(sent).toEqual(["POST /mood"]);
});

test("a note is text, even if it looks like HTML", async ({ page }) => {
  const words = `</textarea><img src=x onerror=alert(1)>\n&amp; "quoted" <b>bold</b>`;
  await openToday(page);
  await saveDay(page, "Okay", words);
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue(words);
  await expect(state(page)).toHaveText("Saved");
  await expect(week(page).locator(".notes p")).toHaveText(words);
});

test("without a face nothing is sent", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  await note(page).fill("Words alone");
  await note(page).press("Control+Enter");
  const alert = page.getByRole("alert");
  await expect(alert).toHaveText("Choose one of the five faces first.");
  await save(page).click();
  await expect(page.getByRole("group")).toHaveAccessibleDescription("Choose one of the five faces first.");
  await expect(note(page)).toHaveValue("Words alone");
  expect(sent).toEqual([]);
  await face(page, "Great").check();
  await expect(alert).toBeHidden();
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Words alone" }]);
});

test("a double click saves once", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  await pick(page, "Great");
  // As a hand does it: the answer may be there before the second click.
  await save(page).click({ clickCount: 2, delay: 60 });
  await expect(notice(page)).toContainText(" saved");
  await expect(state(page)).toHaveText("Saved");
  expect(sent).toEqual(["POST /mood"]);
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});

test("what was done is said in the state's place until the next change, and covers nothing", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openToday(page);
  await saveDay(page, "Good");
  const boxes = await page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
    return {
      foot: box(".foot"),
      note: box(".note"),
      week: box("section.week"),
      notice: box(".notice"),
      undo: box(".status-button"),
    };
  });
  expect(boxes.notice.top).toBeGreaterThanOrEqual(boxes.note.bottom);
  expect(boxes.notice.bottom).toBeLessThanOrEqual(boxes.week.top);
  expect(Math.abs(boxes.undo.top + boxes.undo.height / 2 - (boxes.notice.top + boxes.notice.height / 2))).toBeLessThan(
    8,
  );
  await note(page).pressSequentially("a");
  await expect(notice(page)).toBeHidden();
  await expect(state(page)).toHaveText("Not saved yet");
});

test("the page does not jump at the first letter, nor when the button comes and goes", async ({ page }) => {
  await openToday(page);
  const place = async () => (await week(page).boundingBox())!.y;
  const before = await place();
  await note(page).pressSequentially("a");
  expect(await place()).toBe(before);
  await face(page, "Good").check();
  await expect(notice(page)).toBeVisible();
  expect(await place()).toBe(before);
});

test("a face is saved by a tap anywhere on it, as the input itself takes the tap", async ({ page }) => {
  await openToday(page);
  for (const mood of MOODS) {
    const [input, label] = await page.evaluate((mood) => {
      const input = document.querySelector(`#mood-${mood}`)!;
      return [input, input.closest("label")!].map((element) => element.getBoundingClientRect());
    }, mood);
    // A label forwards a tap as a click that says nothing of a pointer in some browsers.
    expect(input.width).toBe(label.width);
    expect(input.height).toBe(label.height);
  }
  await page.mouse.click(...(await centre(page, ".mood.great .face")));
  await expect(state(page)).toHaveText("Saved");
});

test("the message about a tap stays after the tap", async ({ page }) => {
  await openToday(page);
  await note(page).fill("x".repeat(501));
  await face(page, "Good").check();
  await expect(notice(page)).toContainText("500 characters at most");
  await note(page).fill("Short");
  await save(page).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  // Again on the same face: nothing to save, and Undo stays.
  await face(page, "Good").click();
  await face(page, "Good").press("4");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});

test("an early tap adds to what was kept as a draft", async ({ page, context }) => {
  await openToday(page);
  await note(page).fill("A long thought of this morning");
  await expect(state(page)).toHaveText("Not saved yet");
  await page.close();
  const later = await context.newPage();
  const release = await hold(later, "**/*.wasm");
  await later.goto("/");
  await face(later, "Good").check();
  release();
  await awake(later);
  await expect(note(later)).toHaveValue("A long thought of this morning");
  await expect(state(later)).toHaveText("Saved");
  expect(await kept(later)).toMatchObject([{ mood: "good", note: "A long thought of this morning" }]);
});

test("a look at another tab leaves the draft of this one", async ({ page, context }) => {
  await openToday(page);
  const other = await context.newPage();
  await openToday(other);
  await note(page).fill("Half a thought");
  await expect(state(page)).toHaveText("Not saved yet");
  const read = other.waitForResponse(/mood\/week/);
  await other.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await read;
  await other.waitForTimeout(200);
  await other.close();
  await page.close();
  const later = await context.newPage();
  await openToday(later);
  await expect(note(later)).toHaveValue("Half a thought");
});

test("the placeholder answers the face", async ({ page }) => {
  await openToday(page);
  await expect(note(page)).toHaveAttribute("placeholder", "A few words, if you like");
  await face(page, "Awful").check();
  await expect(note(page)).toHaveAttribute("placeholder", "What weighed on it?");
});

test("a draft is discarded, and undo brings it back", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "Kept");
  await note(page).fill("Kept, and a slip");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(note(page)).toHaveValue("Kept");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(note(page)).toHaveValue("Kept, and a slip");
  await expect(state(page)).toHaveText("Not saved yet");
});

test("a draft stays after its tab is closed, and ends after thirty days", async ({ page, context }) => {
  await openToday(page);
  await note(page).fill("Half a thought");
  await expect(state(page)).toHaveText("Not saved yet");
  await page.close();
  const later = await context.newPage();
  await openToday(later);
  await expect(note(later)).toHaveValue("Half a thought");
  const drafts = () => later.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith("draft:")));
  const [[name, text]] = await drafts();
  // Touched long ago, under any journal's name.
  await later.evaluate(
    ([name, text]) => {
      localStorage.setItem(name, text.replace(/^.*/, "2020-01-01"));
      localStorage.setItem("draft:other:2020-01-01", "2020-01-01\n\nwords");
    },
    [name, text],
  );
  await later.evaluate(() => document.documentElement.removeAttribute("data-draft"));
  await later.reload();
  await awake(later);
  await expect(note(later)).toHaveValue("");
  expect(await drafts()).toEqual([]);
});

test("the week is told in a sentence", async ({ page }) => {
  await openToday(page);
  const summary = week(page).locator("#summary");
  const middle = plus(await today(page), -7);
  const monday = plus(middle, -weekdayIndex(middle));
  await openToday(page, `/?day=${middle}`);
  await expect(summary).toHaveText("Nothing written that week.");
  for (const [offset, mood] of (["bad", "good", "good", "great", "good"] as const).entries()) {
    await seed(page, { day: plus(monday, offset), mood });
  }
  await openToday(page, `/?day=${middle}`);
  await expect(summary).toHaveText("Five days written, mostly good, Monday low.");
});

test("today's page leads to an empty yesterday", async ({ page }) => {
  await openToday(page);
  const yesterday = page.getByRole("link", { name: "Yesterday?" });
  // Not on a blank page: one question at a time.
  await expect(yesterday).toBeHidden();
  await saveDay(page, "Good");
  await yesterday.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was yesterday?");
  await saveDay(page, "Okay");
  await page.getByRole("link", { name: "Back to today" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  await expect(yesterday).toBeHidden();
});

test("nothing moves while the page loads and wakes", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const total = () =>
    page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0));
  await openToday(page);
  await page.waitForTimeout(200);
  expect(await total()).toBeLessThan(0.001);
  await saveDay(page, "Okay", "Steady");
  await page.reload();
  await awake(page);
  await page.waitForTimeout(200);
  expect(await total()).toBeLessThan(0.001);
});

/** The middle of an element, for the mouse. */
async function centre(page: Page, selector: string): Promise<[number, number]> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  return [x + width / 2, y + height / 2];
}
