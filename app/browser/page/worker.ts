// The page's side of the service worker. The messages pass between releases: their form stays.

import { whenIdle } from "./idle.ts";
import { page } from "./memory.ts";
import { offer } from "./offer.ts";
import { AWAKE } from "./wake.ts";

/** Missing where browsers have none: in private windows, or without HTTPS. */
const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;

let ready: (registration?: ServiceWorkerRegistration) => void;
/** The service worker's registration; nothing where there can't be one. */
export const registration = new Promise<ServiceWorkerRegistration | undefined>((done) => (ready = done));

export function connectWorker(): void {
  if (!workers) {
    ready();
    return;
  }
  // A reload would keep a page here that leaves for another one.
  const reload = () => page.leaving || location.reload();
  const tell = (message: object) => workers.controller?.postMessage(message);
  workers.addEventListener("message", ({ data }: MessageEvent<{ journal?: string } | "changed">) => {
    const { journal } = data as { journal?: string };
    // Another session has begun, and this page belongs to the one before. If it is leaving for the
    // first page of that session, it is gone in a moment, and a reload would keep it here.
    if (journal && journal !== page.journal) setTimeout(reload, 1_000);
    else dispatchEvent(new Event("humeur:changed"));
  });
  workers.startMessages();
  // Where nothing wakes the worker when the network is back, an open page does.
  const flush = () => !document.hidden && tell({ now: "send" });
  // "Online" comes with a link, and a moment before it leads anywhere.
  addEventListener("online", () => [0, 2_000, 10_000].map((pause) => setTimeout(flush, pause)));
  setInterval(flush, 30_000);
  flush();

  // The first worker takes over the page that brought it: nothing to say about that.
  let isControlled = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    if (isControlled) reload();
    isControlled = true;
  });

  const register = async () => {
    // Each page looks for a newer one; as often as the server's caching allows is enough.
    const found = await workers.register("/sw.js", { updateViaCache: "all" }).catch(() => undefined);
    ready(found);
    if (!found) return;
    const look = () => {
      const { waiting } = found;
      if (waiting && isControlled) offer("update", () => waiting.postMessage({ now: "take over" }));
    };
    look();
    found.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", look));
    // A journal stays open for days.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) found.update().catch(() => undefined);
    });
  };
  // What is stored for later is fetched when nothing else is to do.
  addEventListener(AWAKE, () => whenIdle(register, 5_000), { once: true });
}
