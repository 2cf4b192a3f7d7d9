// The photos of a moment's form: scaled and encoded again in the browser, so that position and camera data
// never leave the device.

import type { PhotoChange } from "../../outbox/rules/photo.ts";
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

/** SHA-256, in base64. */
async function digest(picture: Blob): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await picture.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

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

  const room = () => MAX_PHOTOS - region.querySelectorAll("[data-photo]").length - chosen.length;

  async function add(file: File): Promise<void> {
    const bitmap = await open(file),
      picture = await encode(draw(bitmap, MAX_EDGE));
    const row = (template.content.cloneNode(true) as DocumentFragment).querySelector("li")!;
    const one = { key: newId(), picture, checksum: await digest(picture), row };
    draw(bitmap, PREVIEW_EDGE, row.querySelector("canvas")!);
    bitmap.close();
    row.querySelector("button")!.onclick = () => {
      chosen.splice(chosen.indexOf(one), 1);
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
    let problem = files.length > room() ? say.many! : "";
    for (const file of files.slice(0, room())) await add(file).catch(() => (problem = say.unreadable!));
    status.textContent = problem;
    input.value = "";
  };

  return {
    /** The chosen photos in the file field, for a form that is sent without this script. */
    giveBack() {
      const transfer = new DataTransfer();
      for (const { picture, key } of chosen) transfer.items.add(new File([picture], `${key}.jpg`, { type: TYPE }));
      input.files = transfer.files;
    },

    /** Stores the chosen photos on this device. */
    async store(moment: string): Promise<void> {
      for (const { key, picture, checksum, row } of chosen) {
        const alt = row.querySelector("input")!.value.trim();
        const upload = { photo: key, type: picture.type, length: picture.size, checksum };
        const change: PhotoChange = { moment, body: picture, upload, photo: { key, alt } };
        await queue.store(keyOfPhoto(change), change, 0, true);
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

/** Uploads the stored photos of a moment, with their progress. Cancelled ones are discarded. */
export async function upload(moment: string, line: HTMLElement): Promise<void> {
  const waiting = (await unsentPhotos()).get(moment) ?? [];
  const changes = waiting.map(({ pending }) => pending!.change!);
  const bar = line.querySelector("progress")!,
    text = line.querySelector("span")!,
    stop = line.querySelector("button")!;
  let isCancelled = false;
  stop.onclick = () => {
    isCancelled = true;
    cancel();
  };
  line.hidden = changes.length === 0;
  for (const [place, change] of changes.entries()) {
    const key = keyOfPhoto(change);
    bar.value = 0;
    text.textContent = line.dataset.uploading!.replace("{n}", `${place + 1}`).replace("{of}", `${changes.length}`);
    watch((part) => (bar.value = part));
    if (!isCancelled) await send(key, 600_000);
    if (isCancelled) await queue.discard(key);
  }
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
