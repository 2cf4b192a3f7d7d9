// A bad network on the way home: nothing is lost, and nothing is done twice.
import { expect, kept, note, plus, save, state, today } from "../kit.ts";
import {
  controlled,
  isWrite,
  offline,
  online,
  reload,
  TROUBLE,
  test,
  UNREACHED,
  unsent,
  wakeUp,
  write,
  writeDays,
} from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

test("a hundred days written offline all arrive, once, though every third try fails", async ({
  page,
  context,
  network,
}) => {
  await controlled(page);
  const now = await today(page);
  const days = Array.from({ length: 100 }, (_, back) => plus(now, -back));
  await offline(context);
  await writeDays(page, days, "good", "Written on");
  await reload(page);
  await expect(state(page)).toHaveText("Waiting to sync");
  await expect(page.locator(".other-days")).toHaveText("99 other days are waiting to sync.");

  let tries = 0;
  network.fate = ({ what }) => (isWrite(what) && ++tries % 3 === 0 ? TROUBLE : "well");
  await online(context);
  await wakeUp(page);
  await expect(page.locator(".other-days")).toHaveText("", { timeout: 30_000 });
  await expect.poll(() => unsent(page), { timeout: 20_000 }).toEqual([]);
  expect(tries).toBeGreaterThan(140);
  const all = await kept(page);
  expect(all.map(({ day, note, version }) => `${day}: ${note}, ${version}`).sort()).toEqual(
    days.map((day) => `${day}: Written on ${day}, 1`).sort(),
  );
});

for (const fate of ["unheard", "lost"] as const) {
  test(`a write that is ${fate} is sent again, and is done once`, async ({ page, network }) => {
    await controlled(page);
    network.fate = ({ what }) => (isWrite(what) ? fate : "well");
    await write(page, "Good", "Once");
    await expect(state(page)).toHaveText("Waiting to sync");
    expect(await kept(page)).toHaveLength(fate === "unheard" ? 1 : 0);
    for (let again = 0; again < 3; again++) {
      const sent = network.seen.filter(isWrite).length;
      await wakeUp(page);
      await expect.poll(() => network.seen.filter(isWrite).length).toBeGreaterThan(sent);
    }
    await expect(state(page)).toHaveText("Waiting to sync");
    network.fate = () => "well";
    await wakeUp(page);
    await expect(state(page)).toHaveText("Saved");
    expect(await kept(page)).toMatchObject([{ note: "Once", version: 1 }]);
  });
}

test("a write that hangs is on the device already, and waits after a while", async ({ page, network }) => {
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? new Promise(() => undefined) : "well");
  await write(page, "Good", "Into the fog");
  await expect(save(page)).toHaveText("Saving…");
  await expect.poll(() => unsent(page)).toHaveLength(1);
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await wakeUp(page);
  // After the try that is still under way.
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ note: "Into the fog", version: 1 }]);
});

test("a page left while its write hangs shows the words again, and more can be written", async ({ page, network }) => {
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? new Promise(() => undefined) : "well");
  await write(page, "Good", "Into the fog");
  await expect.poll(() => unsent(page)).toHaveLength(1);
  await reload(page);
  await expect(note(page)).toHaveValue("Into the fog");
  await expect(state(page)).toHaveText("Waiting to sync");
  await write(page, "Great", "Into the fog, and on");
  // However many tries are still under way.
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await wakeUp(page);
  await expect.poll(() => unsent(page), { timeout: 15_000 }).toEqual([]);
  await expect(note(page)).toHaveValue("Into the fog, and on");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Into the fog, and on" }]);
});

test("a removal whose answer is lost is a removal", async ({ page, network }) => {
  await controlled(page);
  await write(page, "Good", "For now");
  await expect(state(page)).toHaveText("Saved");
  network.fate = ({ what }) => (isWrite(what) ? "unheard" : "well");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await wakeUp(page);
  await expect(state(page)).toHaveText("");
  await expect(page.getByRole("alert")).toBeHidden();
  expect(await unsent(page)).toEqual([]);
  expect(await kept(page)).toEqual([]);
});

test("an open page sends what waits by itself, when nothing else does", async ({ page, network }) => {
  await page.clock.install();
  await controlled(page);
  network.fate = ({ what }) => (isWrite(what) ? TROUBLE : "well");
  await write(page, "Good", "Patience");
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await page.clock.runFor(31_000);
  await expect(state(page)).toHaveText("Saved");
});

test("two tabs of one device send a day once", async ({ page, context, network }) => {
  await controlled(page);
  const other = await context.newPage();
  await controlled(other);
  await offline(context);
  await write(page, "Good", "From the first");
  await expect(state(page)).toHaveText("Waiting to sync");
  await reload(other);
  await expect(state(other)).toHaveText("Waiting to sync");
  await online(context);
  await wakeUp(page);
  await wakeUp(other);
  await expect(state(page)).toHaveText("Saved");
  await expect(state(other)).toHaveText("Saved");
  expect(network.seen.filter(isWrite)).toEqual(["POST /mood"]);
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});
