// The reminder: a question, and faces that answer it without opening anything.

import { MOODS, type MoodName } from "../generated/rules.ts";
import { daysOf, queue, writeMood } from "./outbox.ts";
import { changed, worker } from "./scope.ts";

/** Where there is room for a few faces only, these come first: places in `MOODS`. */
const FIRST = "31420";

/** The push message (server/src/jobs). */
export interface Reminder {
  kind: "reminder";
  journal: string;
  day: string;
  /** The day's version, on which a tap is based. */
  base: number;
  lang: string;
  title: string;
  body: string;
  /** The moods' names, in the order of `MOODS`. */
  faces: string[];
}

/** `NotificationOptions`, with the buttons that TypeScript's library leaves out. */
interface WithActions extends NotificationOptions {
  actions: { action: string; title: string; icon: string }[];
}

/** True if the day has an entry, sent or not, as far as this device knows. */
async function isWritten(journal: string, day: string): Promise<boolean> {
  const { items, pending } = await daysOf(journal, day, day);
  return items.length > 0 || pending.some((change) => change.day === day);
}

/** Asks, unless the day was written on this device since, or the reminder is an earlier session's. */
export async function ask(reminder: Reminder): Promise<void> {
  const { journal, day, lang, title, body, faces } = reminder;
  if (await isWritten(journal, day).catch(() => false)) return;
  if ((await queue.currentUser().catch(() => journal)) !== journal) return;
  const { maxActions = 0 } = Notification as { maxActions?: number };
  const shown = FIRST.slice(0, maxActions);
  const options: WithActions = {
    body,
    lang,
    // A second one takes the place of the first.
    tag: "reminder",
    icon: "/icons/192.png",
    badge: "/icons/badge-96.png",
    actions: MOODS.map((action, place) => ({ action, title: faces[place]!, icon: `/icons/${action}-192.png` })).filter(
      (_, place) => shown.includes(`${place}`),
    ),
    data: reminder,
  };
  await worker.registration.showNotification(title, options);
}

/** A tapped face is written like any other change; a tap beside them opens the day's page. */
export async function answer({ action, notification }: NotificationEvent): Promise<void> {
  notification.close();
  const { journal, day, base } = notification.data as Reminder;
  const mood = action as MoodName;
  // An entry made since, which may have a note, stays as it is.
  if (MOODS.includes(mood) && !(await isWritten(journal, day).catch(() => true))) {
    const sent = await writeMood(journal, day, { mood, note: "" }, base).then(
      (reply) => !reply || reply.ok,
      () => false,
    );
    await changed();
    if (sent) return;
  }
  const address = `/?day=${day}`;
  const pages = await worker.clients.matchAll({ type: "window" });
  const open = pages.find((page) => new URL(page.url).pathname === "/");
  if (open) await (await open.focus()).navigate(address);
  else await worker.clients.openWindow(address);
}
