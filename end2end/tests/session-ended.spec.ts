// A session that ends while something still waits: the words stay on the device, and go nowhere by
// themselves.
import type { Page } from "@playwright/test";
import { awake, expect, kept, note, notice, state, today } from "../kit.ts";
import {
  box,
  controlled,
  isWrite,
  offline,
  online,
  records,
  reload,
  test,
  UNREACHED,
  unsent,
  wakeUp,
  write,
} from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const button = (page: Page, name: string) => page.getByRole("button", { name });

test("a session that ended keeps the words, and they reach the new journal only when asked", async ({
  page,
  context,
  network,
}) => {
  await controlled(page);
  const day = await today(page);
  await offline(context);
  await write(page, "Good", "Still mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await context.clearCookies({ name: "humeur" });
  await online(context);
  await expect(box(page)).toContainText("Your session ended before this was saved. It is still on this device:");
  await expect(box(page)).toContainText(/Good\W+Still mine/);

  await page.goto("/");
  await awake(page);
  await expect(box(page)).toContainText(/Good\W+Still mine/);
  await expect(note(page)).toHaveValue("");
  const sent = network.seen.filter(isWrite).length;
  await wakeUp(page);
  await reload(page);
  await expect(box(page)).toContainText(/Good\W+Still mine/);
  expect(await kept(page)).toEqual([]);
  expect(network.seen.filter(isWrite), "nothing goes by itself").toHaveLength(sent);

  await button(page, "Keep mine").click();
  await expect(notice(page)).toContainText(" saved");
  await expect(box(page)).toBeHidden();
  await expect(note(page)).toHaveValue("Still mine");
  await reload(page);
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toMatchObject([{ day, mood: "good", note: "Still mine", version: 1 }]);
  expect((await records(page)).filter(({ pending }) => pending)).toEqual([]);
});

test("a session that ended under an open page is said, and one tap leads on", async ({ page, context }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Good", "Still mine");
  await expect(state(page)).toHaveText("Waiting to sync");
  await context.clearCookies({ name: "humeur" });
  await online(context);
  await expect(box(page)).toBeVisible();
  // The page is still the old journal's: first it becomes the new one's, then the words go there.
  const [journal] = await records(page);
  await box(page).getByRole("button").first().click();
  await expect(page.locator("html")).not.toHaveAttribute("data-journal", journal.user);
  await awake(page);
  await button(page, "Keep mine").click();
  await expect(note(page)).toHaveValue("Still mine");
  await expect(box(page)).toBeHidden();
  expect(await kept(page)).toMatchObject([{ note: "Still mine", version: 1 }]);
});

test("the former session's text can be discarded as well", async ({ page, context }) => {
  await controlled(page);
  await offline(context);
  await write(page, "Good", "Another person's by now");
  await expect(state(page)).toHaveText("Waiting to sync");
  await context.clearCookies({ name: "humeur" });
  await online(context);
  await page.goto("/");
  await awake(page);
  await button(page, "Discard mine").click();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  expect(await kept(page)).toEqual([]);
});
