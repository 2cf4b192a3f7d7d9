import { awake, expect, face, hold, kept, MOODS, note, openToday, save, saveDay, state, test, toast, today, weekday, week, writes } from "../kit.ts";

test("a face and a few words are saved, drawn, and still there after a reload", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  await expect(state(page)).toHaveText("");

  await face(page, "Good").check();
  await note(page).fill("A walk by the river");
  await expect(state(page)).toHaveText("Not saved yet");
  await save(page).click();

  await expect(toast(page)).toContainText(`Saved for ${weekday(day)}`);
  await expect(state(page)).toHaveText("Saved");
  await expect(save(page)).toHaveText("Update");
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
    await save(page).click();
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
  await expect(toast(page)).toContainText("Updated for");
  await expect(state(page)).toHaveText("Updated");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Then sun", version: 2 }]);
});

test("undo of a first save takes the day out and leaves its words in the form", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad", "Too hasty");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(toast(page)).toContainText("Undone");
  await expect(state(page)).toHaveText("Not saved yet");
  await expect(note(page)).toHaveValue("Too hasty");
  expect(await kept(page)).toEqual([]);
});

test("undo of an update brings back what was there", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "First words");
  await saveDay(page, "Awful", "Other words");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(toast(page)).toContainText("Undone");
  await expect(face(page, "Good")).toBeChecked();
  await expect(note(page)).toHaveValue("First words");
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "First words" }]);
});

test("a day is removed, and undo brings it back", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Okay", "Keep me");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(toast(page)).toContainText("Removed");
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
  await face(page, "Okay").check();
  await note(page).fill("Half a thought");
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue("Half a thought");

  await page.getByRole("link", { name: "Previous week" }).click();
  await awake(page);
  await expect(note(page)).toHaveValue("");
  await page.getByRole("link", { name: "Back to today" }).click();
  await awake(page);
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
  await expect(page.locator("#count")).toContainText("11 of 500");
  await expect(state(page)).toHaveText("Not saved yet");
  await save(page).click();
  await expect(state(page)).toHaveText("Saved");
});

test("saving works before the island wakes, and when it never does", async ({ page, problems }) => {
  problems.expect(/ERR_FAILED/, /Failed to fetch/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/");
  await face(page, "Good").check();
  await note(page).fill("Without help");
  await save(page).click();
  await expect(toast(page)).toContainText("Saved for");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Without help" }]);

  // Awake at last, what the island has to say takes the place of the server's news.
  await page.unroute("**/*.wasm");
  await page.reload();
  await awake(page);
  await saveDay(page, "Great");
  await expect(toast(page)).toHaveCount(1);
  await expect(toast(page)).toContainText("Updated for");
});

test("the note counts characters as a person does, and 501 are refused in place", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  const count = page.locator("#count");
  await note(page).fill("  été ☀ 🌧  ");
  await expect(count).toContainText("7 of 500");
  await face(page, "Bad").check();
  await note(page).fill("🌧".repeat(501));
  await expect(count).toContainText("501 of 500");
  await expect(note(page)).toHaveAttribute("aria-invalid", "true");
  await save(page).click();
  await expect(toast(page)).toContainText("500 characters at most");
  await expect(note(page)).toHaveValue("🌧".repeat(501));
  expect(sent).toEqual([]);

  await note(page).fill("🌧".repeat(500));
  await save(page).click();
  await expect(state(page)).toHaveText("Saved");
  expect(sent).toEqual(["POST /mood"]);
});

test("a note is text, whatever it holds", async ({ page }) => {
  const words = `</textarea><img src=x onerror=alert(1)>\n&amp; "quoted" <b>bold</b>`;
  await openToday(page);
  await saveDay(page, "Okay", words);
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue(words);
  await expect(state(page)).toHaveText("Saved");
  await page.getByText("Read this week as a table").click();
  await expect(week(page).locator("td.words")).toHaveText(words);
});

test("without a face nothing is sent", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  await note(page).fill("Words alone");
  await note(page).press("Control+Enter");
  await expect(toast(page)).toContainText("Choose one of the five faces first.");
  await save(page).click();
  await expect(note(page)).toHaveValue("Words alone");
  expect(sent).toEqual([]);
});

test("a double click saves once", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  await face(page, "Great").check();
  // As a hand does it: the answer may be there before the second click.
  await save(page).click({ clickCount: 2, delay: 60 });
  await expect(toast(page)).toContainText("Saved for");
  await expect(state(page)).toHaveText("Saved");
  expect(sent).toEqual(["POST /mood"]);
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});

test("good news leaves by itself, but not while somebody reaches for it", async ({ page }) => {
  await page.clock.install();
  await openToday(page);
  await saveDay(page, "Good");
  await toast(page).getByText("Saved for").hover();
  await page.clock.runFor(25_000);
  await expect(toast(page)).toContainText("Saved for");
  await page.mouse.move(0, 0);
  await page.clock.runFor(25_000);
  await expect(toast(page)).toBeHidden();
});

test("nothing moves while the page loads and wakes", async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const total = () => page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0));
  await openToday(page);
  await page.waitForTimeout(200);
  expect(await total()).toBeLessThan(0.001);
  await saveDay(page, "Okay", "Steady");
  await page.reload();
  await awake(page);
  await page.waitForTimeout(200);
  expect(await total()).toBeLessThan(0.001);
});
