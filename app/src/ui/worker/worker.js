// The service worker: the journal opens in a tunnel, and what is written there is sent later.
//
// It is served as one script: first `BUILD` (the version, and the addresses of its files), then
// outbox.js, this, and reminder.js. A new version has other bytes and waits until every page of the old one
// has gone, or the person asks for it: an old page never meets a new program.

const ASSETS = `assets ${BUILD.version}`;
/** The last known pages: one journal's at a time, because another session ends the one before. */
const PAGES = `pages ${BUILD.version}`;
const OFFLINE = "/offline";
/** How long the network may take while a page is at hand, in milliseconds. */
const LIMIT = 2_500;
/** How many pages are kept. */
const MOST = 60;
const SYNC = "outbox";

const box = outbox({ indexedDB, fetch: (...call) => fetch(...call), changed });

/** Tells the open pages to look again. */
async function changed() {
  for (const page of await clients.matchAll({ type: "window" })) page.postMessage("changed");
}

// --- Life of a version ---------------------------------------------------------------------

addEventListener("install", (event) => {
  const store = async () => {
    const cache = await caches.open(ASSETS);
    await cache.addAll(BUILD.files);
    await cache.add(new Request(OFFLINE, { cache: "reload" }));
  };
  event.waitUntil(store());
});

addEventListener("activate", (event) => {
  const takeOver = async () => {
    await clients.claim();
    // Until the new version has a page of its own, the old one's pages and files are all there is.
    await page("/", event).catch(() => undefined);
  };
  event.waitUntil(takeOver());
});

/** Another session has begun: the pages of the one before go, and its reminder. */
async function begin(journal) {
  await caches.delete(PAGES);
  for (const open of await clients.matchAll({ type: "window" })) open.postMessage({ journal });
  const subscription = await registration.pushManager?.getSubscription().catch(() => undefined);
  await subscription?.unsubscribe();
}

/** Lets go of what older versions kept. */
async function tidy() {
  // Not what a newer one has just fetched, and waits with.
  if (registration.installing || registration.waiting) return;
  for (const name of await caches.keys()) {
    if (name !== ASSETS && name !== PAGES) await caches.delete(name);
  }
}

// --- Pages ---------------------------------------------------------------------------------

/** A page from the server; it is kept meanwhile when it is one of a journal's own. */
async function page(address, event, name = address) {
  const response = await fetch(address, { redirect: "manual", headers: { accept: "text/html" } });
  const journal = response.headers.get("humeur-journal");
  if (response.ok && journal) {
    event.waitUntil(keepPage(name, response.clone(), journal).catch(() => undefined));
  }
  return response;
}

/** Where nothing can tell one journal's pages from another's, this fails and none is kept. */
async function keepPage(name, response, journal) {
  if (journal !== (await box.journal())) await begin(journal);
  await box.opened(journal, Date.now() / 1000);
  const offline = await caches.match(OFFLINE, { cacheName: ASSETS, ignoreVary: true });
  const [before, now] = [offline, response].map((page) => page?.headers.get("content-language"));
  if (before && now && before !== now) await speak();
  // The page must know that it does not come from the server: that is where the day is from.
  const html = (await response.text()).replace("<html", "<html data-kept");
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  const pages = await caches.open(PAGES);
  await pages.put(name, new Response(html, { headers }));
  // Today's and the settings, which have no parameter, stay.
  const days = (await pages.keys()).filter(({ url }) => new URL(url).search);
  if (days.length >= MOST) await pages.delete(days[0]);
  await tidy();
}

/** The network's answer, or within a short while the last known page. */
async function navigate(event) {
  const url = new URL(event.request.url);
  // Text shared from another app is for the page alone: it does not travel.
  for (const name of ["title", "text", "url"]) url.searchParams.delete(name);
  const address = url.pathname + url.search;
  // A page is kept, and found, without what it says once.
  for (const name of ["done", "saved"]) url.searchParams.delete(name);
  const name = url.pathname + url.search;
  // Only the browser's own request tells the server whether another site's link makes a choice.
  const chooses = ["lang", "tz", "dayend"].some((choice) => url.searchParams.has(choice));
  const network = chooses ? fetch(event.request) : page(address, event, name);
  const kept = await caches.match(name, { cacheName: PAGES, ignoreVary: true });
  const late = new Promise((_, late) => kept && setTimeout(late, LIMIT));
  try {
    const response = await Promise.race([network, late]);
    // A server in trouble has a page that says so; the last known one can be written in.
    return response.status >= 500 && kept ? kept : response;
  } catch {
    // What comes late is for the page that is there by then.
    if (kept) event.waitUntil(network.then(changed, () => undefined));
    return kept ?? (await anyPage(name)) ?? network;
  }
}

/** Another language was chosen: what is kept in the one before goes, and the offline page is new. */
async function speak() {
  await (await caches.open(ASSETS)).add(new Request(OFFLINE, { cache: "reload" }));
  await caches.delete(PAGES);
}

/**
 * Without network and without the page itself: another version's; for a day, the page of today, which
 * turns to it; or the offline page.
 */
const anyPage = async (address) => {
  const standIns = [address, ...(address.startsWith("/?day=") ? ["/"] : []), OFFLINE];
  for (const name of standIns) {
    const kept = await caches.match(name, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
};

// --- Days ----------------------------------------------------------------------------------

const json = (status, text) => new Response(text, { status, headers: { "content-type": "application/json" } });

const WAITING = JSON.stringify({
  error: { kind: "waiting", message: "Kept on this device until the network is back." },
});

/** Keeps a change and tries to send it. The server's answer; none while the change waits. */
async function keep(change) {
  const answer = await box.write(change);
  // Not everywhere, and not in every mode: pages ask for it too, when they open or come online.
  if (!answer) await registration.sync?.register(SYNC).catch(() => undefined);
  return answer;
}

/**
 * A write by a page. Where nothing can be kept, or what is kept can't be tried, it goes by as it is;
 * where the network hangs, the page is told that it waits, and later what became of it.
 */
async function write(event) {
  const { request } = event;
  const query = new URL(request.url).searchParams;
  const sent = request.method === "POST" ? await request.clone().json() : Object.fromEntries(query);
  const { userId: journal, day, mood = null, note, baseVersion } = sent;
  if (!journal || baseVersion === undefined) return fetch(request);
  try {
    const sending = keep({ journal, day, mood, note, base: Number(baseVersion) });
    let late;
    const patience = new Promise((done) => setTimeout(() => done((late = true)), LIMIT));
    const answer = await Promise.race([sending, patience]);
    if (late) event.waitUntil(sending.then(changed, () => undefined));
    return answer && !late ? json(answer.status, answer.text) : json(503, WAITING);
  } catch {
    const answer = await fetch(request);
    if (answer.ok) await box.drop(journal, day).catch(() => undefined);
    return answer;
  }
}

async function readWeek(event) {
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(response.clone().json().then(box.learned).catch(() => undefined));
  return response;
}

/** What this device knows: GET for a span of days, DELETE to let go of one that needs the person. */
async function device(request) {
  const { userId, start, end, day } = Object.fromEntries(new URL(request.url).searchParams);
  if (request.method === "DELETE") await box.drop(userId, day);
  return json(200, JSON.stringify(await box.days(userId, start, end)));
}

async function file(event) {
  const { request } = event;
  const cache = await caches.open(ASSETS);
  const kept = (await cache.match(request, { ignoreVary: true })) ?? (await caches.match(request, { ignoreVary: true }));
  if (kept) return kept;
  const response = await fetch(request);
  // A page newer than this worker is kept, and so are the files that go with it.
  if (response.ok) event.waitUntil(cache.put(request, response.clone()).catch(() => undefined));
  return response;
}

// --- The ways in ---------------------------------------------------------------------------

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const own = origin === location.origin;
  const reads = request.method === "GET";
  if (!own) return;
  if (pathname === "/device/days" && request.mode !== "navigate") event.respondWith(device(request).catch(() => json(503, WAITING)));
  else if (request.mode === "navigate") reads && event.respondWith(navigate(event));
  else if (pathname === "/mood" && !reads) {
    const answer = write(event);
    event.waitUntil(answer.catch(() => undefined));
    event.respondWith(answer);
  } else if (pathname === "/mood/week") event.respondWith(readWeek(event));
  else if (reads && BUILD.folders.some((folder) => pathname.startsWith(folder))) event.respondWith(file(event));
});

addEventListener("sync", (event) => {
  if (event.tag !== SYNC) return;
  // The browser comes back later when this fails.
  event.waitUntil(box.flush().then((done) => done || Promise.reject(new Error("not all could be sent"))));
});

addEventListener("message", (event) => {
  const { now } = event.data;
  if (now === "send") event.waitUntil(box.flush().catch(() => undefined));
  else if (now === "take over") skipWaiting();
});
