import {
  awake,
  expect,
  face,
  hold,
  kept,
  note,
  notice,
  openToday,
  save,
  saveDay,
  seed,
  state,
  test,
  today,
  week,
  writes,
} from "../kit.ts";
import { Database, Humeur } from "../servers.ts";

/** The browser's own console message about a failed response. */
const FAILED = /Failed to load resource/;
const REFUSED = /can’t reach your journal right now. Your words are still here/;

test("while a save is under way the button says so, and typing goes on", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  const release = await hold(page, "**/mood", "POST");
  await note(page).fill("First");
  await face(page, "Good").check();
  await expect(save(page)).toHaveText("Saving…");
  await note(page).pressSequentially(" and more");
  release();
  await expect(save(page)).toHaveText("Update");
  await expect(note(page)).toHaveValue("First and more");
  await expect(state(page)).toHaveText("Not saved yet");
  await save(page).click();
  await expect(state(page)).toHaveText("Updated");
  expect(sent).toHaveLength(2);
  expect(await kept(page)).toMatchObject([{ note: "First and more", version: 2 }]);
});

const unavailable = { error: { kind: "unavailable", message: "The journal does not answer." } };
for (const [what, answer] of [
  ["the network is gone", undefined],
  ["the journal is unavailable", { status: 503, json: unavailable }],
  ["a proxy in front of it answers for it", { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }],
] as const) {
  test(`when ${what}, the words stay and can be sent again`, async ({ page, problems }) => {
    problems.expect(FAILED);
    await openToday(page);
    await page.route("**/mood", (route) => (answer ? route.fulfill(answer) : route.abort("internetdisconnected")));
    await note(page).fill("Train in a tunnel");
    await face(page, "Bad").check();
    const again = page.getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible();
    await expect(notice(page)).toContainText("Your words are still here");
    await expect(note(page)).toHaveValue("Train in a tunnel");
    await expect(face(page, "Bad")).toBeChecked();
    await expect(state(page)).toHaveText("Not saved yet");

    await again.click();
    await expect(again).toBeVisible();
    await page.unroute("**/mood");
    await again.click();
    await expect(notice(page)).toContainText(" saved");
    await expect(state(page)).toHaveText("Saved");
    expect(await kept(page)).toMatchObject([{ mood: "bad", note: "Train in a tunnel", version: 1 }]);
  });
}

test("what is typed after a failure is what is sent again", async ({ page, problems }) => {
  problems.expect(FAILED);
  await openToday(page);
  await page.route("**/mood", (route) => route.abort());
  await note(page).fill("Old words");
  await face(page, "Okay").check();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/mood");
  await note(page).fill("New words");
  await save(page).click();
  await expect(state(page)).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ note: "New words" }]);
});

test("a day that was removed elsewhere is simply gone", async ({ page, problems }) => {
  problems.expect(FAILED);
  await openToday(page);
  await saveDay(page, "Good");
  await page.request.delete(`/mood?day=${await today(page)}`);
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(notice(page)).toContainText("That day was already empty.");
  await expect(page.getByRole("button", { name: "Remove" })).toBeHidden();
});

test("the server dies and comes back: the page stays calm, and everything is there", async ({ page, problems }) => {
  problems.expect(FAILED);
  const own = await new Humeur().start();
  try {
    await openToday(page, own.url);
    await saveDay(page, "Good", "Before");
    await own.kill();
    await note(page).fill("After");
    await save(page).click();
    await expect(notice(page)).toContainText(REFUSED);
    await expect(note(page)).toHaveValue("After");

    await own.start();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(notice(page)).toContainText(" updated");
    await own.kill();
    await own.start();
    await page.reload();
    await awake(page);
    await expect(note(page)).toHaveValue("After");
    await expect(state(page)).toHaveText("Updated");
  } finally {
    await own.stop();
  }
});

test("the database dies: nothing is lost, with JavaScript or without", async ({ page, browser, problems }) => {
  problems.expect(FAILED);
  const database = await new Database().start();
  const own = new Humeur({ DYNAMODB_ENDPOINT: database.url });
  const plain = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  try {
    await own.start();
    await openToday(page, own.url);
    await saveDay(page, "Great", "Kept");
    const form = await plain.newPage();
    await form.goto(own.url);
    await face(form, "Okay").check();
    await note(form).fill("Written\nwhile it died");

    await database.kill();
    await note(page).fill("Kept, and more");
    await save(page).click();
    await expect(notice(page)).toContainText(REFUSED);
    await expect(note(page)).toHaveValue("Kept, and more");

    // A page that cannot read the journal does not let anybody write over it.
    const other = await page.context().newPage();
    const answer = await other.goto(own.url);
    expect(answer!.status()).toBe(503);
    expect(answer!.headers()["retry-after"]).toBeTruthy();
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("We can’t reach your journal right now.");
    await expect(other.locator("form.day")).toHaveCount(0);
    await expect(other.getByRole("link", { name: "Try again" })).toBeVisible();
    const api = await page.request.get(`${own.url}/mood/week?start=2026-11-16&end=2026-11-22`);
    expect([api.status(), (await api.json()).error.kind]).toEqual([503, "unavailable"]);
    expect(api.headers()["retry-after"]).toBeTruthy();
    expect((await page.request.get(`${own.url}/health`)).status()).toBe(503);

    await save(form).click();
    await expect(form.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(face(form, "Okay")).toBeChecked();
    await expect(note(form)).toHaveValue("Written\nwhile it died");

    // The engine forgets when it ends, and the page notices; the words are still there.
    await database.start();
    await own.kill();
    await own.start();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("alert")).toContainText(/Great\W+Kept, and more/);
    await page.getByRole("button", { name: "Keep mine" }).click();
    await expect(notice(page)).toContainText(" saved");
    await save(form).click();
    await expect(notice(form)).toContainText(/ saved/);
    await expect(note(form)).toHaveValue("Written\nwhile it died");
  } finally {
    await plain.close();
    await own.stop();
    await database.stop();
  }
});

test("a page that is not there is calm too", async ({ page, problems }) => {
  problems.expect(FAILED);
  const answer = await page.goto("/nowhere");
  expect(answer!.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page here.");
  await page.getByRole("link", { name: "Go to today" }).click();
  await awake(page);
  await expect(page).toHaveURL("/");
});

test("a garbled cookie begins a journal instead of an error", async ({ page, context, baseURL }) => {
  await openToday(page);
  await seed(page, { day: await today(page), mood: "good", note: "Mine" });
  for (const value of ["", "nonsense", "%00", "a".repeat(3000)]) {
    await context.addCookies([{ name: "humeur", value, url: baseURL! }]);
    await openToday(page);
    await expect(week(page)).toContainText("Your week will draw itself here");
  }
  await saveDay(page, "Okay");
});
