// Signing out and erasing: what this device has not sent yet is said before a sign-out, and after either
// the device keeps nothing. `Clear-Site-Data` in the response does the same; Safari has it from version 17 on.

import type { QueueRecord } from "../outbox/record.ts";
import { MOOD } from "../outbox/rules/mood.ts";
import { draftsIn } from "./drafts.ts";
import { changes, forget } from "./forget.ts";
import { memory, page } from "./memory.ts";

/** Names, until the next page, the journal that is left. */
const LEFT = "left";

const { humeur } = self;
const { controller } = navigator.serviceWorker ?? {};
/** Only on a page with a form that signs out. */
const box = document.querySelector<HTMLElement>(".unsent");

const pause = (time: number) => new Promise((done) => setTimeout(done, time));

/** The day, or the moment's title in quotes, of a change. */
function labelOf({ entity, id, value, pending }: QueueRecord): string {
  if (entity === MOOD) return id;
  const change = (pending!.next ?? pending!).change as { title?: string } | null;
  const { title } = change ?? (value as { title?: string } | null) ?? {};
  return title ? `“${title}”` : box!.dataset.photo!;
}

/** The days and moments that only this device has, after a pause for the changes that can be sent. */
async function unsent(): Promise<string[]> {
  controller?.postMessage({ now: "send" });
  for (let tries = 0; ; tries += 1) {
    const left = await changes();
    const isSending = left.some(({ user, pending }) => user === page.journal && pending!.state === "waiting");
    if (!controller || !isSending || tries >= 10)
      return [...new Set([...left.map(labelOf), ...draftsIn(localStorage).map(({ day }) => day)])].sort();
    await pause(300);
  }
}

/** Says which days and moments would be lost, if they are known. */
function warning(days?: string[]): string {
  const { one, many, mixed, unknown } = box!.dataset;
  if (!days) return unknown!;
  const { lang } = document.documentElement;
  // The person's own region, as the server takes it from the request.
  const locales = navigator.languages.filter((locale) => locale.split("-")[0] === lang);
  const name = new Intl.DateTimeFormat([...locales, lang], {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const isDay = (label: string) => /^\d{4}-\d\d-\d\d$/.test(label);
  const names = days.map((label) => (isDay(label) ? name.format(new Date(label)) : label)).join(", ");
  if (!days.every(isDay)) return mixed!.replace("{days}", () => names);
  return (days.length === 1 ? one! : many!.replace("{n}", `${days.length}`)).replace("{days}", names);
}

/** While one form is under way, none can be sent. */
function setBusy(form: HTMLFormElement, isBusy: boolean): void {
  form.ariaBusy = `${isBusy}`;
  for (const other of document.querySelectorAll<HTMLFormElement>("form.sign-out")) other.inert = isBusy;
}

/** Lets the person decide. */
function ask(form: HTMLFormElement, days?: string[]): void {
  const [stay, leave] = box!.querySelectorAll("button");
  box!.querySelector("p")!.textContent = warning(days);
  box!.hidden = false;
  setBusy(form, false);
  stay!.onclick = () => {
    box!.hidden = true;
    form.querySelector("button")!.focus();
  };
  leave!.onclick = () => {
    box!.hidden = true;
    void signOut(form);
  };
  stay!.focus();
}

async function signOut(form: HTMLFormElement): Promise<void> {
  setBusy(form, true);
  page.leaving = "yes";
  const everywhere = new FormData(form).get("everywhere") === "true";
  const { ok, error } = await humeur.call("POST", "/auth/sign-out", JSON.stringify({ everywhere }));
  // Signed out already, in another tab; otherwise the server's own page says why it failed.
  const isOut = ok || error?.kind === "conflict" || error?.kind === "unauthenticated";
  if (!isOut) return form.submit();
  await forget();
  memory.set(LEFT, page.journal!);
  // As the form itself leads there.
  const next = new URL(new URL(form.action).searchParams.get("_back") ?? "/", location.href);
  next.searchParams.set("saved", "auth/sign-out");
  location.assign(next);
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.matches(".erase")) memory.set(LEFT, page.journal!);
  if (!form.matches(".sign-out")) return;
  event.preventDefault();
  setBusy(form, true);
  unsent().then(
    (days) => (days.length > 0 ? ask(form, days) : void signOut(form)),
    () => ask(form),
  );
});

/** A browser without `Clear-Site-Data` keeps what is erased, and another tab its last draft. */
const left = memory.get(LEFT);
if (left) {
  memory.set(LEFT, "");
  const saved = new URLSearchParams(location.search).get("saved") ?? "";
  if (left !== page.journal && ["account", "auth/sign-out"].includes(saved)) void forget(page.journal);
}
