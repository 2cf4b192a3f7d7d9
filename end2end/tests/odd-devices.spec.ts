// Devices that keep nothing, have no room, or do not know what day it is.
import {
  awake,
  expect,
  face,
  kept,
  note,
  notice,
  openToday,
  test as plain,
  save,
  saveDay,
  state,
  today,
} from "../kit.ts";
import {
  controlled,
  inHand,
  isPage,
  offline,
  online,
  pages,
  reload,
  test,
  UNREACHED,
  unsent,
  wakeUp,
  write,
} from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

/** The service worker with a line before it. */
const before = (line: string) => (path: string, text: string) => (path === "/sw.js" ? `${line}\n${text}` : text);
const full = `throw new DOMException("There is no room.", "QuotaExceededError")`;

for (const [what, line] of [
  [
    "without a database",
    `IDBFactory.prototype.open = () => { throw new DOMException("Not here.", "SecurityError"); };`,
  ],
  ["with no room in it", `IDBObjectStore.prototype.put = () => { ${full}; };`],
] as const) {
  test(`on a device ${what}, days are saved as ever, and a failure is said`, async ({ page, context, network }) => {
    network.edit = before(line);
    await inHand(page);
    await saveDay(page, "Good", "Straight to the server");
    await expect(state(page)).toHaveText("Saved");
    await reload(page);
    await expect(note(page)).toHaveValue("Straight to the server");

    await offline(context);
    await write(page, "Bad", "Not kept, and it says so");
    await expect(notice(page)).toContainText("Your words are still here");
    await expect(note(page)).toHaveValue("Not kept, and it says so");
    await online(context);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(state(page)).toHaveText("Updated");
    expect(await kept(page)).toMatchObject([{ mood: "bad", note: "Not kept, and it says so", version: 2 }]);
  });
}

test("on a device with no room for pages, the network's are shown", async ({ page, network }) => {
  network.edit = before(`Cache.prototype.put = async () => { ${full}; };`);
  await inHand(page);
  expect(await pages(page)).toEqual([]);
  const asked = network.seen.filter(isPage).length;
  await reload(page);
  await expect(note(page)).toBeVisible();
  expect(network.seen.filter(isPage), "asked for once").toHaveLength(asked + 1);
  await saveDay(page, "Good", "Still");
  await reload(page);
  await expect(note(page)).toHaveValue("Still");
});

for (const days of [-1, 1]) {
  test(`on a device whose clock is a day ${days > 0 ? "ahead" : "behind"}, the server says what day it is`, async ({
    page,
    context,
  }) => {
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" }).format(new Date());
    await page.clock.install({ time: Date.now() + days * 86_400_000 });
    let loads = 0;
    page.on("load", () => loads++);
    await controlled(page);
    expect(await today(page)).toBe(day);
    expect(await page.locator("html").getAttribute("data-date")).toBe(day);
    await saveDay(page, "Good", "Today, in spite of the clock");
    expect(await kept(page)).toMatchObject([{ day }]);

    const visits = loads;
    await offline(context);
    await reload(page);
    expect(await today(page)).toBe(day);
    expect(await page.locator("html").getAttribute("data-date")).toBe(day);
    await expect(note(page)).toHaveValue("Today, in spite of the clock");
    await write(page, "Bad", "Still today");
    await expect(state(page)).toHaveText("Waiting to sync");
    // Nor does the page think that it has to turn.
    await page.clock.runFor(65_000);
    await expect(note(page)).toHaveValue("Still today");
    expect(loads).toBe(visits + 1);
    await online(context);
    await wakeUp(page);
    await expect(state(page)).toHaveText("Updated");
    expect(await kept(page)).toMatchObject([{ day, note: "Still today", version: 2 }]);
  });
}

test("a clock that is put right is believed again", async ({ page, context }) => {
  await page.clock.install({ time: Date.now() + 86_400_000 });
  await controlled(page);
  const day = await today(page);
  await page.clock.setSystemTime(Date.now());
  await reload(page);
  await offline(context);
  await reload(page);
  expect(await page.locator("html").getAttribute("data-date")).toBe(day);
});

for (const days of [-400, 400]) {
  test(`a server whose clock was ${Math.abs(days)} days ${days > 0 ? "ahead" : "behind"} once is put right by its next page`, async ({
    page,
    context,
    network,
  }) => {
    await controlled(page);
    const day = await today(page);
    // The day there at that time: late in the evening, summer time may make it another one.
    const then = new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });
    const seconds = (now: string) => String(Number(now) + days * 86_400);
    network.edit = (path, text) =>
      isPage(`GET ${path}`)
        ? text
            .replace(/data-now="(\d+)"/, (_, now: string) => `data-now="${seconds(now)}"`)
            .replace(`data-today="${day}"`, `data-today="${then}"`)
        : text;
    await reload(page);
    expect(await page.locator("html").getAttribute("data-date")).toBe(then);
    network.edit = undefined;
    await reload(page);
    await offline(context);
    await reload(page);
    expect(await page.locator("html").getAttribute("data-date")).toBe(day);
    expect(await today(page)).toBe(day);
    await expect(note(page)).toBeVisible();
  });
}

test.describe("without a service worker", () => {
  test.use({ serviceWorkers: "block" });

  test("a page that the browser had put by corrects nothing", async ({ page, network }) => {
    await page.addInitScript(() => {
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (name, value) {
        if (name === "wrong") set.call(sessionStorage, "all", `${sessionStorage.getItem("all") ?? ""} ${value}`);
        set.call(this, name, value);
      };
    });
    // As if the page had been open for ten days.
    network.edit = (_path, text) =>
      text.replace(/data-now="(\d+)"/, (_, now: string) => `data-now="${Number(now) - 864_000}"`);
    await openToday(page);
    network.edit = undefined;
    await page.goto("/settings");
    expect(await page.evaluate(() => localStorage.getItem("wrong"))).toBe("0");
    await page.evaluate(() => sessionStorage.removeItem("all"));
    await page.goBack();
    await awake(page);
    await expect.poll(() => page.evaluate(() => sessionStorage.getItem("all"))).toBe(" 0");
  });
});

test("a page that says nothing of the time leaves the correction as it is", async ({ page, context }) => {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" }).format(new Date());
  await page.clock.install({ time: Date.now() + 3 * 86_400_000 });
  await controlled(page);
  await offline(context);
  await page.goto("/settings");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("You’re offline");
  expect(await page.locator("html").getAttribute("data-journal")).toBeNull();
  await page.goto("/");
  await awake(page);
  expect(await today(page)).toBe(day);
});

test("a browser without AbortSignal.timeout sends all the same", async ({ page, context, network }) => {
  network.edit = before("delete AbortSignal.timeout;");
  await inHand(page);
  await saveDay(page, "Good", "In Safari 15");
  await expect(state(page)).toHaveText("Saved");
  await offline(context);
  await write(page, "Bad", "In Safari 15, in a tunnel");
  await expect(state(page)).toHaveText("Waiting to sync");
  await online(context);
  await wakeUp(page);
  await expect(state(page)).toHaveText("Updated");
  expect(await kept(page)).toMatchObject([{ mood: "bad", note: "In Safari 15, in a tunnel", version: 2 }]);
});

test("what goes wrong in the device is not taken for a network that is not there", async ({
  page,
  context,
  network,
}) => {
  network.edit = before("delete self.AbortController;");
  await inHand(page);
  await write(page, "Good", "By another way");
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "By another way" }]);
  expect(await unsent(page)).toEqual([]);
  await offline(context);
  await write(page, "Bad", "Not kept, and it says so");
  await expect(notice(page)).toContainText("Your words are still here");
});

plain("a browser that knows no service workers does without", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  await openToday(page);
  expect(await page.evaluate(() => "serviceWorker" in navigator)).toBe(false);
  await saveDay(page, "Good", "Plainly");
  await page.reload();
  await awake(page);
  await expect(note(page)).toHaveValue("Plainly");
  await expect(face(page, "Good")).toBeChecked();
  await expect(save(page)).toHaveText("Update");
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});
