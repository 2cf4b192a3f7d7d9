// Pages: the network's, or the stored copy of one. One journal's at a time: another session deletes
// those of the one before.

import { CHOICE_PARAMETERS, OUTCOME_PARAMETERS, SHARED_PARAMETERS } from "../generated/rules.ts";
import { FILES, find, OFFLINE_PAGE, PAGES, storeOfflinePage } from "./files.ts";
import { queue } from "./outbox.ts";
import { changed, tellPages, worker } from "./scope.ts";

/** Milliseconds that the network may take while a stored page is at hand. */
export const NETWORK_LIMIT = 2_500;
const MAX_PAGES = 60;

/** A page from the server. It is stored if it belongs to a journal, and a stored one that is gone is deleted. */
export async function fetchPage(address: string, event: ExtendableEvent, name = address): Promise<Response> {
  const response = await fetch(address, { redirect: "manual", headers: { accept: "text/html" } });
  const journal = response.headers.get("humeur-journal");
  if (response.ok && journal) event.waitUntil(storePage(name, response.clone(), journal).catch(() => undefined));
  if (response.status === 404) event.waitUntil(caches.open(PAGES).then((pages) => pages.delete(name)));
  return response;
}

/** Pages are stored one at a time: between a page's check and its storing the journal must not change. */
let storing: Promise<unknown> = Promise.resolve();

/** Rejects, and stores nothing, where no database can tell one journal's pages from another's. */
async function storePage(name: string, response: Response, journal: string): Promise<unknown> {
  // The page must know that it is a copy: its date may be old.
  const html = (await response.text()).replace("<html", "<html data-kept");
  const headers = new Headers(response.headers);
  const store = async () => {
    const former = headers.get("humeur-former") ?? "",
      user = await queue.currentUser();
    if (journal !== user) await beginSession(journal, former.includes(user!));
    await queue.opened(journal, Date.now() / 1000, former);
    const offline = await find(OFFLINE_PAGE, FILES);
    if (offline && offline.headers.get("content-language") !== headers.get("content-language")) {
      await storeOfflinePage();
      await deletePages();
    }
    headers.delete("content-encoding");
    const pages = await caches.open(PAGES);
    await pages.put(name, new Response(html, { headers }));
    // Today's, the settings, this month's calendar and the like stay; those of days, spans and moments make room.
    const days = (await pages.keys()).filter(({ url }) => /\?|dar\/|ts\//.test(url));
    if (days.length >= MAX_PAGES) await pages.delete(days[0]!);
    // Not the files that a newer version has just fetched, and waits with.
    if (worker.registration.installing || worker.registration.waiting) return;
    await deleteCaches((cache) => cache !== FILES && cache !== PAGES);
  };
  storing = storing.then(store, store);
  return storing;
}

/** Deletes the former session's pages, and its reminder unless the journal was carried over, with it. */
async function beginSession(journal: string, isCarriedOver: boolean): Promise<void> {
  await deletePages();
  await tellPages({ journal });
  if (isCarriedOver) return;
  const subscription = await worker.registration.pushManager?.getSubscription().catch(() => undefined);
  await subscription?.unsubscribe();
}

async function deleteCaches(isOld: (name: string) => boolean): Promise<void> {
  for (const name of await caches.keys()) if (isOld(name)) await caches.delete(name);
}

/** Of every version, since another's may stand in. */
const deletePages = () => deleteCaches((name) => name.startsWith("pages "));

/** The network's response; the stored page if that fails or takes too long. */
export async function navigate(event: FetchEvent): Promise<Response> {
  const url = new URL(event.request.url),
    { searchParams } = url;
  // Text shared by another app is for the page alone: it does not travel.
  for (const name of SHARED_PARAMETERS) searchParams.delete(name);
  const address = url.pathname + url.search;
  // A page is stored, and found, without the outcome that it says once.
  for (const name of OUTCOME_PARAMETERS) searchParams.delete(name);
  const name = url.pathname + url.search;
  // Only the browser's own request tells the server whether another site's link makes a choice.
  const chooses = CHOICE_PARAMETERS.some((choice) => searchParams.has(choice));
  const network = chooses ? fetch(event.request) : fetchPage(address, event, name);
  const stored = await find(name, PAGES);
  const late = new Promise<never>((_, reject) => stored && setTimeout(reject, NETWORK_LIMIT));
  try {
    const response = await Promise.race([network, late]);
    // A server in trouble has a page that says so; the stored one can be written in.
    return response.status >= 500 && stored ? stored : response;
  } catch {
    // A late response is for the page that is there by then.
    if (stored) event.waitUntil(network.then(changed, () => undefined));
    return stored ?? (await standIn(name)) ?? network;
  }
}

/** Another version's copy; for a day, the page that turns to it; or the offline page. */
async function standIn(address: string): Promise<Response | undefined> {
  for (const name of [address, address.replace(/^(\/(moments)?)\?da.*/, "$1"), OFFLINE_PAGE]) {
    const stored = await find(name);
    if (stored) return stored;
  }
  return undefined;
}
