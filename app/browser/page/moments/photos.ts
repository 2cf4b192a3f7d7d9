// The photos of a moment's form: scaled and encoded again in the browser, so that position and camera data
// never leave the device.

import type { Key } from "../../outbox/queue.ts";
import { type PhotoChange, UPLOAD_TIMEOUT } from "../../outbox/rules/photo.ts";
import { sha256 } from "./checksum.ts";
import { photos as kept, keyOfPhoto, queue, send } from "./device.ts";
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

/** The photos of a form; nothing if it takes none. */
export function photosOf(form: HTMLFormElement, template: HTMLTemplateElement) {
  const region = form.querySelector<HTMLElement>("[data-photos]"),
    input = region?.querySelector<HTMLInputElement>("input[type=file]");
  if (!region || !input) return undefined;
  const list = document.createElement("ul"),
    status = document.createElement("p");
  list.className = "photo-rows";
  status.setAttribute("role", "status");
  region.append(status, list);
  const chosen: Chosen[] = [];
  const say = template.dataset;

  /** The number of photos that the moment still takes: those on their way count, too. */
  async function room(): Promise<number> {
    const sent = region!.querySelectorAll("[data-photo]").length,
      waiting = (await unsentPhotos()).get(form.dataset.id!) ?? [];
    const ours = chosen.map(({ stored }) => `${stored}`);
    const others = waiting.filter(({ pending }) => !ours.includes(`${keyOfPhoto(pending!.change!)}`));
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
      input!.focus();
    };
    chosen.push(one);
    list.append(row);
  }

  input.onchange = async () => {
    const files = [...(input.files ?? [])];
    status.textContent = say.reading!;
    const left = await room().catch(() => MAX_PHOTOS);
    let problem = files.length > left ? say.many! : "";
    for (const file of files.slice(0, Math.max(0, left))) await add(file).catch(() => (problem = say.unreadable!));
    status.textContent = problem;
    input.value = "";
  };

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
      input.files = transfer.files;
    },

    /** The chosen photos, which are stored with their moment. */
    read: (moment: string): PhotoChange[] =>
      chosen.map((one) => {
        const { key, picture, checksum, row } = one;
        const alt = row.querySelector("input")!.value.trim();
        const upload = { photo: key, type: picture.type, length: picture.size, checksum };
        const change: PhotoChange = { moment, body: picture, upload, photo: { key, alt } };
        one.stored = keyOfPhoto(change);
        return change;
      }),

    /** Empties the list, once they are stored and their moment has its place. */
    reset() {
      chosen.length = 0;
      list.replaceChildren();
      status.textContent = "";
    },
  };
}

/** Uploads the stored photos of a moment, with their progress. Cancelled ones are discarded. */
export async function upload(moment: string, line: HTMLElement): Promise<void> {
  const waiting = (await unsentPhotos()).get(moment) ?? [];
  const keys = waiting.map(({ pending }) => keyOfPhoto(pending!.change!));
  const bar = line.querySelector("progress")!,
    text = line.querySelector("span")!,
    stop = line.querySelector("button")!;
  let discarding: Promise<unknown> | undefined;
  // The running upload stops last: nobody is to send it, or another one, again.
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
