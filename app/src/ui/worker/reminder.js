// The reminder: a question, and faces that answer it without opening anything.

/** Where there is room for a few faces only, these come first. */
const FACES = ["good", "bad", "great", "okay", "awful"];
const SCALE = ["awful", "bad", "okay", "good", "great"];

/** Whether the day was written, sent or not, as far as this device knows. */
async function isWritten(journal, day) {
  const { items, pending } = await box.days(journal, day, day);
  return items.length > 0 || pending.some((one) => one.day === day);
}

/** Asks, unless the day was written on this device since, or the reminder is for somebody before. */
async function ask(told) {
  const { journal, day, lang, title, body, faces } = told;
  if (await isWritten(journal, day).catch(() => false)) return;
  if ((await box.journal().catch(() => journal)) !== journal) return;
  // eslint-disable-next-line own/statics, compat/compat -- who is pushed to has notifications, and some without buttons
  const room = FACES.slice(0, Notification.maxActions ?? 0);
  await registration.showNotification(title, {
    body,
    lang,
    // A second one takes the place of the first.
    tag: "reminder",
    icon: "/icons/192.png",
    badge: "/icons/badge-96.png",
    actions: SCALE.map((action, place) => ({ action, title: faces[place], icon: `/icons/${action}-192.png` })).filter(
      ({ action }) => room.includes(action),
    ),
    data: told,
  });
}

/** A face is kept like any other writing; the words are for the page, which opens on a tap. */
async function answer({ action: mood, notification }) {
  notification.close();
  const { journal, day, base } = notification.data;
  // What was written since, with words that a face has not, is left as it is.
  if (SCALE.includes(mood) && !(await isWritten(journal, day).catch(() => true))) {
    const taken = await keep({ journal, day, mood, note: "", base }).catch(() => ({}));
    await changed();
    if (!taken || taken.status === 200) return;
  }
  const address = `/?day=${day}`;
  const open = (await clients.matchAll({ type: "window" })).find((page) => new URL(page.url).pathname === "/");
  await (open ? open.focus().then((page) => page.navigate(address)) : clients.openWindow(address));
}

addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told?.kind === "reminder") event.waitUntil(ask(told));
});

addEventListener("notificationclick", (event) => event.waitUntil(answer(event)));
