// The photos of a moment's form: scaled and encoded again in the browser, so that position and camera data
// never leave the device.

import type { Key } from "../../outbox/queue.ts";
import { PHOTO, type PhotoChange, UPLOAD_TIMEOUT } from "../../outbox/rules/photo.ts";
import { sha256 } from "./checksum.ts";
import { photos as kept, keyOfPhoto, moments, type PhotoWrite, queue, send, user } from "./device.ts";
import { newId } from "./id.ts";
import { cancel, watch } from "./upload.ts";

const MAX_PHOTOS = 4;
/** Pixels. */
const MAX_EDGE = 2_048;
const PREVIEW_EDGE = 160;
const QUALITY = 0.85;
const TYPE = "image/jpeg";

interface Chosen {
  key: string;
  picture: Blob;
  checksum: string;
  row: HTMLElement;
  /** The record that a save has stored it in. */
  stored?: Key;
}

/** A photo that the moment has, in its form. */
interface SavedPhoto {
  key: string;
  alt: HTMLInputElement;
  removal: HTMLInputElement;
  /** True if a change of it waits on this device. */
  isWaiting: boolean;
}

function draw(picture: ImageBitmap, edge: number, canvas = document.createElement("canvas")): HTMLCanvasElement {
  const { width, height } = picture,
    scale = Math.min(1, edge / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const open = (file: File) =>
  createImageBitmap(file, { imageOrientation: "from-image" })
    // Older browsers have no such option, and turn it by themselves.
    .catch(() => createImageBitmap(file));

const encode = (canvas: HTMLCanvasElement) =>
  new Promise<Blob>((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("not encoded"))), TYPE, QUALITY),
  );

export type Photos = ReturnType<typeof photosOf>;

const savedPhotos = (region: HTMLElement): SavedPhoto[] =>
  [...region.querySelectorAll<HTMLElement>("[data-photo]")].map((row) => ({
    key: row.dataset.photo!,
    alt: row.querySelector<HTMLInputElement>("input:not([type])")!,
    removal: row.querySelector<HTMLInputElement>("[type=checkbox]")!,
    isWaiting: false,
  }));

/** The photos of a form. `idOf` is its moment's identifier: a form can change another one than its page's. */
export function photosOf(form: HTMLFormElement, template: HTMLTemplateElement, idOf: () => string) {
  const region = form.querySelector<HTMLElement>("[data-photos]")!,
    // A full moment has none.
    input = region.querySelector<HTMLInputElement>("input[type=file]");
  const list = document.createElement("ul"),
    status = document.createElement("p");
  list.className = "photo-rows";
  status.setAttribute("role", "status");
  region.append(status, list);
  const chosen: Chosen[] = [];
  const saved = savedPhotos(region);
  const say = template.dataset;

  /** The number of photos that the moment still takes: those on their way count, too. */
  async function room(): Promise<number> {
    const moment = idOf(),
      known = (await moments()).find(({ id, user: owner }) => id === moment && owner === user)?.value?.photos,
      sent = moment === form.dataset.id ? saved.length : (known?.length ?? 0),
      waiting = (await unsentPhotos()).get(moment) ?? [];
    const ours = chosen.map(({ stored }) => stored?.[2]);
    const others = waiting.filter(({ id, pending }) => pending!.change?.body && !ours.includes(id));
    return MAX_PHOTOS - sent - others.length - chosen.length;
  }

  async function add(file: File): Promise<void> {
    const bitmap = await open(file),
      picture = await encode(draw(bitmap, MAX_EDGE));
    const row = (template.content.cloneNode(true) as DocumentFragment).querySelector("li")!;
    const one: Chosen = { key: newId(), picture, checksum: await sha256(picture), row };
    draw(bitmap, PREVIEW_EDGE, row.querySelector("canvas")!);
    bitmap.close();
    row.querySelector("button")!.onclick = () => {
      chosen.splice(chosen.indexOf(one), 1);
      // A save that was rejected has stored it.
      if (one.stored) void queue.discard(one.stored);
      row.remove();
      status.textContent = "";
      input?.focus();
    };
    chosen.push(one);
    list.append(row);
  }

  const choose = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    status.textContent = say.reading!;
    const left = await room().catch(() => MAX_PHOTOS);
    let problem = files.length > left ? say.many! : "";
    for (const file of files.slice(0, Math.max(0, left))) await add(file).catch(() => (problem = say.unreadable!));
    status.textContent = problem;
    input.value = "";
  };
  if (input) input.onchange = () => choose(input);

  return {
    /**
     * The chosen photos in the file field, each with a field of its text, for a form that is sent without this
     * script: they are not sent twice.
     */
    async giveBack() {
      for (const { stored } of chosen) if (stored) await queue.discard(stored).catch(() => undefined);
      const transfer = new DataTransfer();
      for (const { picture, key, row } of chosen) {
        transfer.items.add(new File([picture], `${key}.jpg`, { type: TYPE }));
        row.querySelector("input")!.name = "alt";
      }
      if (input) input.files = transfer.files;
    },

    /** The chosen photos, and the changes of saved ones, which are stored with their moment. */
    read(moment: string): PhotoWrite[] {
      const added = chosen.map((one): PhotoWrite => {
        const { key, picture, checksum, row } = one;
        const alt = row.querySelector("input")!.value.trim();
        const upload = { photo: key, type: picture.type, length: picture.size, checksum };
        one.stored = keyOfPhoto(moment, key);
        return [one.stored, { moment, body: picture, upload, photo: { key, alt } }];
      });
      const changed = saved.filter(
        ({ alt, removal, isWaiting }) => isWaiting || removal.checked || alt.value !== alt.defaultValue,
      );
      const writes = changed.map(({ key, alt, removal }): PhotoWrite => {
        const change: PhotoChange = { moment, photo: { key, alt: alt.value.trim() } };
        return [keyOfPhoto(moment, key), removal.checked ? null : change];
      });
      return [...added, ...writes];
    },

    /** Shows the changes of saved photos that wait on this device. */
    async adopt(): Promise<void> {
      const waiting = (await unsentPhotos()).get(form.dataset.id!) ?? [];
      for (const photo of saved) {
        const pending = waiting.find(({ id }) => id.endsWith(`/${photo.key}`))?.pending;
        // One that was sent or discarded waits no more.
        if (!pending && !photo.isWaiting) continue;
        photo.isWaiting = Boolean(pending);
        const change = pending && (pending.next ?? pending).change;
        photo.removal.checked = change === null;
        photo.alt.value = change?.photo.alt ?? photo.alt.defaultValue;
      }
    },

    /** Empties the list, once they are stored and their moment has its place. */
    reset() {
      chosen.length = 0;
      list.replaceChildren();
      status.textContent = "";
    },
  };
}

/**
 * Sends the stored changes of a moment's photos. Uploads show their progress; cancelled ones are discarded.
 */
export async function sendPhotos(moment: string, line: HTMLElement): Promise<void> {
  const keys: Key[] = [];
  for (const { id, pending } of (await unsentPhotos()).get(moment) ?? []) {
    const key: Key = [user, PHOTO, id];
    if (pending!.change?.body) keys.push(key);
    else await send(key);
  }
  const bar = line.querySelector("progress")!,
    text = line.querySelector("span")!,
    stop = line.querySelector("button")!;
  let discarding: Promise<unknown> | undefined;
  // The running upload stops last: neither it nor another one may be sent again.
  stop.onclick = () => (discarding ??= Promise.all(keys.map(queue.discard)).finally(cancel));
  line.hidden = keys.length === 0;
  for (const [place, key] of keys.entries()) {
    if (discarding) break;
    bar.value = 0;
    text.textContent = line.dataset.uploading!.replace("{n}", `${place + 1}`).replace("{of}", `${keys.length}`);
    watch((part) => (bar.value = part));
    await send(key, UPLOAD_TIMEOUT);
  }
  await discarding;
  watch(undefined);
  line.hidden = true;
}

/** The unsent photos of moments, by moment. */
export async function unsentPhotos(): Promise<Map<string, Awaited<ReturnType<typeof kept>>>> {
  const all = new Map<string, Awaited<ReturnType<typeof kept>>>();
  for (const record of await kept()) {
    const moment = record.id.split("/")[0]!;
    if (record.pending) all.set(moment, [...(all.get(moment) ?? []), record]);
  }
  return all;
}
