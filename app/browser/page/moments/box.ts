// The box with the moments of this device that are not on the server yet.

import type { Key } from "../../outbox/queue.ts";
import type { Pending, PendingState } from "../../outbox/record.ts";
import type { MomentChange, MomentRecord } from "../../outbox/rules/moment.ts";
import { PHOTO, type PhotoRecord } from "../../outbox/rules/photo.ts";
import { page } from "../memory.ts";
import {
  CHANGED,
  changeOf,
  keyOf,
  keyOfPhoto,
  moments,
  type PhotoWrite,
  queue,
  send,
  tellChanged,
  user,
  write,
} from "./device.ts";
import type { MomentForm } from "./form.ts";
import { newId } from "./id.ts";
import { unsentPhotos } from "./photos.ts";
import type { Texts } from "./texts.ts";

const TEXT_FIELDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])";

/** A moment with unsent changes: its own, or of its photos. */
interface Unsent {
  id: string;
  record: MomentRecord | undefined;
  photos: PhotoRecord[];
}

/** The person's own state: what another session left is never sent. */
const stateOf = ({ user: owner, pending }: { user: string; pending: Pending | null }): PendingState | undefined =>
  pending ? (owner === user ? pending.state : "session_expired") : undefined;

/** Returns a function that draws the box and leads to it. */
export function connectBox(box: HTMLElement, texts: Texts, form: () => MomentForm | undefined) {
  const template = box.querySelector("template")!,
    list = box.querySelector<HTMLElement>("ul")!;
  const { say } = texts;
  /** On the page of a moment, only that one. */
  const { only } = box.dataset;

  /** True while a field holds words that a new load would lose. The moment's form says it itself. */
  const isWritten = () =>
    [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(TEXT_FIELDS)].some(
      (field) => field.value !== field.defaultValue && !field.closest("[data-moment-form]"),
    );

  async function unsent(): Promise<Unsent[]> {
    const all = new Map<string, Unsent>();
    for (const record of await moments()) {
      // A stored page does not list what was sent after it was made.
      const isMissing = "kept" in page && record.user === user && (record.value?.updatedAt ?? 0) > Number(page.now);
      if (record.pending || isMissing) all.set(`${record.user} ${record.id}`, { id: record.id, record, photos: [] });
    }
    for (const [id, photos] of await unsentPhotos()) {
      const name = `${photos[0]!.user} ${id}`;
      const one = all.get(name) ?? { id, record: undefined, photos: [] };
      all.set(name, { ...one, photos });
    }
    return [...all.values()].filter(({ id }) => !only || id === only);
  }

  /** Runs an action of a card, and shows the result. */
  const acts = (button: HTMLButtonElement, label: string | undefined, work: () => unknown) => {
    button.hidden = !label;
    button.textContent = label ?? "";
    button.onclick = async () => {
      button.disabled = true;
      await work();
      await show();
    };
  };

  /** Writes a change as a moment of its own; its new photos follow it. */
  async function keepAsNew({ record, photos }: Unsent): Promise<void> {
    const { user: owner, entity, pending } = record!,
      id = newId();
    const { change } = pending!.next ?? pending!;
    const uploads = photos.map(({ pending: unsent }) => unsent!.change).filter((photo) => photo?.body);
    const writes = uploads.map((photo): PhotoWrite => [keyOfPhoto(id, photo!.photo.key), { ...photo!, moment: id }]);
    const left = await write(id, change as MomentChange, 0, writes);
    for (const { id: of } of photos) await queue.discard([owner, PHOTO, of]);
    await queue.discard([owner, entity, record!.id]);
    if (!only) return;
    // This page is the other moment's, which may be gone.
    page.leaving = "yes";
    location.assign(left ? "/moments" : `/moments/${id}?saved=events`);
  }

  function fillActions(card: HTMLElement, unsent: Unsent): void {
    const [main, edit, discard] = card.querySelectorAll<HTMLButtonElement>(".choice button") as unknown as [
      HTMLButtonElement,
      HTMLButtonElement,
      HTMLButtonElement,
    ];
    const { id, record, photos } = unsent,
      state = record && stateOf(record),
      pending = record?.pending;
    const wanted = pending && (pending.next ?? pending);
    const change = wanted?.change;
    const isOwn = record?.user === user;
    const retry = async () => {
      if (pending && isOwn) await send(keyOf(id));
      for (const { user: owner, id: of, pending: unsent } of photos) {
        const key: Key = [owner, PHOTO, of];
        if (unsent!.state === "rejected") await queue.store([[key, unsent!.change]], 0, true);
        await send(key);
      }
    };
    if (state === "conflict" && change && record?.value === null) acts(main, say.asNew, () => keepAsNew(unsent));
    else if (state === "conflict")
      acts(main, change ? say.keep : say.removeAnyway, () => write(id, change ?? null, record!.version));
    else if (state === "session_expired" && !isOwn && change) acts(main, say.keep, () => keepAsNew(unsent));
    else if (state === "session_expired" && isOwn) acts(main, say.reload, () => location.reload());
    else if (state === "waiting" && !change && record?.value)
      acts(main, say.undo, async () => {
        // The base stays: if the server has heard of the removal, it says so.
        await queue.discard(keyOf(id));
        await write(id, changeOf(record.value!), pending!.base);
      });
    else acts(main, state === "rejected" || (!pending && photos.length === 0) ? undefined : say.retry, retry);
    const canEdit =
      change && form() && state !== "session_expired" && !(state === "conflict" && record?.value === null);
    acts(edit, canEdit ? say.edit : undefined, () => undefined);
    // Its focus is in the form then.
    edit.onclick = () => form()!.edit(id, change!, state === "conflict" ? record!.version : pending!.base);
    acts(discard, pending && !(state === "waiting" && !change) ? say.discard : undefined, async () => {
      waiting = waiting.filter((one) => one !== id);
      await queue.discard([record!.user, record!.entity, id]);
      // Nothing is left that they could belong to.
      const isNew = record!.version === 0;
      if (isNew) for (const photo of photos) await queue.discard([photo.user, PHOTO, photo.id]);
      if (only) location.reload();
    });
  }

  function photoLine({ id, user: owner, pending }: PhotoRecord): HTMLElement {
    const line = document.createElement("li"),
      button = document.createElement("button"),
      words = document.createElement("span");
    const { state, error } = pending!,
      { change } = pending!.next ?? pending!,
      isUpload = Boolean(pending!.change?.body);
    const reasons: { [kind: string]: string | undefined } = {
      unsupported_media_type: say.photoType,
      not_found: isUpload ? say.photoMomentGone : say.photoGone,
    };
    const refused = isUpload ? say.photoBad : say.photoTextBad,
      waiting = !change ? say.photoRemovalWaiting : isUpload ? say.photoWaiting : say.photoTextWaiting,
      reason = state === "rejected" ? (reasons[error!.error.kind] ?? refused) : waiting;
    words.dir = "auto";
    words.textContent = `${change?.photo.alt || say.photo} · ${reason}`;
    button.type = "button";
    button.className = "remove";
    acts(button, isUpload ? say.discardPhoto : say.discard, async () => {
      await queue.discard([owner, PHOTO, id]);
      // The form shows what waits, too.
      tellChanged();
    });
    line.append(words, button);
    return line;
  }

  function card(unsent: Unsent): Node {
    const item = template.content.cloneNode(true) as DocumentFragment,
      element = item.querySelector<HTMLElement>("li")!,
      put = (selector: string, text = "") => {
        const part = element.querySelector<HTMLElement>(selector)!;
        part.textContent = text;
        part.hidden = !text;
      };
    const { id, record, photos } = unsent,
      pending = record?.pending,
      state = record && stateOf(record);
    const change = pending && (pending.next ?? pending).change;
    const words = change ?? (record?.value ? changeOf(record.value) : undefined);
    const reasons = {
      waiting: change ? say.waiting : say.removalWaiting,
      conflict: !change ? say.removalConflict : record?.value ? say.conflict : say.conflictRemoved,
      rejected: pending ? texts.reasonOf(pending) : "",
      session_expired: say.ended,
    };
    const ofPhotos = photos.some(({ pending: unsent }) => unsent!.change?.body) ? say.photosUnsent : say.photoChanges;
    put(".reason", state ? reasons[state] : photos.length > 0 ? ofPhotos : say.sent);
    put("h3", words?.title ?? say.photos);
    put(".date", words && [texts.date(words.date), words.location].filter(Boolean).join(" · "));
    put(".note", words?.description);
    const link = element.querySelector<HTMLAnchorElement>("a")!;
    link.href = `/moments/${id}`;
    link.hidden = state !== "conflict" || !record?.value || only !== undefined;
    element.querySelector(".photos")!.append(...photos.map(photoLine));
    fillActions(element, unsent);
    return item;
  }

  /** Moments that a page lists, and that are deleted on this device. */
  async function hideRemoved(): Promise<void> {
    for (const { user: owner, id, version, value, pending } of await moments()) {
      const isRemoved = pending
        ? pending.state === "waiting" && !(pending.next ?? pending).change
        : version > 0 && !value;
      if (owner !== user || !isRemoved) continue;
      const line = document.querySelector(`.moments a[href="/moments/${id}"]`)?.closest("li"),
        month = line?.parentElement;
      line?.remove();
      if (month?.childElementCount !== 0) continue;
      month.previousElementSibling?.remove();
      month.remove();
    }
  }

  let waiting: string[] = [];
  async function render(): Promise<void> {
    const all = await unsent();
    const left = all.filter(({ record, photos }) => record?.pending || photos.length > 0).map(({ id }) => id);
    const isSent = waiting.some((id) => !left.includes(id));
    waiting = left;
    if (isSent && navigator.onLine && !form()?.isBusy() && !isWritten() && !page.leaving) return location.reload();
    list.replaceChildren(...all.map(card));
    box.hidden = all.length === 0;
    await hideRemoved();
  }
  const renew = () => render().catch(() => undefined);
  addEventListener(CHANGED, renew);
  const show = async () => {
    await renew();
    texts.focus();
  };
  return show;
}
