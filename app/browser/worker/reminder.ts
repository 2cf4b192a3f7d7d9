// The reminder: a question, and faces that answer it without opening anything. Once a week, if the
// person chose that, it says that a report is ready, and a tap opens it.

import { MOODS, type MoodName } from "../generated/rules.ts";
import { addressOf, notificationOf, type Reminder } from "./notification.ts";
import { daysOf, queue, writeMood } from "./outbox.ts";
import { changed, worker } from "./scope.ts";

/** True if the day has an entry, sent or not, as far as this device knows. */
async function isWritten(journal: string, day: string): Promise<boolean> {
  const { items, pending } = await daysOf(journal, day, day);
  return items.length > 0 || pending.some((change) => change.day === day);
}

/** Asks, or says that a report is ready, unless the reminder is an earlier session's. */
export async function ask(reminder: Reminder): Promise<void> {
  const { journal, day, title } = reminder;
  const { maxActions = 0 } = Notification as { maxActions?: number };
  const options = notificationOf(reminder, await isWritten(journal, day).catch(() => false), maxActions);
  if (!options) return;
  if ((await queue.currentUser().catch(() => journal)) !== journal) return;
  await worker.registration.showNotification(title, options);
}

/** A tapped face is written like any other change; a tap beside them opens a page. */
export async function answer({ action, notification }: NotificationEvent): Promise<void> {
  notification.close();
  const reminder = notification.data as Reminder;
  const { journal, day, base } = reminder;
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
  const address = addressOf(reminder, action);
  const pages = await worker.clients.matchAll({ type: "window" });
  const open = pages.find((page) => new URL(page.url).pathname === "/");
  if (open) await (await open.focus()).navigate(address);
  else await worker.clients.openWindow(address);
}
