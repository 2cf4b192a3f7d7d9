// The page was changed before the program in it wakes, or the program dies: what a person writes is
// saved all the same, by the island or by the form.
import type { Page } from "@playwright/test";
import { awake, test as base, expect, kept, openToday, settled, state, today } from "../kit.ts";
import { Network } from "../servers.ts";

const test = base.extend<{ network: Network }>({
  network: async ({ server }, use) => {
    const network = await new Network(server.url).start();
    await use(network);
    await network.stop();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

/** The message of a page that goes on without its program. */
const WITHOUT = [
  /changed page/,
  /RuntimeError/,
  /unreachable/,
  /panicked at/,
  /Failed to load/,
  /failed to fetch Wasm/,
];

/** In any language, and with an extension's elements beside them. */
const face = (page: Page) => page.locator("input[name=mood][value=great]");
const note = (page: Page) => page.locator("textarea[name=note]");

/** Writes a day as a person does, and looks what the journal has of it. */
async function writes(page: Page, words: string) {
  await note(page).fill(words);
  const isAwake = (await page.locator("html").getAttribute("data-awake")) === "true";
  const wasChosen = await face(page).isChecked();
  await face(page).check();
  // Awake, the page saves a face that is tapped.
  if (!isAwake || wasChosen) await page.locator("form.day button.save").click();
  await expect.poll(() => kept(page)).toMatchObject([{ mood: "great", note: words }]);
}

/** Changes the text of today's page, as a proxy does. */
const proxy = (network: Network, change: (html: string) => string) => {
  network.edit = (path, text) => (/^\/(\?|$)/.test(path) ? change(text) : text);
};

/** Translates a page as browsers do: each text goes into elements of theirs. */
const translate = () => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walk.nextNode()) texts.push(walk.currentNode as Text);
  for (const text of texts) {
    if (!text.data.trim() || text.parentElement!.closest("script, textarea, svg")) continue;
    const outer = document.createElement("font"),
      inner = document.createElement("font");
    text.replaceWith(outer);
    outer.append(inner);
    inner.append(text.data);
  }
};

/** Adds an element before the note, as an extension does. */
const extend = () => {
  const own = document.createElement("div");
  own.textContent = "Checked by an extension";
  document.getElementById("note")!.before(own);
};

for (const [what, change] of [
  ["a translation", translate],
  ["an extension's element", extend],
] as const) {
  test(`${what} that came first leaves a form that works`, async ({ page, network, problems }) => {
    problems.expect(...WITHOUT);
    await page.addInitScript(`addEventListener("DOMContentLoaded", ${change})`);
    await page.goto("/");
    await settled(page);
    await expect(page.locator("html")).toHaveAttribute("data-awake", "failed");
    await writes(page, "In spite of it");
    await expect(page).toHaveURL(/\?done=saved|\/$/);
    expect(network.seen).toContain("POST /client-error");
  });

  test(`${what} that came before the program does not keep it from waking`, async ({ page, network }) => {
    let arrive!: () => void;
    const held = new Promise<"well">((done) => (arrive = () => done("well")));
    network.fate = ({ path }) => (path.endsWith(".wasm") ? held : "well");
    await page.goto("/");
    await note(page).pressSequentially("In spi");
    await page.evaluate(change);
    arrive();
    await awake(page);
    // Neither the words nor the place in them are gone.
    await page.keyboard.type("te of it");
    await expect(note(page)).toHaveValue("In spite of it");
    await writes(page, "In spite of it");
    await expect(page).toHaveURL("/");
    expect(network.seen).not.toContain("POST /client-error");
  });

  test(`${what} that came later leaves what is written alone`, async ({ page, problems }) => {
    problems.expect(...WITHOUT);
    await openToday(page);
    await page.evaluate(change);
    await writes(page, "In spite of it");
    await writes(page, "And again");
  });
}

for (const [what, change] of [
  ["strips comments", (html: string) => html.replace(/<!(?!DOCTYPE)[^>]*>/g, "")],
  ["adds an element", (html: string) => html.replace(/<textarea/, "<div>Scanned</div><textarea")],
] as const) {
  test(`a proxy that ${what} leaves a form that works`, async ({ page, network, problems }) => {
    problems.expect(...WITHOUT);
    proxy(network, change);
    await page.goto("/");
    await settled(page);
    await writes(page, "In spite of it");
    await expect(page.locator("html")).toHaveAttribute("data-awake", "failed");
    await expect(note(page)).toHaveValue("In spite of it");
    await expect(face(page)).toBeChecked();
  });
}

/** A page whose program finds nothing that it can read. */
const unreadable = (html: string) => html.replace(/data-opening="[^"]*"/, `data-opening="{}"`);

test("a program that dies while it wakes leaves a form that works, and says so once", async ({
  page,
  network,
  problems,
}) => {
  problems.expect(...WITHOUT);
  const reports: string[] = [];
  network.fate = ({ path, body }) => {
    if (path === "/client-error") reports.push(body);
    return "well";
  };
  proxy(network, unreadable);
  await page.goto("/");
  await note(page).pressSequentially("Typed before");
  await settled(page);
  await expect(page.locator("html")).toHaveAttribute("data-awake", "failed");
  await expect(note(page)).toHaveValue("Typed before");
  await writes(page, "Typed before, and after");
  await expect(page).toHaveURL(/\?done=saved|\/$/);
  await settled(page);
  const wasm = await page.locator("script[data-wasm]").getAttribute("data-wasm");
  // One for each page: no text of a note, and no person's id.
  await expect.poll(() => reports.map((report) => JSON.parse(report))).toEqual(Array(2).fill({ kind: "panic", wasm }));
});

test("a program that dies later takes none of the words with it", async ({ page, network, problems }) => {
  problems.expect(...WITHOUT);
  await openToday(page);
  const day = await today(page);
  await face(page).check();
  await note(page).fill("Half a thought");
  await page.evaluate(() => {
    const error = new WebAssembly.RuntimeError("unreachable");
    error.stack = "RuntimeError: unreachable\n    at wasm://wasm/humeur.wasm-0123abcd:wasm-function[7]:0x1";
    dispatchEvent(new ErrorEvent("error", { error }));
  });
  await expect(page.locator("html")).toHaveAttribute("data-awake", "failed");
  await expect(note(page)).toHaveValue("Half a thought");
  await expect(face(page)).toBeChecked();
  // Nothing of it listens any more: not on the page, either.
  await page.locator("h1").click();
  await page.keyboard.press("1");
  await expect(face(page)).toBeChecked();
  await writes(page, "A whole thought");
  await expect(page).toHaveURL(/\?done=saved|\/$/);
  await openToday(page);
  // Nor does what it had kept of a draft come back.
  await expect(note(page)).toHaveValue("A whole thought");
  await expect(state(page)).toHaveText("Updated");
  expect(await kept(page)).toMatchObject([{ day }]);
  expect(network.seen.filter((what) => what === "POST /client-error")).toHaveLength(1);
});

test("an error that went through the program is the end of it", async ({ page, problems }) => {
  problems.expect(/broken on purpose/);
  await openToday(page);
  // Called by the program, which has no way to go on when it throws.
  await page.evaluate(() => {
    const get = () => {
      throw new Error("broken on purpose");
    };
    Object.defineProperty(KeyboardEvent.prototype, "key", { get });
  });
  await note(page).fill("Half a thought");
  await page.locator("h1").click();
  await page.keyboard.press("1");
  await expect(page.locator("html")).toHaveAttribute("data-awake", "failed");
  await expect(note(page)).toHaveValue("Half a thought");
});

test("what is entered without the program is there when it is back", async ({ page, network, problems }) => {
  problems.expect(...WITHOUT);
  proxy(network, unreadable);
  await page.goto("/");
  await settled(page);
  await note(page).fill("Not sent yet");
  await face(page).check();
  network.edit = undefined;
  await openToday(page);
  await expect(note(page)).toHaveValue("Not sent yet");
  await expect(face(page)).toBeChecked();
});

test("a program that can't be loaded leaves a form that works", async ({ page, network, problems }) => {
  problems.expect(...WITHOUT);
  network.fate = ({ path }) => (path.endsWith(".wasm") ? { status: 404, json: {} } : "well");
  await page.goto("/");
  await settled(page);
  await writes(page, "Without it");
  await expect(page).toHaveURL(/\?done=saved|\/$/);
});
