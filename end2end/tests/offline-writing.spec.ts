// What is written in a tunnel: there at once, there after anything, and sent once.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { awake, expect, face, kept, note, notice, plus, saveDay, state, today, week } from "../kit.ts";
import { box, controlled, isWrite, offline, online, reload, test, UNREACHED, unsent, wakeUp, write } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const WAITING = "Waiting to sync";
/** The final state of the outbox, by day. */
const wanted = async (page: Page) =>
  (await unsent(page)).map(({ id, pending }) => {
    const { change } = pending!.next ?? pending!;
    return `${id} ${change?.mood} ${change?.note}`;
  });
const button = (page: Page, name: string) => page.getByRole("button", { name });

test("a day written offline is there at once, and is sent once", async ({ page, context, network }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Good", "In the tunnel");
  await expect(state(page)).toHaveText(WAITING);
  await expect(notice(page)).toContainText("Saved on this device. It will sync when you’re online.");
  await expect(button(page, "Remove")).toBeVisible();
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");
  await reload(page);
  await expect(note(page)).toHaveValue("In the tunnel");
  await expect(face(page, "Good")).toBeChecked();
  await expect(state(page)).toHaveText(WAITING);

  await online(context);
  await expect(state(page)).toHaveText("Saved");
  expect(await unsent(page)).toEqual([]);
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "In the tunnel", version: 1 }]);
  expect(network.seen.filter(isWrite)).toEqual(["POST /mood"]);
});

test("edits, a removal and undo work offline, and in the end the last of them counts", async ({
  page,
  context,
  network,
}) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "One");
  await expect(state(page)).toHaveText(WAITING);
  await write(page, "Bad", "Two");
  await expect.poll(() => wanted(page)).toEqual([`${day} bad Two`]);
  await expect(state(page)).toHaveText(WAITING);

  await button(page, "Undo").click();
  await expect(notice(page)).toContainText("Undone");
  await expect(note(page)).toHaveValue("One");
  await expect(face(page, "Good")).toBeChecked();
  await expect(state(page)).toHaveText(WAITING);

  await button(page, "Remove").click();
  await expect(note(page)).toHaveValue("");
  await expect(state(page)).toHaveText(WAITING);
  await reload(page);
  await expect(state(page)).toHaveText(WAITING);
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);

  await write(page, "Great", "Three");
  await expect.poll(() => wanted(page)).toEqual([`${day} great Three`]);
  await online(context);
  await expect.poll(() => unsent(page)).toEqual([]);
  await expect(note(page)).toHaveValue("Three");
  expect(await kept(page)).toMatchObject([{ day, mood: "great", note: "Three" }]);
  // The first was sent, with an unknown result; of the others, only the last counts.
  expect(network.seen.filter(isWrite)).toEqual(["POST /mood", "POST /mood"]);
});

test("a day the server keeps is edited offline", async ({ page, context }) => {
  await controlled(page);
  await saveDay(page, "Good", "At home");
  await offline(context);
  await write(page, "Awful", "On the way");
  await expect(state(page)).toHaveText(WAITING);
  await button(page, "Undo").click();
  await expect(note(page)).toHaveValue("At home");
  await write(page, "Awful", "On the way again");
  const day = await today(page);
  await expect.poll(() => wanted(page)).toEqual([`${day} awful On the way again`]);
  await online(context);
  await expect(state(page)).toHaveText("Updated");
  await expect.poll(() => unsent(page)).toEqual([]);
  expect(await kept(page)).toMatchObject([{ mood: "awful", note: "On the way again" }]);
});

test("a day the server keeps is removed offline, and stays removed", async ({ page, context, network }) => {
  await controlled(page);
  await saveDay(page, "Good", "At home");
  await offline(context);
  await button(page, "Remove").click();
  await expect(state(page)).toHaveText(WAITING);
  await reload(page);
  await expect(note(page)).toHaveValue("");
  await expect(week(page).locator(".chart ol svg")).toHaveCount(0);
  await online(context);
  await expect(state(page)).toHaveText("");
  expect(await kept(page)).toEqual([]);
  expect(network.seen.filter((what) => what.startsWith("DELETE /mood"))).toHaveLength(1);
});

test("a day written and removed offline was never anything", async ({ page, context }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Good", "For a minute");
  await expect(state(page)).toHaveText(WAITING);
  await button(page, "Remove").click();
  await expect(note(page)).toHaveValue("");
  await online(context);
  await expect.poll(() => unsent(page)).toEqual([]);
  await expect(box(page)).toBeHidden();
  await expect(state(page)).toHaveText("");
  expect(await kept(page)).toEqual([]);
});

test("a page closed in the tunnel loses nothing", async ({ page, context, network }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Okay", "Then the lid was shut");
  await expect(state(page)).toHaveText(WAITING);
  await page.close();
  await online(context);
  const later = await context.newPage();
  await later.goto("/");
  await awake(later);
  await expect(note(later)).toHaveValue("Then the lid was shut");
  await expect(state(later)).toHaveText("Saved");
  expect(await kept(later)).toMatchObject([{ note: "Then the lid was shut", version: 1 }]);
  expect(network.seen.filter(isWrite)).toEqual(["POST /mood"]);
});

test("the browser dies in the tunnel, and loses nothing", async ({ network, launchOptions, problems }) => {
  const profile = mkdtempSync(join(tmpdir(), "humeur-profile-"));
  const start = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      timezoneId: "Europe/Paris",
      baseURL: network.url,
    });
    problems.watch(context);
    return { context, page: context.pages()[0] };
  };
  try {
    // Closed properly once: browsers write cookies down when they have time.
    const first = await start();
    await controlled(first.page);
    await first.context.close();

    network.fate = () => "lost";
    const second = await start();
    await second.page.goto("/");
    await awake(second.page);
    await write(second.page, "Bad", "And then it got dark");
    await expect(state(second.page)).toHaveText(WAITING);
    const over = new Promise((done) => second.context.once("close", done));
    for (const id of execFileSync("pgrep", ["-f", profile], { encoding: "utf8" }).trim().split("\n")) {
      try {
        process.kill(Number(id), "SIGKILL");
      } catch {
        // It went with the one before.
      }
    }
    await over;

    const third = await start();
    await third.page.goto("/");
    await awake(third.page);
    await expect(note(third.page)).toHaveValue("And then it got dark");
    await expect(state(third.page)).toHaveText(WAITING);
    network.fate = () => "well";
    await wakeUp(third.page);
    await expect(state(third.page)).toHaveText("Saved");
    expect(await kept(third.page)).toMatchObject([{ mood: "bad", note: "And then it got dark", version: 1 }]);
    await third.context.close();
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("other days that wait are counted, and each is found on its own page", async ({ page, context }) => {
  await controlled(page);
  const day = await today(page);
  for (const back of [1, 2]) await page.goto(`/?day=${plus(day, -back)}`);
  await offline(context);
  const elsewhere = page.locator(".other-days");
  await page.goto(`/?day=${plus(day, -1)}`);
  await awake(page);
  await write(page, "Good", "Yesterday");
  await expect(state(page)).toHaveText(WAITING);
  await expect(elsewhere).toHaveText("");
  await page.goto("/");
  await expect(elsewhere).toHaveText("Another day is waiting to sync.");
  await page.goto(`/?day=${plus(day, -2)}`);
  await awake(page);
  await write(page, "Bad", "The day before");
  await page.goto("/");
  await expect(elsewhere).toHaveText("2 other days are waiting to sync.");
  await page.goto(`/?day=${plus(day, -1)}`);
  await expect(note(page)).toHaveValue("Yesterday");
  await online(context);
  await expect(elsewhere).toHaveText("");
  expect(await kept(page)).toMatchObject([
    { note: "The day before", version: 1 },
    { note: "Yesterday", version: 1 },
  ]);
});
