// Signing out: what this device has not sent yet is said first, and afterwards it keeps nothing of the
// journal. `Clear-Site-Data` in the response does the same; Safari has it from version 17 on.

import { openDatabase } from "../db/db.ts";
import { RECORDS } from "../db/migrations.ts";
import type { DeviceDays } from "../outbox/rules/mood.ts";
import { deleteDrafts } from "./drafts.ts";
import { page } from "./memory.ts";

type Pending = DeviceDays["pending"];

const { humeur } = self;
const box = document.querySelector<HTMLElement>(".unsent")!;
const [stay, leave] = box.querySelectorAll("button");

const pause = (time: number) => new Promise((done) => setTimeout(done, time));

/** This journal's changes that only this device has, after a moment for those that can be sent. */
async function unsent(): Promise<Pending> {
  navigator.serviceWorker?.controller?.postMessage({ now: "send" });
  for (let tries = 0; ; tries += 1) {
    // Any range: unsent changes are of every day.
    const { json } = await humeur.call("GET", `/device/days?userId=${page.journal}&start=&end=`);
    const pending = (json as DeviceDays | undefined)?.pending ?? [];
    const own = pending.filter(({ journal }) => journal === page.journal);
    if (tries >= 10 || own.every(({ state }) => state !== "waiting")) return own;
    await pause(300);
  }
}

/** Says which days would be lost, and lets the person decide. */
function ask(days: Pending, form: HTMLFormElement): void {
  const { lang } = document.documentElement;
  // The page's language, as the person's region writes dates.
  const locale = navigator.languages.find((own) => own.startsWith(lang)) ?? lang;
  const name = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const names = days.map(({ day }) => name.format(new Date(day))).join(", ");
  const text = days.length === 1 ? box.dataset.one! : box.dataset.many!.replace("{n}", `${days.length}`);
  box.querySelector("p")!.textContent = text.replace("{days}", names);
  box.hidden = false;
  stay!.onclick = () => {
    box.hidden = true;
    form.querySelector("button")!.focus();
  };
  leave!.onclick = () => void signOut(form);
  stay!.focus();
}

async function signOut(form: HTMLFormElement): Promise<void> {
  const everywhere = new FormData(form).get("everywhere") === "true";
  const { outcome } = await humeur.call("POST", "/auth/sign-out", JSON.stringify({ everywhere }));
  // The server's own page says why it failed.
  if (outcome !== "success") return form.submit();
  await forget().catch(() => undefined);
  // As the form itself leads there.
  const next = new URL(new URL(form.action).searchParams.get("_back") ?? "/", location.href);
  next.searchParams.set("saved", "auth/sign-out");
  location.assign(next);
}

/** Deletes the journal's stored pages, days, changes and drafts. */
async function forget(): Promise<void> {
  deleteDrafts(localStorage, page.journal!);
  for (const name of await caches.keys()) if (name.startsWith("pages ")) await caches.delete(name);
  const ofJournal = IDBKeyRange.bound([page.journal], [page.journal, []]);
  await openDatabase(indexedDB).within(RECORDS, "readwrite", (records) => void records.delete(ofJournal));
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[action^="/auth/sign-out"]')) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    unsent()
      .then((days) => (days.length > 0 ? ask(days, form) : signOut(form)))
      .catch(() => form.submit());
  });
}
