import {
  awake,
  column,
  expect,
  face,
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
} from "../kit.ts";

test("what one tab saves appears in the other", async ({ page, context }) => {
  const other = await context.newPage();
  await openToday(page);
  await openToday(other);
  await saveDay(page, "Great", "From the first");
  await expect(note(other)).toHaveValue("From the first");
  await expect(face(other, "Great")).toBeChecked();
  await expect(state(other)).toHaveText("Saved");
  await expect(week(other).locator(".today [data-score]")).toHaveAttribute("data-score", "5");

  await saveDay(other, "Bad", "From the second");
  await expect(note(page)).toHaveValue("From the second");
  await expect(state(page)).toHaveText("Updated");
  await other.getByRole("button", { name: "Remove" }).click();
  await expect(note(page)).toHaveValue("");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
});

test("a draft in one tab is not touched by a save in the other", async ({ page, context }) => {
  const other = await context.newPage();
  await openToday(page);
  await openToday(other);
  await pick(other, "Awful");
  await note(other).fill("My own draft");
  await saveDay(page, "Good", "Saved first");
  await other.evaluate(() => dispatchEvent(new Event("pageshow")));
  await other.waitForTimeout(300);
  await expect(note(other)).toHaveValue("My own draft");
  await expect(face(other, "Awful")).toBeChecked();
  await expect(state(other)).toHaveText("Not saved yet");
  // Later it is an update, and says so.
  await save(other).click();
  await expect(notice(other)).toContainText(" updated");
  await expect(note(page)).toHaveValue("My own draft");
});

test("what another device wrote is there when the tab is looked at again", async ({ page }) => {
  await openToday(page);
  await seed(page, { day: await today(page), mood: "okay", note: "From the phone" });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(note(page)).toHaveValue("From the phone");
  await expect(state(page)).toHaveText("Saved");
});

test("going back shows the day as it is kept", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await saveDay(page, "Bad", "First");
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(page).toHaveURL(/day=/);
  await awake(page);
  await saveDay(page, "Good", "Elsewhere");
  await seed(page, { day, mood: "great", note: "Changed first" });
  await page.goBack();
  await awake(page);
  await expect(note(page)).toHaveValue("Changed first");
  await expect(face(page, "Great")).toBeChecked();
  await expect(state(page)).toHaveText("Updated");
  await page.goForward();
  await awake(page);
  await expect(note(page)).toHaveValue("Elsewhere");
  const before = plus(day, -7);
  await expect(column(page, `${weekday(before)} ${Number(before.slice(8))}: Good`)).toBeVisible();
});

test("a session that has ended says what to do, and doing it keeps the words", async ({ page, context, problems }) => {
  problems.expect(/Failed to load resource.* 401/);
  await openToday(page);
  await saveDay(page, "Good", "In the first journal");
  await note(page).fill("Half a");
  await context.clearCookies({ name: "humeur" });
  await save(page).click();
  await expect(notice(page)).toContainText("Your words are still here; reload the page to go on.");
  // What is typed after that comes along as well.
  await note(page).fill("Half a thought");
  await expect(state(page)).toHaveText("Not saved yet");
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue("Half a thought");
  await expect(face(page, "Good")).toBeChecked();
  await save(page).click();
  await expect(state(page)).toHaveText("Saved");
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue("Half a thought");
});
