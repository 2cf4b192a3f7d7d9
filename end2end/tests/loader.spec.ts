// When the program is asked for, and when it starts: after the first paint, on idle or at the first
// touch, focus or key, and never at the cost of what is pressed.
import type { Page } from "@playwright/test";
import { awake, test as base, expect, face, kept, note, settled } from "../kit.ts";
import { Network } from "../servers.ts";

const test = base.extend<{ network: Network }>({
  network: async ({ server }, use) => {
    const network = await new Network(server.url).start();
    await use(network);
    await network.stop();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

const programs = (network: Network) => network.seen.filter((what) => what.endsWith(".wasm"));
const root = (page: Page) => page.locator("html");
const neverIdle = () => Object.assign(self, { requestIdleCallback: () => 0 });
const savesData = () => Object.defineProperty(navigator, "connection", { value: { saveData: true } });
/** Long after an idle page would have started its program. */
const aWhile = (page: Page) => page.waitForTimeout(1_500);

/** A person's first actions. */
const SIGNS: Record<string, (page: Page) => Promise<unknown>> = {
  "a touch": (page) => page.locator("h1").click(),
  "a key": (page) => page.keyboard.press("Shift"),
  "the focus": (page) => note(page).evaluate((field) => field.focus()),
};

test("the program is asked for after the first paint", async ({ page, network }) => {
  let arrive!: () => void;
  const held = new Promise<"well">((done) => {
    arrive = () => done("well");
  });
  // Without its style nothing is drawn.
  network.fate = ({ path }) => (path.endsWith(".css") ? held : "well");
  await page.goto("/", { waitUntil: "commit" });
  await expect(note(page)).toBeAttached();
  await aWhile(page);
  expect(programs(network)).toEqual([]);
  arrive();
  await awake(page);
  expect(programs(network)).toHaveLength(1);
});

for (const [sign, give] of Object.entries(SIGNS)) {
  test(`a busy page starts its program at ${sign}`, async ({ page, network }) => {
    await page.addInitScript(neverIdle);
    await page.goto("/");
    await expect.poll(() => programs(network)).toHaveLength(1);
    await aWhile(page);
    await expect(root(page)).not.toHaveAttribute("data-awake");
    await give(page);
    await awake(page);
    expect(programs(network)).toHaveLength(1);
  });

  test(`with data saving on, the program is not sent before ${sign}`, async ({ page, network }) => {
    await page.addInitScript(savesData);
    await page.goto("/");
    await aWhile(page);
    await expect(root(page)).not.toHaveAttribute("data-awake");
    expect(network.seen.filter((what) => /\.(wasm|js)$/.test(what))).toEqual([]);
    await give(page);
    await awake(page);
    expect(programs(network)).toHaveLength(1);
  });
}

test("the face that starts the program is saved, and so are the words typed before it has started", async ({
  page,
  network,
}) => {
  await page.addInitScript(savesData);
  let arrive!: () => void;
  const held = new Promise<"well">((done) => (arrive = () => done("well")));
  network.fate = ({ path }) => (path.endsWith(".wasm") ? held : "well");
  await page.goto("/");
  await note(page).pressSequentially("Typed before");
  await face(page, "Good").check();
  await expect.poll(() => programs(network)).toHaveLength(1);
  await note(page).pressSequentially(" and after");
  arrive();
  await awake(page);
  await expect.poll(() => kept(page)).toMatchObject([{ mood: "good", note: "Typed before and after" }]);
});

test("a browser that can't tell when it is idle starts the program all the same", async ({ page }) => {
  await page.addInitScript(() => delete (self as { requestIdleCallback?: unknown }).requestIdleCallback);
  await page.goto("/");
  await awake(page);
});

test("text that another app shares does not wait for a touch", async ({ page }) => {
  await page.addInitScript(savesData);
  await page.goto("/?text=Shared");
  await awake(page);
  await expect(note(page)).toHaveValue("Shared");
});

test("a page without an island needs no program", async ({ page, network }) => {
  await page.goto("/settings");
  await settled(page);
  await expect(root(page)).toHaveAttribute("data-awake", "true");
  await aWhile(page);
  expect(programs(network)).toEqual([]);
});
