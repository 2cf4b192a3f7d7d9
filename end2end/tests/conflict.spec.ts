// What was written here and did not get into the journal: shown with its words, and the person
// decides.
import type { Page } from "@playwright/test";
import { awake, expect, face, kept, note, notice, plus, save, saveDay, state, today } from "../kit.ts";
import {
  anotherDevice,
  box,
  controlled,
  isWrite,
  offline,
  online,
  reload,
  test,
  UNREACHED,
  unsent,
  write,
} from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const button = (page: Page, name: string) => page.getByRole("button", { name });
const ELSEWHERE = "Another device changed this day first. Its version was saved; yours was:";

test("two devices write a day: the one in the journal stays, the other's words are offered", async ({
  page,
  context,
  browser,
  problems,
}) => {
  await controlled(page);
  const other = await anotherDevice(browser, context);
  problems.watch(other.context());
  await offline(context);
  await write(page, "Good", "Mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await controlled(other);
  await saveDay(other, "Bad", "Theirs");

  await online(context);
  await expect(box(page)).toContainText(ELSEWHERE);
  await expect(box(page)).toContainText(/Good\W+Mine/);
  await expect(note(page)).toHaveValue("Theirs");
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "bad", note: "Theirs", version: 1 }]);
  await reload(page);
  await expect(box(page)).toContainText(/Good\W+Mine/);

  await button(page, "Keep mine").click();
  await expect(notice(page)).toContainText(" updated");
  await expect(box(page)).toBeHidden();
  await expect(note(page)).toHaveValue("Mine");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Mine", version: 2 }]);
  await button(page, "Undo").click();
  await expect(note(page)).toHaveValue("Theirs");
  expect(await kept(page)).toMatchObject([{ mood: "bad", note: "Theirs", version: 3 }]);
  await expect(box(page)).toBeHidden();
  await other.context().close();
});

test("a discarded change is gone", async ({ page, context, server }) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "Mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "bad", note: "Theirs" } });
  await online(context);
  await button(page, "Discard mine").click();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  await reload(page);
  await expect(note(page)).toHaveValue("Theirs");
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toMatchObject([{ note: "Theirs", version: 1 }]);
});

test("the same text on both devices is no conflict", async ({ page, context, server }) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "\nA\twalk ");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "good", note: "A walk" } });
  await online(context);
  await expect(state(page)).toHaveText("Saved");
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});

test("words are quoted in their own direction and with their indentation", async ({ page, context, server }) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "שלום\n  - milk");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "bad" } });
  await online(context);
  const quoted = box(page).locator("[dir=auto]");
  await expect(quoted).toHaveText("שלום\n  - milk", { useInnerText: true });
  await expect(box(page)).toContainText(/Good\W+שלום/);
  const lines = await quoted.evaluate((element) => {
    const [text] = element.childNodes,
      range = document.createRange();
    const boxOf = (from: number, to: number) => {
      range.setStart(text!, from);
      range.setEnd(text!, to);
      const { left, right } = range.getBoundingClientRect();
      return { left, right };
    };
    const { left, right } = element.getBoundingClientRect();
    return { whole: { left, right }, hebrew: boxOf(0, 4), indent: boxOf(5, 7) };
  });
  expect(lines.whole.right - lines.hebrew.right, "Hebrew begins at the right").toBeLessThan(2);
  expect(lines.indent.left - lines.whole.left, "English begins at the left").toBeLessThan(2);
  expect(lines.indent.right - lines.indent.left, "two spaces are two spaces").toBeGreaterThan(4);
});

test("removed on one device, edited offline on the other", async ({ page, context, server }) => {
  await controlled(page);
  await saveDay(page, "Good", "Before");
  await offline(context);
  await write(page, "Great", "After");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.delete(`${server.url}/mood?day=${await today(page)}`);
  await online(context);
  await expect(box(page)).toContainText(/Great\W+After/);
  await expect(note(page)).toHaveValue("");
  await button(page, "Keep mine").click();
  await expect(note(page)).toHaveValue("After");
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "After" }]);
});

test("edited on one device, removed offline on the other", async ({ page, context, server }) => {
  await controlled(page);
  await saveDay(page, "Good", "Before");
  await offline(context);
  await button(page, "Remove").click();
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.post(`${server.url}/mood`, { data: { day: await today(page), mood: "great", note: "After" } });
  await online(context);
  await expect(note(page)).toHaveValue("After");
  await button(page, "Remove anyway").click();
  await expect(note(page)).toHaveValue("");
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toEqual([]);
});

test("an unresolved change of another day is linked from here", async ({ page, context, server }) => {
  await controlled(page);
  const day = plus(await today(page), -1);
  await page.goto(`/?day=${day}`);
  await awake(page);
  await offline(context);
  await write(page, "Good", "Mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "bad", note: "Theirs" } });
  await online(context);
  await expect(box(page)).toBeVisible();
  await page.goto("/");
  await awake(page);
  await expect(box(page)).toBeHidden();
  await page.getByRole("link", { name: /Choose a version/ }).click();
  await expect(page).toHaveURL(`/?day=${day}`);
  await expect(box(page)).toContainText(/Good\W+Mine/);
});

test("a draft is left alone while the box says what else there is", async ({ page, context, server }) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "Mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await note(page).fill("Mine, and more");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "bad", note: "Theirs" } });
  await online(context);
  await expect(box(page)).toContainText(/Good\W+Mine/);
  await expect(note(page)).toHaveValue("Mine, and more");
  await expect(state(page)).toHaveText("Not saved yet");
});

test("once another device's words are in the journal, no Undo leads over them", async ({ page, context, server }) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "Mine");
  await expect(notice(page)).toContainText("Saved on this device.");
  await page.request.post(`${server.url}/mood`, { data: { day, mood: "bad", note: "Theirs" } });
  await online(context);
  await expect(box(page)).toContainText(/Good\W+Mine/);
  // The write it would undo was never made; the stored entry must not be deleted instead.
  const undo = button(page, "Undo");
  if (await undo.isVisible()) await undo.click();
  await expect(undo).toBeHidden();
  await expect(button(page, "Remove")).toBeVisible();
  expect(await kept(page)).toMatchObject([{ note: "Theirs", version: 1 }]);
});

const refusal = {
  status: 422,
  json: { error: { kind: "invalid", message: "The note has control characters.", field: "note" } },
};

test("a refused change stays with its text, to be corrected", async ({ page, context, network }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Okay", "Odd words");
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = ({ what }) => (isWrite(what) ? refusal : "well");
  await online(context);
  await expect(box(page)).toContainText("The note is too long: 500 characters at most.");
  await expect(box(page)).toContainText(/Okay\W+Odd words/);
  await reload(page);
  await expect(box(page)).toContainText(/Okay\W+Odd words/);
  await expect(note(page)).toHaveValue("");

  network.fate = () => "well";
  await button(page, "Edit it").click();
  await expect(note(page)).toHaveValue("Odd words");
  await expect(face(page, "Okay")).toBeChecked();
  await note(page).fill("Even words");
  await save(page).click();
  await expect(notice(page)).toContainText(" saved");
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toMatchObject([{ mood: "okay", note: "Even words", version: 1 }]);
});

test("a day that has not begun is refused, and its text can be discarded", async ({ page, context }) => {
  await controlled(page);
  const day = plus(await today(page), 3);
  await offline(context);
  await page.clock.install();
  await page.clock.setSystemTime(Date.now() + 3 * 86_400_000);
  await reload(page);
  await write(page, "Good", "Ahead of time");
  await expect(state(page)).toHaveText("Waiting to sync");
  expect(await unsent(page)).toMatchObject([{ id: day }]);
  await page.clock.setSystemTime(Date.now());
  await online(context);
  await expect.poll(() => unsent(page)).toMatchObject([{ id: day, pending: { state: "rejected" } }]);
  await page.goto("/");
  await awake(page);
  expect(await today(page)).toBe(plus(day, -3));
  // From today's page there is a way to it, although the day itself cannot be opened.
  await page.getByRole("link", { name: /Choose a version/ }).click();
  await awake(page);
  await expect(box(page)).toContainText(/Good\W+Ahead of time/);
  await button(page, "Discard mine").click();
  await expect.poll(() => unsent(page)).toEqual([]);
});
