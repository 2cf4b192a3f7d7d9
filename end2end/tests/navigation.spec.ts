// Turning to another day or week inside the page: nothing is loaded, the focus and the place stay.
import {
  awake,
  column,
  expect,
  face,
  kept,
  note,
  openToday,
  plus,
  saveDay,
  seed,
  state,
  test,
  today,
  week,
  weekday,
  weekdayIndex,
} from "../kit.ts";

const question = (page: import("@playwright/test").Page) => page.getByRole("heading", { level: 1 });
const label = (day: string) => new RegExp(`${weekday(day)} ${Number(day.slice(8))}`);

/** Counts the documents that are asked for. */
function documents(page: import("@playwright/test").Page) {
  const seen: string[] = [];
  page.on("request", (request) => request.resourceType() === "document" && seen.push(request.url()));
  return seen;
}

test("weeks turn without loading a page, and the address, the title and the history follow", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  const before = plus(day, -7);
  await seed(page, { day: before, mood: "bad", note: "A week ago" });
  const loaded = documents(page);
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(question(page)).toHaveText(/^How was \d+ /);
  await expect(page).toHaveURL(`/?day=${before}`);
  await expect(page).toHaveTitle(/^How was \d+ .* · Humeur$/);
  await expect(note(page)).toHaveValue("A week ago");
  await expect(face(page, "Bad")).toBeChecked();
  await expect(page.getByRole("region", { name: "Last week" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Previous week" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Français" })).toHaveAttribute("href", `/?day=${before}&lang=fr`);

  await saveDay(page, "Great", "Better, looking back");
  expect(await kept(page)).toMatchObject([{ day: before, mood: "great", note: "Better, looking back" }]);
  await page.goBack();
  await expect(question(page)).toHaveText("How was today?");
  await expect(note(page)).toHaveValue("");
  await page.goForward();
  await expect(note(page)).toHaveValue("Better, looking back");
  await expect(column(page, label(before))).toHaveAttribute("aria-current", "true");
  expect(loaded).toEqual([]);

  await page.reload();
  await awake(page);
  await expect(page).toHaveURL(`/?day=${before}`);
  await expect(note(page)).toHaveValue("Better, looking back");
});

test("a way that is no longer needed leaves the focus on the question", async ({ page }) => {
  await openToday(page, `/?day=${plus(new Date().toISOString().slice(0, 10), -7)}`);
  await page.getByRole("link", { name: "Back to today" }).focus();
  await page.keyboard.press("Enter");
  await expect(question(page)).toHaveText("How was today?");
  await expect(question(page)).toBeFocused();
});

test("drafts of two days stay apart while turning between them", async ({ page }) => {
  await openToday(page);
  const before = plus(await today(page), -7);
  await note(page).fill("Today's half");
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(question(page)).not.toHaveText("How was today?");
  await expect(note(page)).toHaveValue("");
  await note(page).fill("Last week's half");
  await page.goBack();
  await expect(note(page)).toHaveValue("Today's half");
  await expect(state(page)).toHaveText("Not saved yet");
  await page.goForward();
  await expect(note(page)).toHaveValue("Last week's half");
  await face(page, "Okay").check();
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ day: before, note: "Last week's half" }]);
});

test("a save that is answered after turning belongs to its own day", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  let answer!: () => void;
  const held = new Promise<void>((done) => (answer = done));
  await page.route("**/mood", async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await note(page).fill("Of today");
  await face(page, "Good").check();
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(question(page)).not.toHaveText("How was today?");
  answer();
  await page.waitForTimeout(200);
  await expect(note(page)).toHaveValue("");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await page.goBack();
  await expect(note(page)).toHaveValue("Of today");
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ day, note: "Of today" }]);
});

test("faces of three days, tapped faster than they are answered, are each saved", async ({ page }) => {
  await openToday(page, `/?day=${plus(new Date().toISOString().slice(0, 10), -7)}`);
  const days = await week(page)
    .locator("a.column")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")!.slice(6)));
  let answer!: () => void;
  const held = new Promise<void>((done) => (answer = done));
  await page.route("**/mood", async (route) => {
    await held;
    await route.continue();
  });
  for (const [index, mood] of (["Bad", "Good", "Great"] as const).entries()) {
    await column(page, label(days[index])).click();
    await face(page, mood).check();
  }
  await column(page, label(days[3])).click();
  await note(page).fill("Of the fourth day");
  answer();
  await expect.poll(() => kept(page).then((items) => items.map(({ mood }) => mood))).toEqual(["bad", "good", "great"]);
  await expect(note(page)).toHaveValue("Of the fourth day");
  await expect(state(page)).toHaveText("Not saved yet");
});

test("a failure of another day says whose it is, and its retry is that day's", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page);
  const day = await today(page);
  let fail!: () => void;
  const held = new Promise<void>((done) => (fail = done));
  await page.route("**/mood", async (route) => {
    await held;
    await route.abort("internetdisconnected");
  });
  await face(page, "Good").check();
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(question(page)).not.toHaveText("How was today?");
  fail();
  await expect(page.locator(".notice")).toContainText(`${weekday(day)} ${Number(day.slice(8))}: Not saved`);
  await page.unroute("**/mood");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => kept(page)).toMatchObject([{ day, mood: "good" }]);
});

test("the arrows lead where there is a way, and nowhere else", async ({ page }) => {
  const now = new Date().toISOString().slice(0, 10);
  const before = plus(now, weekdayIndex(now) === 0 ? 0 : -1);
  await openToday(page, before === now ? "/" : `/?day=${before}`);
  const there = page.url();
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(100);
  expect(page.url()).toBe(there);
});

test("a week that can't be read is said, and the page stays where it is", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page);
  await page.route(/mood\/week/, (route) => route.abort("internetdisconnected"));
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(page.locator(".notice")).toHaveText("We can’t reach that week right now. Try again when you’re online.");
  await expect(page).toHaveURL("/");
  await expect(question(page)).toHaveText("How was today?");
  await page.unroute(/mood\/week/);
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(week(page)).toContainText("Last week");
});

test("without a network every day of the week at hand can be opened and read", async ({ page, context, problems }) => {
  problems.expect(/Failed to load resource/);
  await openToday(page, `/?day=${plus(new Date().toISOString().slice(0, 10), -7)}`);
  const days = await week(page)
    .locator("a.column")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")!.slice(6)));
  for (const day of days) await seed(page, { day, mood: "good", note: `On ${day}` });
  await page.reload();
  await awake(page);
  await context.setOffline(true);
  for (const day of days) {
    await column(page, label(day)).click();
    await expect(note(page)).toHaveValue(`On ${day}`);
    await expect(face(page, "Good")).toBeChecked();
    await expect(column(page, label(day))).toBeFocused();
  }
});

test("a click that asks for a new tab is the browser's", async ({ page, context }) => {
  await openToday(page);
  const [other] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Previous week" }).click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await other.close();
  await expect(question(page)).toHaveText("How was today?");
});
