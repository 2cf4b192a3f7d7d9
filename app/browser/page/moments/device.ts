// The moments of this device's outbox. The page stores a change itself and tries to send it; if that fails, the
// service worker sends it later.

import { openDatabase } from "../../db/db.ts";
import { createQueue, type Key, SYNC } from "../../outbox/queue.ts";
import type { Pending } from "../../outbox/record.ts";
import { MOMENT, type Moment, type MomentChange, type MomentRecord, momentRules } from "../../outbox/rules/moment.ts";
import { PHOTO, type PhotoChange, type PhotoRecord, photoRules } from "../../outbox/rules/photo.ts";
import { page } from "../memory.ts";
import { put } from "./upload.ts";

/** Milliseconds after which the page no longer waits for the network. */
const PATIENCE = 2_500;

export const user = page.journal!;

export const queue = createQueue({
  database: openDatabase(indexedDB),
  rules: [momentRules, photoRules(put)],
  changed: () => undefined,
});

/** Dispatched when the outbox has changed: by this page, and after a message of the service worker. */
export const CHANGED = "humeur:changed";
export const tellChanged = () => dispatchEvent(new Event(CHANGED));

const pause = (time: number) => new Promise((done) => setTimeout(done, time));

export const keyOf = (id: string): Key => [user, MOMENT, id];
export const keyOfPhoto = (moment: string, photo: string): Key => [user, PHOTO, `${moment}/${photo}`];

export const moments = async () => (await queue.records(MOMENT)) as MomentRecord[];
export const photos = async () => (await queue.records(PHOTO)) as PhotoRecord[];

/** The words of a moment, as its form has them. */
export const changeOf = ({ title, date, description, location }: Moment): MomentChange => ({
  title,
  date,
  description: description ?? "",
  location: location ?? "",
});

/** Sends a stored change; if it has to wait, the browser wakes the service worker for it. */
export async function send(key: Key, patience = PATIENCE): Promise<void> {
  const sending = queue.send(key).catch(() => false);
  await Promise.race([sending, pause(patience)]);
  const [owner, entity, id] = key;
  const record = (await queue.records(entity)).find((one) => one.user === owner && one.id === id);
  if (record?.pending?.state !== "waiting") return;
  void sending.then(tellChanged);
  // Not every browser has it: pages send, too, when they open or come online.
  const registration = await self.humeur.registration;
  await registration?.sync?.register(SYNC).catch(() => undefined);
}

/** A change of a photo; null removes it. */
export type PhotoWrite = [Key, PhotoChange | null];

/** Stores the person's change of a moment, with those of its photos: all or nothing. */
export const store = (id: string, change: MomentChange | null, base: number, photos: PhotoWrite[] = []) =>
  queue.store([[keyOf(id), change], ...photos], base, true);

/** Tries to send a stored moment. Returns what is left to send or to resolve. */
export async function sendMoment(id: string): Promise<Pending | null> {
  await send(keyOf(id));
  return (await moments()).find((record) => record.user === user && record.id === id)?.pending ?? null;
}

/** Stores a change of a moment and tries to send it. */
export async function write(...[id, ...change]: Parameters<typeof store>): Promise<Pending | null> {
  await store(id, ...change);
  return sendMoment(id);
}

/** Without a service worker, a page sends what waits. */
export async function begin(): Promise<void> {
  if (navigator.serviceWorker?.controller) return;
  await queue.opened(user, Date.now() / 1_000, page.former);
  await queue.flush();
}

declare global {
  interface ServiceWorkerRegistration {
    readonly sync?: { register(tag: string): Promise<void> };
  }
}
