// The reminder, from the choice of an hour to a face in the notification. The push service itself is
// tested with the server (server/tests/api/reminders.rs); here a subscription is made up.

import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, Worker } from "@playwright/test";
import { accessible, awake, test as base, expect, handy, kept, openToday, today } from "../kit.ts";
import { Humeur } from "../servers.ts";

const test = base.extend<object, { push: HttpServer; server: Humeur }>({
  push: [
    async ({}, use) => {
      const push = createServer((_, response) => response.writeHead(201).end());
      await new Promise<void>((done) => push.listen(0, "127.0.0.1", done));
      await use(push);
      push.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ push }, use) => {
      const { port } = push.address() as AddressInfo;
      const server = new Humeur({ HUMEUR_PUSH_HOSTS: `127.0.0.1:${port}` });
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});
test.use({ serviceWorkers: "allow", permissions: ["notifications"] });

/** Subscribing needs a push service on the internet: this gives out one of ours. */
async function standIn(page: Page, push: HttpServer) {
  const { port } = push.address() as AddressInfo;
  await page.addInitScript((service) => {
    const base64url = (bytes: ArrayBuffer) =>
      btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=/g, "");
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const subscription = ({ endpoint, keys, key }: { endpoint: string; keys: object; key: string }) => ({
      endpoint,
      options: { applicationServerKey: bytes(key).buffer },
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => localStorage.removeItem("subscribed") === undefined,
    });
    PushManager.prototype.getSubscription = async () => {
      const made = localStorage.getItem("subscribed");
      return (made && subscription(JSON.parse(made))) as unknown as PushSubscription | null;
    };
    PushManager.prototype.subscribe = async (options) => {
      const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
      const p256dh = base64url(await crypto.subtle.exportKey("raw", pair.publicKey));
      const auth = base64url(crypto.getRandomValues(new Uint8Array(16)).buffer);
      // As browsers do: each subscription has an address of its own.
      const endpoint = `${service}/device/${Math.random()}`;
      const made = { endpoint, keys: { p256dh, auth }, key: String(options?.applicationServerKey) };
      localStorage.setItem("subscribed", JSON.stringify(made));
      return subscription(made) as unknown as PushSubscription;
    };
  }, `http://127.0.0.1:${port}`);
}

const settings = (page: Page) => page.locator("form.reminder");
const said = (page: Page) => settings(page).getByRole("status").locator("p:visible");

async function reminders(page: Page) {
  const { reminders } = await (await page.request.get("/reminder")).json();
  return reminders as { hour: number; timeZone: string; weekReport: boolean }[];
}

test("an hour is chosen, found again, changed and given up", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await expect(said(page)).toHaveText("Reminders are off on this device.");
  await page.getByLabel("Daily reminder at").selectOption("21:00");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  expect(await reminders(page)).toMatchObject([{ hour: 21, timeZone: "Europe/Paris" }]);

  await page.reload();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  await expect(page.getByLabel("Daily reminder at")).toHaveValue("21");
  await page.getByLabel("Daily reminder at").selectOption("08:00");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect.poll(() => reminders(page)).toMatchObject([{ hour: 8 }]);

  await page.getByRole("button", { name: "Stop reminding" }).click();
  await expect(said(page)).toHaveText("Reminders are off on this device.");
  expect(await reminders(page)).toEqual([]);
});

test("the week's report is chosen with the hour, found again and given up", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await expect(said(page)).toHaveText("Reminders are off on this device.");
  const reports = page.getByLabel("also tell me that the report of the week before is ready");
  await expect(reports).not.toBeChecked();
  await reports.check();
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  expect(await reminders(page)).toMatchObject([{ hour: 21, weekReport: true }]);

  await page.reload();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  await expect(reports).toBeChecked();
  await reports.uncheck();
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect.poll(() => reminders(page)).toMatchObject([{ hour: 21, weekReport: false }]);
});

test("reports follow the first day of the week", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await page.getByLabel("also tell me that the report of the week before is ready").check();
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  const again = page.waitForRequest((request) => request.method() === "POST" && /\/reminder$/.test(request.url()));
  const weeks = page.getByLabel("Weeks begin on");
  await weeks.selectOption("saturday");
  await page.locator("form", { has: weeks }).getByRole("button").click();
  expect((await again).postDataJSON()).toMatchObject({ hour: 21, weekReport: true });
});

test("a subscription that was made for another key is replaced, and leaves nothing behind", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  await page.evaluate(() => {
    const made = JSON.parse(localStorage.getItem("subscribed")!);
    localStorage.setItem("subscribed", JSON.stringify({ ...made, key: "AAAA" }));
  });
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect.poll(() => page.evaluate(() => localStorage.getItem("subscribed"))).not.toContain("AAAA");
  await expect.poll(() => reminders(page)).toHaveLength(1);
});

test("after a move the reminder follows the new time zone", async ({ page, push }) => {
  await standIn(page, push);
  await page.addInitScript(() => {
    const real = Intl.DateTimeFormat.prototype.resolvedOptions;
    Intl.DateTimeFormat.prototype.resolvedOptions = function () {
      const options = real.call(this);
      return localStorage.getItem("moved") ? { ...options, timeZone: "Pacific/Auckland" } : options;
    };
  });
  await page.goto("/settings");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  await page.evaluate(() => localStorage.setItem("moved", "yes"));
  await openToday(page);
  await expect.poll(() => reminders(page)).toMatchObject([{ hour: 21, timeZone: "Pacific/Auckland" }]);
});

test("another device's reminder is shown, and can be removed from here", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  // The same journal on a device that knows nothing of the subscription.
  await page.evaluate(() => localStorage.removeItem("subscribed"));
  await page.reload();
  await expect(settings(page).getByRole("listitem")).toContainText("Another device, at 21:00");
  await settings(page).getByRole("listitem").getByRole("button", { name: "Remove" }).click();
  await expect(settings(page).getByRole("listitem")).toHaveCount(0);
  expect(await reminders(page)).toEqual([]);
});

test("a browser that was told no says what to do", async ({ page, push, context }) => {
  await context.clearPermissions();
  await standIn(page, push);
  await page.addInitScript(() => {
    Notification.requestPermission = async () => "denied";
  });
  await page.goto("/settings");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toContainText("allow them for this site");
  expect(await reminders(page)).toEqual([]);
});

/** The button that has a reminder set, and what is said then. */
async function refused(page: Page, expected: string) {
  await page.goto("/settings");
  const set = page.getByRole("button", { name: "Remind me" });
  await set.click();
  await expect(said(page)).toContainText(expected);
  await expect(said(page)).toHaveCount(1);
  await expect(set, "the focus stays").toBeFocused();
  expect(await reminders(page)).toEqual([]);
}

for (const [name, expected] of [
  ["AbortError", "push service is off or unavailable"],
  ["NotAllowedError", "Notifications are blocked for Humeur"],
  ["OperationError", "That didn’t work. Please try again."],
] as const) {
  test(`a browser whose push service answers ${name} is told from one without network`, async ({ page, push }) => {
    await standIn(page, push);
    await page.addInitScript((name) => {
      PushManager.prototype.subscribe = () => Promise.reject(new DOMException("Registration failed", name));
    }, name);
    await refused(page, expected);
  });
}

for (const [error, status, expected] of [
  [{ kind: "malformed", field: "timeZone" }, 400, "doesn’t know this browser’s time zone"],
  [{ kind: "invalid", field: "endpoint" }, 422, "doesn’t know this browser’s push service"],
  [{ kind: "invalid" }, 422, "already have reminders on ten devices"],
  [{ kind: "unauthenticated", field: "userId" }, 401, "session on this device has ended"],
  [{ kind: "forbidden", field: "userId" }, 403, "session on this device has ended"],
  [{ kind: "unavailable" }, 503, "can’t reach your journal"],
  [{ kind: "invalid", field: "hour" }, 422, "That didn’t work."],
] as const) {
  test(`a reminder that is refused says why: ${status} ${JSON.stringify(error)}`, async ({ page, push, problems }) => {
    problems.expect(/Failed to load resource/);
    await standIn(page, push);
    await page.route("**/reminder", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      await route.fulfill({ status, json: { error: { message: "No.", ...error } } });
    });
    await refused(page, expected);
  });
}

test("a server that is gone is told from a device that is offline", async ({ page, push, context, problems }) => {
  problems.expect(/Failed to load resource/);
  await standIn(page, push);
  await page.route("**/reminder", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await refused(page, "can’t reach your journal");
  await page.unroute("**/reminder");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("You’re offline. You can change this when you’re back online.");
  await context.setOffline(false);
});

test("a zone that the server does not know is refused by the server itself", async ({ page, push, problems }) => {
  problems.expect(/Failed to load resource/);
  await standIn(page, push);
  await page.addInitScript(() => {
    const real = Intl.DateTimeFormat.prototype.resolvedOptions;
    Intl.DateTimeFormat.prototype.resolvedOptions = function () {
      return { ...real.call(this), timeZone: "Mars/Olympus" };
    };
  });
  await refused(page, "doesn’t know this browser’s time zone");
  // One that is chosen by hand takes its place.
  await page.getByLabel("Your time zone").selectOption("Asia/Tokyo");
  await page.getByRole("button", { name: "Set time zone" }).click();
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  expect(await reminders(page)).toMatchObject([{ timeZone: "Asia/Tokyo" }]);
});

test("on an iPhone, the home screen comes first, and the journal does not come along", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "standalone", { value: localStorage.getItem("standalone") === "yes" });
    delete (ServiceWorkerRegistration.prototype as { pushManager?: unknown }).pushManager;
  });
  await page.goto("/settings");
  await expect(said(page)).toContainText("app on your home screen");
  await expect(said(page)).toContainText("begins with an empty journal of its own");
  // There, it is the browser that is too old.
  await page.evaluate(() => localStorage.setItem("standalone", "yes"));
  await page.reload();
  await expect(said(page)).toHaveText("This browser can’t show notifications here.");
});

test("removing another device's reminder leaves the focus in the form", async ({ page, push }) => {
  await standIn(page, push);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Remind me" }).click();
  await expect(said(page)).toHaveText("Reminders are on for this device.");
  await page.evaluate(() => localStorage.removeItem("subscribed"));
  await page.reload();
  await settings(page).getByRole("listitem").getByRole("button", { name: "Remove" }).click();
  await expect(settings(page).getByRole("listitem")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Remind me" })).toBeFocused();
});

test("the settings are for everybody", async ({ page, push }) => {
  await standIn(page, push);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/settings");
  await expect(said(page)).toBeVisible();
  await accessible(page, "light");
  await handy(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page, "dark");
});

/** Lets the push service deliver a message to this page's worker. */
async function deliver(page: Page, message: object) {
  const client = await page.context().newCDPSession(page);
  const registered = new Promise<string>((found) =>
    client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      if (registrations[0]) found(registrations[0].registrationId);
    }),
  );
  await client.send("ServiceWorker.enable");
  const origin = new URL(page.url()).origin;
  const data = JSON.stringify(message);
  await client.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
  await client.detach();
}

const notifications = (page: Page) =>
  page.evaluate(async () => {
    const all = await (await navigator.serviceWorker.ready).getNotifications();
    type Shown = Notification & { actions: { action: string; title: string }[] };
    return all.map((one) => ({
      title: one.title,
      body: one.body,
      faces: (one as Shown).actions.map(({ action, title }) => [action, title]),
    }));
  });

/** Taps the notification, or a face in it. */
const tap = (worker: Worker, action: string) =>
  worker.evaluate(async (action) => {
    const scope = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    // An event that was made up may not keep the worker alive; it is, while it is talked to.
    const event = new Event("notificationclick") as Event & { waitUntil: (work: Promise<void>) => void };
    let done: Promise<void> | undefined;
    Object.assign(event, { action, notification, waitUntil: (work: Promise<void>) => (done = work) });
    self.dispatchEvent(event);
    // A window is only opened for a real tap.
    await done?.catch(() => undefined);
  }, action);

async function ready(page: Page) {
  await openToday(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(2);
  const journal = await page.evaluate(() => document.documentElement.dataset.journal);
  const day = await today(page);
  const faces = ["Awful", "Bad", "Okay", "Good", "Great"];
  const message = {
    v: 1,
    kind: "reminder",
    day,
    journal,
    base: 0,
    lang: "en",
    title: "How was today?",
    body: "Ten seconds",
    faces,
  };
  return { message, day, worker: page.context().serviceWorkers()[0]! };
}

test("a reminder asks, and a face in it answers", async ({ page }) => {
  const { message, day, worker } = await ready(page);
  await deliver(page, message);
  await expect.poll(() => notifications(page)).toMatchObject([{ title: "How was today?" }]);
  const [{ faces } = { faces: [] }] = await notifications(page);
  expect(faces).toContainEqual(["good", "Good"]);
  await tap(worker, "good");
  expect(await kept(page)).toMatchObject([{ day, mood: "good", version: 1 }]);
  expect(await notifications(page)).toEqual([]);
  // The open page shows it.
  await expect(page.getByRole("radio", { name: "Good" })).toBeChecked();
});

test("a face that is tapped without network is kept, and sent later", async ({ page, context, problems }) => {
  problems.expect(/Failed to load resource/);
  const { message, worker } = await ready(page);
  await deliver(page, message);
  await expect.poll(() => notifications(page)).toHaveLength(1);
  await context.setOffline(true);
  await tap(worker, "bad");
  await expect(page.locator(".state")).toHaveText("Waiting to sync");
  await context.setOffline(false);
  await expect(page.locator(".state")).toHaveText("Saved");
  expect(await kept(page)).toMatchObject([{ mood: "bad", version: 1 }]);
});

test("a face never overwrites a newer entry", async ({ page }) => {
  const { message, day, worker } = await ready(page);
  await deliver(page, message);
  await expect.poll(() => notifications(page)).toHaveLength(1);
  await page.request.post("/mood", { data: { day, mood: "great", note: "From the phone" } });
  await tap(worker, "bad");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "From the phone", version: 1 }]);
  await expect(page.locator(".conflict")).toContainText("Bad");
});

test("a report of the week comes with the question, and alone once the day is written", async ({ page }) => {
  const { message, day, worker } = await ready(page);
  const title = "Your week’s report is ready";
  const report = { ...message, title, body: message.title, report: "2026-11-16" };
  await deliver(page, report);
  await expect.poll(() => notifications(page)).toMatchObject([{ title, body: "How was today?" }]);
  const [{ faces } = { faces: [] }] = await notifications(page);
  expect(faces).toContainEqual(["good", "Good"]);
  await tap(worker, "good");
  expect(await kept(page)).toMatchObject([{ day, mood: "good", version: 1 }]);
  expect(await notifications(page)).toEqual([]);
  await deliver(page, report);
  await expect.poll(() => notifications(page)).toMatchObject([{ title, body: "", faces: [] }]);
});

test("no reminder after an entry, or in another person's session", async ({ page }) => {
  const { message } = await ready(page);
  await deliver(page, { ...message, journal: "0".repeat(32) });
  await page.getByRole("radio", { name: "Okay" }).check();
  await expect(page.locator(".state")).toHaveText("Saved");
  await deliver(page, message);
  await page.reload();
  await awake(page);
  expect(await notifications(page)).toEqual([]);
});
