// The settings' own script: the reminder of this device, which is a push subscription, an hour, and the choice
// of the week's report.

import type { Reply } from "../http/http.ts";
import { meaningOf } from "../outbox/rules/rules.ts";
import { memory } from "./memory.ts";
import { subscriptionId } from "./subscription.ts";

interface Reminder {
  id: string;
  hour: number;
  weekReport: boolean;
}

/** Why something failed: the sentence of the form that says so. */
type Cause =
  | "offline"
  | "unreachable"
  | "failed"
  | "zone"
  | "push-unknown"
  | "session"
  | "many"
  | "denied"
  | "push-off";
type Line = Cause | "on" | "off" | "home-screen" | "unsupported";

class Failure extends Error {
  constructor(readonly reason: Cause) {
    super(reason);
  }
}

const reasonOf = (error: unknown): Cause => (error instanceof Failure ? error.reason : "failed");

const { humeur } = self;
const form = document.querySelector<HTMLFormElement>("form.reminder")!;
const inForm = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
const choice = inForm(".choice"),
  hour = inForm<HTMLSelectElement>("select"),
  weekReport = inForm<HTMLInputElement>("[name=weekReport]"),
  stop = inForm(".stop"),
  others = inForm(".others");

function say(what: Line): void {
  for (const line of form.querySelectorAll<HTMLElement>("[data-say]")) line.hidden = line.dataset.say !== what;
}

function causeOf(reply: Exclude<Reply, { ok: true }>): Cause {
  if (reply.status === 0) return navigator.onLine ? "unreachable" : "offline";
  const { status, error } = reply;
  if (status >= 500) return "unreachable";
  if (!error) return "failed";
  const { kind, field } = error;
  if (field === "timeZone") return "zone";
  if (["endpoint", "p256dh", "auth"].includes(field ?? "")) return "push-unknown";
  if (meaningOf(error) === "session_expired") return "session";
  return kind === "invalid" && !field ? "many" : "failed";
}

async function read<T>(calling: Promise<Reply>): Promise<T> {
  const reply = await calling;
  if (!reply.ok) throw new Failure(causeOf(reply));
  return reply.json as T;
}

const reminders = () => read<{ key: string; reminders: Reminder[] }>(humeur.call("GET", "/reminder"));
const remove = (id: string) => read(humeur.call("DELETE", `/reminder?id=${id}`));

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

/** The response of the browser's push service. A setting or a network may forbid to ask it. */
async function pushed<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    const { name } = error as DOMException;
    if (name === "NotAllowedError") throw new Failure("denied");
    if (name === "AbortError") throw new Failure(navigator.onLine ? "push-off" : "offline");
    throw error;
  }
}

/** Shows the reminders, and takes this device's hour and choice from them. */
async function look() {
  const { reminders: all } = await reminders();
  const subscription = await pushed((await manager()).getSubscription());
  const own = subscription && (await subscriptionId(subscription));
  const mine = all.find(({ id }) => id === own);
  if (mine) {
    hour.value = `${mine.hour}`;
    weekReport.checked = mine.weekReport;
  }
  stop.hidden = !mine;
  say(mine ? "on" : "off");
  others.replaceChildren(...all.filter((reminder) => reminder !== mine).map(otherDevice));
  return { mine, subscription };
}

function otherDevice({ id, hour: of }: Reminder): Node {
  const item = inForm<HTMLTemplateElement>("template").content.cloneNode(true) as DocumentFragment;
  const at = hour.querySelector(`option[value="${of}"]`)?.textContent ?? "";
  item.querySelector("span")!.textContent = form.dataset.other!.replace("{}", at);
  item.querySelector("button")!.onclick = attempt(() => remove(id));
  return item;
}

/** This device's subscription: the one it has, unless that was made for another key. */
async function subscribe() {
  const { key } = await reminders();
  const push = await manager();
  const old = await pushed(push.getSubscription());
  const bytes = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const isForKey = old && `${new Uint8Array(old.options.applicationServerKey ?? [])}` === `${bytes}`;
  if (isForKey) return { subscription: old };
  const before = old && (await subscriptionId(old));
  await old?.unsubscribe();
  const subscription = await pushed(push.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  return { before, subscription };
}

async function save({ before, subscription }: { before?: string | null; subscription: PushSubscription }) {
  await read(humeur.remind(subscription, Number(hour.value), weekReport.checked));
  if (before) await remove(before).catch(() => undefined);
}

/** Runs `work`, then shows how things are, or why it failed. */
function attempt(work: () => Promise<unknown>) {
  return async (event?: Event) => {
    event?.preventDefault();
    const focused = document.activeElement as HTMLElement | null,
      hadFocus = form.contains(focused);
    choice.inert = true;
    let cause: Cause | undefined;
    try {
      await work();
    } catch (error) {
      cause = reasonOf(error);
    }
    await look().catch((error: unknown) => (cause ??= reasonOf(error)));
    if (cause) say(cause);
    choice.inert = false;
    // The focused element may be gone.
    const stays = form.contains(focused) && !focused?.hidden;
    if (hadFocus) (stays ? focused : inForm(".set"))?.focus();
  };
}

async function begin() {
  const registration = await humeur.registration;
  if (!registration?.pushManager || !("Notification" in self)) {
    // On iOS, notifications need the home screen, where Humeur has a storage of its own.
    const isIos = "standalone" in navigator || /iP(hone|ad|od)/.test(navigator.userAgent);
    const { standalone } = navigator as { standalone?: boolean };
    return say(isIos && isSecureContext && !standalone ? "home-screen" : "unsupported");
  }
  choice.hidden = false;
  await attempt(async () => undefined)();
}

form.onsubmit = attempt(async () => {
  if ((await Notification.requestPermission()) !== "granted") throw new Failure("denied");
  await save(await subscribe());
});

stop.onclick = attempt(async () => {
  const { mine, subscription } = await look();
  if (mine) await remove(mine.id);
  await subscription?.unsubscribe();
  memory.set("reminder", "{}");
});

void begin();

/** Stored pages have the former look: they are stored again at the next visit. */
async function forgetPages(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("pages ")) await caches.delete(name);
    if (name.startsWith("assets ")) await (await caches.open(name)).add(new Request("/offline", { cache: "reload" }));
  }
}

if (self.caches && document.querySelector("#look-saved")?.textContent?.trim()) forgetPages().catch(() => undefined);
