// The reminder: a question, and faces that answer it without opening anything.

const WORDS = {
  en: { title: "How was today?", body: "Ten quiet seconds, if you like.", awful: "Awful", bad: "Bad", okay: "Okay", good: "Good", great: "Great" },
  fr: { title: "Comment était cette journée ?", body: "Dix secondes au calme, si le cœur vous en dit.", awful: "Affreuse", bad: "Difficile", okay: "Moyenne", good: "Bonne", great: "Superbe" },
};
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
  const { journal, day, lang } = told;
  if (await isWritten(journal, day).catch(() => false)) return;
  if ((await box.journal().catch(() => journal)) !== journal) return;
  const words = WORDS[lang] ?? WORDS.en;
  const room = FACES.slice(0, Notification.maxActions ?? 0);
  const faces = SCALE.filter((face) => room.includes(face));
  await registration.showNotification(words.title, {
    body: words.body,
    lang,
    // A second one takes the place of the first.
    tag: "reminder",
    icon: "/icons/192.png",
    badge: "/icons/badge-96.png",
    actions: faces.map((face) => ({ action: face, title: words[face], icon: `/icons/${face}-192.png` })),
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

/** The browser has made another subscription: the reminder goes to that one from now on. */
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const { endpoint } = oldSubscription;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  const id = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const { key, reminders } = await (await fetch("/reminder")).json();
  const { hour, timeZone } = reminders.find((reminder) => reminder.id === id);
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { endpoint: now, keys } = (newSubscription ?? (await registration.pushManager.subscribe(options))).toJSON();
  const headers = { "content-type": "application/json" };
  await fetch("/reminder", { method: "POST", headers, body: JSON.stringify({ endpoint: now, ...keys, hour, timeZone }) });
  await fetch(`/reminder?id=${id}`, { method: "DELETE" });
}

addEventListener("pushsubscriptionchange", (event) => {
  if (event.oldSubscription) event.waitUntil(subscribeAgain(event).catch(() => undefined));
});

addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told?.kind === "reminder") event.waitUntil(ask(told));
});

addEventListener("notificationclick", (event) => event.waitUntil(answer(event)));
