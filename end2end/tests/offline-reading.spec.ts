// The journal in a tunnel: the stored pages, and the journal they belong to.
import type { Page } from "@playwright/test";
import { awake, test as base, column, expect, face, note, plus, saveDay, state, today, week, weekday } from "../kit.ts";
import { Humeur } from "../servers.ts";
import { controlled, isPage, offline, online, pages, records, reload, TROUBLE, test, UNREACHED } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

test("the last known page is there without network, with what was written since", async ({ page, context }) => {
  await controlled(page);
  await saveDay(page, "Good", "Before the tunnel");
  await offline(context);
  await reload(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  await expect(face(page, "Good")).toBeChecked();
  await expect(note(page)).toHaveValue("Before the tunnel");
  await expect(state(page)).toHaveText("Saved");
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");
});

test("the policy of a page holds when it is kept", async ({ page, context, problems }) => {
  problems.expect(/Content Security Policy/);
  await controlled(page);
  await offline(context);
  await reload(page);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'broken into'";
    document.head.append(script);
    return document.title.includes("broken");
  });
  expect(ran).toBe(false);
});

for (const { locale, visited, title, more, link } of [
  {
    locale: "en-GB",
    visited: /^How was /,
    title: "You’re offline, and this page isn’t saved here.",
    more: "You can still write today: it will sync when you’re online.",
    link: "Go to today",
  },
  {
    locale: "fr-FR",
    visited: /^Comment était /,
    title: "Vous êtes hors ligne, et cette page n’est pas enregistrée ici.",
    more: "Vous pouvez quand même noter la journée : la synchronisation se fera au retour du réseau.",
    link: "Voir aujourd’hui",
  },
]) {
  test.describe(locale, () => {
    test.use({ locale });
    test("a day that was looked at is there without network, another page says why not", async ({ page, context }) => {
      await controlled(page);
      const day = await today(page);
      await page.goto(`/?day=${plus(day, -3)}`);
      await offline(context);
      await reload(page);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(visited);

      await page.goto("/settings");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      await expect(page.getByText(more)).toBeVisible();
      await page.getByRole("link", { name: link }).click();
      await awake(page);
      await expect(page).toHaveURL("/");
      await expect(note(page)).toBeVisible();
    });
  });
}

test("the page that says so speaks the language that was chosen last", async ({ page, context }) => {
  await controlled(page);
  await page.getByRole("link", { name: "Français" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await awake(page);
  await offline(context);
  await page.goto("/settings");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Vous êtes hors ligne/);
});

test("back and forward lead through the weeks that were read", async ({ page, context }) => {
  await controlled(page);
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Last week");
  await offline(context);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("This week");
  await page.goForward();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Last week");
});

test("a day whose own page was not kept is opened by today's page, if this device knows its week", async ({
  page,
  context,
}) => {
  await controlled(page);
  const now = await today(page);
  await page.request.post("/mood", { data: { day: plus(now, -7), mood: "bad", note: "A week ago" } });
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(note(page)).toHaveValue("A week ago");
  await offline(context);
  await reload(page);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("Last week");
  await expect(note(page)).toHaveValue("A week ago");

  // Of another one it knows nothing, and says so instead of showing it empty.
  await page.goto(`/?day=${plus(now, -21)}`);
  await awake(page);
  await expect(page.locator(".notice")).toHaveText("We can’t reach that week right now. Try again when you’re online.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
  await expect(page).toHaveURL("/");
});

test("however many days are looked at, today stays within reach", async ({ page, context }) => {
  await controlled(page);
  const now = await today(page);
  const days = Array.from({ length: 59 }, (_, back) => `/?day=${plus(now, -8 - back)}`);
  await page.evaluate(async (days) => {
    const name = (await caches.keys()).find((name) => name.startsWith("pages"))!;
    const kept = await caches.open(name);
    for (const day of days) await kept.put(day, new Response("A page"));
  }, days);
  for (const back of [1, 2, 3]) {
    await page.goto(`/?day=${plus(now, -back)}`);
    await expect.poll(() => pages(page)).toContain(`/?day=${plus(now, -back)}`);
  }
  expect((await pages(page)).length).toBeLessThanOrEqual(60);
  await offline(context);
  await page.goto("/");
  await awake(page);
  await expect(note(page)).toBeVisible();
});

test("what another app shares is taken without network", async ({ page, context }) => {
  await controlled(page);
  await offline(context);
  await page.goto("/?title=A+song&text=Heard+on+the+way");
  await awake(page);
  await expect(note(page)).toHaveValue("A song\nHeard on the way");
  await expect(page).toHaveURL("/");
});

for (const days of [1, 7]) {
  test(`a page kept ${days === 1 ? "a day" : "a week"} ago is today's all the same`, async ({ page, context }) => {
    await controlled(page);
    await saveDay(page, "Bad", "Long ago by then");
    await reload(page);
    const now = plus(await today(page), days);
    await offline(context);
    await page.clock.install();
    await page.clock.setSystemTime(Date.now() + days * 86_400_000);
    await reload(page);

    expect(await today(page)).toBe(now);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
    await expect(page.locator(".date span")).toHaveText(`${weekday(now)} ${Number(now.slice(8))} ${monthOf(now)}`);
    await expect(page.locator("input[name=day]")).toHaveValue(now);
    await expect(week(page).locator("[aria-current=date]")).toHaveAccessibleName(
      new RegExp(`${weekday(now)} ${Number(now.slice(8))}:`),
    );
    await expect(week(page).getByRole("heading", { level: 2 })).toHaveText("This week");
    await expect(week(page).getByRole("link", { name: "Previous week" })).toHaveAttribute(
      "href",
      `/?day=${plus(now, -7)}`,
    );
    await expect(page.locator("main")).toBeVisible();
    await expect(note(page)).toHaveValue("");
    await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);

    await face(page, "Great").check();
    await expect(state(page)).toHaveText("Waiting to sync");
    const waiting = (await records(page)).filter(({ pending }) => pending).map(({ id }) => id);
    expect(waiting).toEqual([now]);
  });
}

test("a past day kept yesterday says what day it is today", async ({ page, context }) => {
  await controlled(page);
  const day = plus(await today(page), -1);
  await page.goto(`/?day=${day}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was yesterday?");
  await offline(context);
  await page.clock.install();
  await page.clock.setSystemTime(Date.now() + 86_400_000);
  await reload(page);
  // Not "yesterday": that is another day by now.
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(`^How was ${weekday(day)}`));
  await expect(column(page, new RegExp(weekday(day)))).toHaveAttribute("aria-current", "true");
});

test("another session finds nothing of the one before it, but what was never sent", async ({
  page,
  context,
  network,
}) => {
  await controlled(page);
  const day = await today(page);
  await saveDay(page, "Good", "Known to the server");
  await page.goto(`/?day=${plus(day, -1)}`);
  await awake(page);
  network.fate = ({ what }) => (what.startsWith("POST") ? "lost" : "well");
  await note(page).fill("Never sent");
  await face(page, "Bad").check();
  await expect(state(page)).toHaveText("Waiting to sync");
  expect(await pages(page)).toEqual(["/", `/?day=${plus(day, -1)}`]);
  const [mine] = await records(page);

  await context.clearCookies({ name: "humeur" });
  await page.goto("/");
  await awake(page);
  await expect(note(page)).toHaveValue("");
  expect(await pages(page)).toEqual(["/"]);
  expect(await records(page)).toMatchObject([
    { user: mine.user, id: plus(day, -1), version: 0, value: null, pending: { change: { note: "Never sent" } } },
  ]);
  await offline(context);
  await reload(page);
  await expect(page.locator("main")).not.toContainText("Known to the server");
});

test("a server in trouble is as good as none", async ({ page, network }) => {
  await controlled(page);
  network.fate = () => TROUBLE;
  await reload(page);
  await face(page, "Good").check();
  await expect(state(page)).toHaveText("Waiting to sync");
  network.fate = () => "well";
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(state(page)).toHaveText("Saved");
});

const alone = base.extend<{ own: Humeur }>({
  serviceWorkers: "allow",
  own: async ({}, use) => {
    const own = await new Humeur().start();
    await use(own);
    await own.stop();
  },
  baseURL: async ({ own }, use) => use(own.url),
});

alone("a server that died is as good as none", async ({ page, own, problems }) => {
  problems.expect(...UNREACHED);
  await controlled(page);
  await own.kill();
  await reload(page);
  await face(page, "Good").check();
  await expect(state(page)).toHaveText("Waiting to sync");
  await own.start();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(state(page)).toHaveText("Saved");
});

/** When the server made the page that is shown. */
const made = (page: Page) => page.locator("html").getAttribute("data-now");

test("where the network is slow, the last known page is there within three seconds", async ({ page, network }) => {
  await controlled(page);
  await reload(page);
  const known = await made(page);
  let arrive!: () => void;
  const held = new Promise<"well">((done) => (arrive = () => done("well")));
  network.fate = ({ what }) => (isPage(what) ? held : "well");
  const start = Date.now();
  await page.reload({ waitUntil: "commit" });
  await expect(note(page)).toBeVisible();
  const took = Date.now() - start;
  expect(took, "the network has its chance").toBeGreaterThan(2_000);
  expect(took, "and the wait is short").toBeLessThan(3_500);
  expect(await made(page)).toBe(known);

  // What came too late is there the next time.
  arrive();
  network.fate = () => "well";
  const keptAt = () =>
    page.evaluate(async () => {
      const answer = await caches.match("/", { ignoreVary: true });
      return /data-now="(\d+)"/.exec((await answer?.text()) ?? "")?.[1];
    });
  await expect.poll(keptAt).not.toBe(known);
});

test("where the network takes a second, the page is fresh", async ({ page, network }) => {
  await controlled(page);
  await reload(page);
  const known = await made(page);
  network.fate = ({ what }) => new Promise((done) => setTimeout(done, isPage(what) ? 1_100 : 0, "well"));
  await reload(page);
  expect(await made(page)).not.toBe(known);
});

test("where the network is back, the page is fresh again", async ({ page, context }) => {
  await controlled(page);
  await offline(context);
  await reload(page);
  const known = await made(page);
  await online(context);
  await expect
    .poll(async () => {
      await reload(page);
      return made(page);
    })
    .not.toBe(known);
});

const monthOf = (day: string) =>
  new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));

test("only another language deletes stored pages, and another site's link chooses nothing", async ({
  page,
  problems,
}) => {
  problems.expect(/elsewhere\.test/);
  await controlled(page);
  const day = `/?day=${plus(await today(page), -3)}`;
  await page.goto(day);
  await expect.poll(() => pages(page)).toContain(day);
  await page.getByRole("link", { name: "English" }).click();
  await awake(page);
  expect(await pages(page)).toContain(day);

  const link = new URL("/?lang=fr&dayend=6", page.url()).href;
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<link rel="icon" href="data:,"><a href="${link}">here</a>` }),
  );
  await page.goto("http://elsewhere.test/");
  await page.getByRole("link").click();
  await awake(page);
  await expect(page).toHaveURL("/");
  const document = page.locator("html");
  await expect(document).toHaveAttribute("lang", "en");
  await expect(document).toHaveAttribute("data-dayend", "0");
  expect(await pages(page)).toContain(day);

  await page.getByRole("link", { name: "Français" }).click();
  await expect(document).toHaveAttribute("lang", "fr");
  await expect.poll(() => pages(page)).not.toContain(day);
});
