// The form of a moment, and the button that deletes one. Without a browser's database both are sent as they are.

import type { Pending } from "../../outbox/record.ts";
import { MOMENT, type MomentChange } from "../../outbox/rules/moment.ts";
import { page } from "../memory.ts";
import { CHANGED, changeOf, moments, queue, sendMoment, store, user, write } from "./device.ts";
import { newId } from "./id.ts";
import { photosOf, sendPhotos } from "./photos.ts";
import type { Texts } from "./texts.ts";

const FIELDS = ["title", "date", "description", "location"] as const;

const field = (form: HTMLFormElement, name: string) => form.elements.namedItem(name) as HTMLInputElement;

export interface MomentForm {
  /** Opens the form with a change that waits for the person. */
  edit(id: string, change: MomentChange, base: number): void;
  /** True while something is written in it, or sent. */
  isBusy(): boolean;
}

export function connectForm(form: HTMLFormElement, texts: Texts, show: () => Promise<void>): MomentForm {
  const details = form.closest("details"),
    button = [...form.querySelectorAll("button")].find(({ type }) => type === "submit")!,
    line = form.querySelector<HTMLElement>(".uploading")!,
    photos = photosOf(form, document.querySelector<HTMLTemplateElement>("#chosen-photo")!, () => id);
  const original = { id: form.dataset.id!, base: Number(form.dataset.version) };
  const isNew = original.base === 0;
  let isSending = false;
  let { id, base } = original;

  /** A stored page is opened many times, each time for another moment. */
  function begin(): void {
    id = isNew ? newId() : original.id;
    base = original.base;
  }
  begin();
  if (isNew) {
    // The day of the address, or today's: the page may be a stored one.
    const asked = new URLSearchParams(location.search).get("date");
    const date = field(form, "date");
    if (date.value === date.defaultValue && form.dataset.fresh !== undefined)
      date.value = asked ?? page.date ?? date.value;
    if (asked && details) details.open = true;
  }

  const read = () =>
    Object.fromEntries(FIELDS.map((name) => [name, field(form, name).value])) as unknown as MomentChange;

  const fill = (change: MomentChange) => {
    for (const name of FIELDS) field(form, name).value = change[name];
  };

  function setBusy(isBusy: boolean): void {
    isSending = isBusy;
    form.ariaBusy = `${isBusy}`;
    button.disabled = isBusy;
  }

  /** Says why the change was rejected, at its field. */
  function report(reason: string, name?: string): void {
    let alert = form.querySelector<HTMLElement>("#moment-error");
    if (!alert) {
      alert = document.createElement("p");
      alert.id = "moment-error";
      alert.className = "wide";
      alert.setAttribute("role", "alert");
      form.prepend(alert);
    }
    alert.textContent = reason;
    for (const one of FIELDS) {
      const input = field(form, one);
      if (one !== name) {
        input.removeAttribute("aria-invalid");
        continue;
      }
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", alert.id);
      input.focus();
    }
  }

  async function submit(): Promise<void> {
    const pending = await sendMoment(id);
    if (!pending) {
      await sendPhotos(id, line);
      const back = new URL(form.action).searchParams.get("_back") ?? "/moments";
      page.leaving = "yes";
      const next = new URL(back, location.href);
      next.searchParams.set("saved", "events");
      return location.assign(next);
    }
    if (pending.state === "rejected") return report(texts.reasonOf(pending), pending.error?.error.field);
    form.reset();
    photos.reset();
    if (details) details.open = false;
    begin();
    if (!isNew) await adopt();
    await show();
  }

  /** Sends the form as it is, when nothing can be stored on this device. */
  async function post(): Promise<void> {
    await photos.giveBack();
    form.action = form.action.replace(original.id, id);
    field(form, "baseVersion").value = `${base}`;
    form.submit();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isSending) return;
    setBusy(true);
    store(id, read(), base, photos.read(id))
      // What is stored is sent some time, and must not be sent by the form, too.
      .then(() => submit().catch(() => report(texts.say.waiting!)), post)
      .finally(() => setBusy(false));
  });

  /** Shows what this device knows better than a stored page: its own change, or a version that it saw. */
  async function adopt(): Promise<void> {
    if (details?.open) return;
    await photos.adopt();
    const record = (await moments()).find((one) => one.user === user && one.id === original.id);
    const isSeen = record && record.version > original.base;
    if (!record || !(isSeen || record.pending)) return;
    const { version, value, pending } = record;
    const change = (pending?.next ?? pending)?.change ?? (value && changeOf(value));
    if (!change) return;
    fill(change);
    base = Math.max(version, original.base);
    const words = document.querySelector(".moment .words");
    if (!isSeen || !value) return;
    document.querySelector(".moment h1")!.textContent = value.title;
    if (words) words.textContent = value.description ?? "";
  }
  if (!isNew) {
    const renew = () => adopt().catch(() => undefined);
    addEventListener(CHANGED, renew);
    void renew();
  }

  return {
    edit(of, change, version) {
      [id, base] = [of, version];
      fill(change);
      if (details) details.open = true;
      field(form, "title").focus();
    },
    isBusy: () => isSending || (details?.open ?? false),
  };
}

/** Deletes the page's moment on this device, and offers to undo it. */
export function connectRemoval(
  removal: HTMLFormElement,
  form: HTMLFormElement,
  texts: Texts,
  show: () => Promise<void>,
): void {
  const { id, version } = form.dataset as { id: string; version: string };
  const base = Number(version);
  const words = Object.fromEntries(
    FIELDS.map((name) => [name, field(form, name).defaultValue]),
  ) as unknown as MomentChange;

  function hide(): void {
    for (const part of document.querySelectorAll<HTMLElement>(".moment > :not(h1), .moment-form, form[data-removal]"))
      part.hidden = true;
  }

  async function remove(): Promise<void> {
    // The box names the moment, and an undo brings it back.
    await queue.merge(user, MOMENT, [[id, { version: base, value: { id, version: base, updatedAt: 0, ...words } }]]);
    const pending: Pending | null = await write(id, null, base);
    if (!pending) {
      hide();
      // The box may have shown the removal while it was on its way.
      await show();
      texts.offerUndo(words.title, async () => {
        await write(id, words, base + 1);
        page.leaving = "yes";
        location.assign(`/moments/${id}?saved=events`);
      });
    } else await show();
  }

  removal.addEventListener("submit", (event) => {
    event.preventDefault();
    remove().catch(() => removal.submit());
  });
}
