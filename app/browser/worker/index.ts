// The service worker: the journal opens in a tunnel, and changes made there are sent later.
//
// A new version has other bytes and waits until every page of the old one is closed, or the person asks
// for it: an old page never meets a new program.

import { deviceDays, readWeek, waiting, write } from "./days.ts";
import { file, storeFiles } from "./files.ts";
import type { Reminder } from "./notification.ts";
import { queue } from "./outbox.ts";
import { fetchPage, navigate } from "./pages.ts";
import { answer, ask } from "./reminder.ts";
import { build, worker } from "./scope.ts";

worker.oninstall = (event) => event.waitUntil(storeFiles());

worker.onactivate = (event) => {
  // Until the new version has stored a page, the old one's pages and files are all there is.
  const first = worker.clients.claim().then(() => fetchPage("/", event));
  event.waitUntil(first.catch(() => undefined));
};

worker.onfetch = (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const isRead = request.method === "GET";
  if (request.mode === "navigate") {
    // Only the browser's own request tells the server whether another site's link begins a sign-in.
    if (isRead && !pathname.startsWith("/auth/")) event.respondWith(navigate(event));
  } else if (pathname === "/device/days") {
    event.respondWith(deviceDays(request).catch(waiting));
  } else if (pathname === "/mood" && !isRead) {
    event.respondWith(write(event));
  } else if (pathname === "/mood/week") {
    event.respondWith(readWeek(event));
  } else if (isRead && build.folders.some((folder) => pathname.startsWith(folder))) {
    event.respondWith(file(event));
  }
};

worker.addEventListener("sync", (event) => {
  // The browser tries again later if this rejects.
  event.waitUntil(queue.flush().then((isDone) => isDone || Promise.reject()));
});

worker.onmessage = (event) => {
  const { now } = event.data as { now?: string };
  if (now === "send") event.waitUntil(queue.flush().catch(() => undefined));
  else if (now === "take over") void worker.skipWaiting();
};

worker.onpush = (event) => {
  const reminder = event.data?.json() as Reminder | undefined;
  if (reminder?.kind === "reminder") event.waitUntil(ask(reminder));
};

worker.onnotificationclick = (event) => event.waitUntil(answer(event));
