// One journal, two places: what this page knows may be old, and it must not act on it.
import {
  awake,
  expect,
  face,
  kept,
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
} from "../kit.ts";

const undo = "Undo";
const look = (page: import("@playwright/test").Page) =>
  page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));

test("an entry that this page has never seen is not removed, unless the person removes it after all", async ({
  page,
  problems,
}) => {
  problems.expect(/Failed to load resource.* 409/);
  await openToday(page);
  const day = await today(page);
  await saveDay(page, "Good", "From here");
  await seed(page, { day, mood: "great", note: "From the phone" });
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(note(page)).toHaveValue("From the phone");
  expect(await kept(page)).toMatchObject([{ day, mood: "great", note: "From the phone" }]);

  await page.getByRole("button", { name: "Remove anyway" }).click();
  await expect(notice(page)).toContainText("removed");
  expect(await kept(page)).toEqual([]);
  await page.getByRole("button", { name: undo }).click();
  await expect(notice(page)).toContainText("Undone");
  expect(await kept(page)).toMatchObject([{ day, mood: "great", note: "From the phone" }]);
  await expect(note(page)).toHaveValue("From the phone");
});

test("an entry that this page has never seen is not overwritten, unless the person keeps theirs", async ({
  page,
  problems,
}) => {
  problems.expect(/Failed to load resource.* 409/);
  await openToday(page);
  const day = await today(page);
  await pick(page, "Bad");
  await note(page).fill("From here");
  await seed(page, { day, mood: "great", note: "From the phone" });
  await save(page).click();
  const box = page.getByRole("alert");
  await expect(box).toContainText("Another device changed this day first");
  await expect(box).toContainText(/Bad\W+From here/);
  await expect(page.getByRole("button", { name: undo })).toBeHidden();
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "From the phone", version: 1 }]);

  await box.getByRole("button", { name: "Keep mine" }).click();
  await expect(notice(page)).toContainText(" updated");
  await expect(box).toBeHidden();
  expect(await kept(page)).toMatchObject([{ mood: "bad", note: "From here", version: 2 }]);
  await page.getByRole("button", { name: undo }).click();
  await expect(note(page)).toHaveValue("From the phone");
  await expect(state(page)).toHaveText("Updated");
});

test("a change that came too late can be discarded", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.* 409/);
  await openToday(page);
  const day = await today(page);
  await seed(page, { day, mood: "great", note: "From the phone" });
  await face(page, "Bad").check();
  await page.getByRole("button", { name: "Discard mine" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(note(page)).toHaveValue("From the phone");
  await expect(face(page, "Great")).toBeChecked();
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "From the phone", version: 1 }]);
});

test("with a draft open, Undo leads back to what another device wrote", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await note(page).fill("A draft");
  await pick(page, "Bad");
  await seed(page, { day, mood: "great", note: "From the phone" });
  const read = page.waitForResponse(/mood\/week/);
  await look(page);
  await read;
  await expect(note(page)).toHaveValue("A draft");
  await save(page).click();
  await expect(notice(page)).toContainText(" updated");
  await page.getByRole("button", { name: undo }).click();
  await expect(note(page)).toHaveValue("From the phone");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "From the phone" }]);
});

test("no Undo leads over what another device has written since", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.* 409/);
  await openToday(page);
  const day = await today(page);
  await saveDay(page, "Good", "From here");
  await seed(page, { day, mood: "great", note: "From the phone" });
  await look(page);
  await expect(note(page)).toHaveValue("From the phone");
  // It would delete the phone's entry instead of this one.
  const button = page.getByRole("button", { name: undo });
  if (await button.isVisible()) await button.click();
  await expect(button).toBeHidden();
  await expect(page.getByRole("button", { name: "Remove" })).toBeVisible();
  expect(await kept(page)).toMatchObject([{ note: "From the phone", version: 2 }]);
});

test("an answer older than a save does not undo it on the page", async ({ page }) => {
  await openToday(page);
  let answer!: () => void;
  const held = new Promise<void>((done) => (answer = done));
  await page.route(/mood\/week/, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response }).catch(() => undefined);
  });
  await look(page);
  await saveDay(page, "Great", "Saved first");
  answer();
  await page.waitForTimeout(300);
  await expect(note(page)).toHaveValue("Saved first");
  await expect(state(page)).toHaveText("Saved");
});

test("a pasted tab is kept as a space, and the day counts as saved", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Good", "one\ttwo");
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ note: "one two", version: 1 }]);
});

test("on a French keyboard the digits' keys choose faces too", async ({ page }) => {
  await openToday(page);
  await face(page, "Awful").focus();
  const press = (init: { key: string; code: string; shiftKey?: boolean }) =>
    page.evaluate(
      (init) => document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init })),
      init,
    );
  await press({ key: "'", code: "Digit4" });
  await expect(face(page, "Good")).toBeChecked();
  await press({ key: "2", code: "Digit2", shiftKey: true });
  await expect(face(page, "Bad")).toBeChecked();
  await press({ key: "!", code: "Digit1", shiftKey: true });
  await expect(face(page, "Bad")).toBeChecked();
});

test("the icon of the page is the face of the day, after a reload as well", async ({ page }) => {
  const icon = page.locator("link[rel=icon]");
  await openToday(page);
  await saveDay(page, "Awful");
  await expect(icon).toHaveAttribute("href", "/faces/awful.svg");
  await page.reload();
  await awake(page);
  await expect(icon).toHaveAttribute("href", "/faces/awful.svg");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(icon).toHaveAttribute("href", "/faces/good.svg");
});

test("a removal that fails says that nothing is gone", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page);
  await saveDay(page, "Okay", "Stays");
  await page.route(/\/mood\?/, (route) => route.abort());
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(notice(page)).toContainText("Not removed");
  await expect(note(page)).toHaveValue("Stays");
});

test("a day the journal no longer remembers is not offered", async ({ page }) => {
  await openToday(page, `/?day=${plus(new Date().toISOString().slice(0, 10), -400)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
});
