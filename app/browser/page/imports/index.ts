// The script of the page of imports: of an archive with photos it sends the journal alone, and adds the photos
// one by one.

import { send } from "../../http/http.ts";
import { page } from "../memory.ts";
import { cancel as cancelUpload, put } from "../moments/upload.ts";
import { journalOf, type Picture, picturesOf } from "./archive.ts";
import { addPhotos, type Outcome } from "./photos.ts";

/** Milliseconds after which the server takes another photo. */
const INTERVAL = 10_000;

const section = document.querySelector<HTMLElement>("#photos")!;
const part = <T extends HTMLElement>(selector: string) => section.querySelector<T>(selector)!;
const form = part<HTMLFormElement>("form"),
  input = part<HTMLInputElement>("input"),
  start = part<HTMLButtonElement>("form > .choice .button"),
  stop = part<HTMLButtonElement>("form > .choice .remove"),
  bar = part<HTMLProgressElement>("progress"),
  status = part("[role=status]"),
  alert = part("[role=alert]"),
  result = part(".result"),
  tally = part(".tally"),
  retry = part<HTMLButtonElement>(".result button"),
  say = section.dataset;

const fill = (phrase: string, n: number, of = 0) => phrase.replace("{n}", `${n}`).replace("{of}", `${of}`);

let running: AbortController | undefined;

const pause = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, INTERVAL);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });

function show({ added, present, missing, failed }: Outcome): void {
  const lines: [number, string][] = [
    [added, say.added!],
    [present, say.present!],
    [missing, say.missing!],
    [failed.length, say.failed!],
  ];
  tally.replaceChildren(
    ...lines
      .filter(([count]) => count > 0)
      .map(([count, phrase]) => {
        const line = document.createElement("li");
        line.textContent = fill(phrase, count);
        return line;
      }),
  );
  retry.hidden = failed.length === 0;
  result.hidden = false;
}

/** Adds photos of the chosen archive, after those of `before`. */
async function add(file: Blob, pictures: Picture[], before: Outcome, signal: AbortSignal): Promise<void> {
  bar.max = pictures.length;
  const outcome = await addPhotos(file, pictures, {
    user: page.journal!,
    call: (request) => send(request, fetch, signal),
    put,
    pause: () => pause(signal),
    isCancelled: () => signal.aborted,
    progress(number, isWaiting) {
      bar.value = number - 1;
      status.textContent = fill((isWaiting ? say.waiting : say.progress)!, number, pictures.length);
    },
  });
  outcome.added += before.added;
  outcome.present += before.present;
  outcome.missing += before.missing;
  status.textContent = (signal.aborted ? say.cancelled : say.done)!;
  show(outcome);
  retry.onclick = () => run((signal) => add(file, outcome.failed, outcome, signal));
}

/** Runs work that can be cancelled, with the state of the buttons around it. */
async function run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  running = new AbortController();
  alert.textContent = "";
  result.hidden = true;
  input.disabled = start.disabled = true;
  stop.hidden = bar.hidden = false;
  stop.focus();
  await work(running.signal);
  stop.hidden = bar.hidden = true;
  input.disabled = start.disabled = false;
  (retry.hidden || result.hidden ? start : retry).focus();
}

async function open(file: Blob, signal: AbortSignal): Promise<void> {
  status.textContent = say.reading!;
  // Of unknown length until then.
  bar.removeAttribute("value");
  const pictures = await picturesOf(file).catch(() => undefined);
  if (pictures?.length) return add(file, pictures, { added: 0, present: 0, missing: 0, failed: [] }, signal);
  status.textContent = "";
  alert.textContent = (pictures ? say.none : say.unreadable)!;
}

form.onsubmit = (event) => {
  event.preventDefault();
  const [file] = input.files ?? [];
  if (file) void run((signal) => open(file, signal));
};

stop.onclick = () => {
  running?.abort();
  cancelUpload();
};

// Uploads need a checksum, which browsers make with HTTPS only.
if (isSecureContext) {
  part(".strong").hidden = true;
  form.hidden = false;
}

const whole = document.querySelector<HTMLInputElement>("#file")!;

/** Sends the journal of an archive alone: with its photos it may be too large. */
whole.form!.onsubmit = (event) => {
  const [file] = whole.files ?? [];
  if (!file || !/\.zip$/i.test(file.name)) return;
  event.preventDefault();
  journalOf(file)
    .then((journal) => {
      const transfer = new DataTransfer();
      transfer.items.add(journal);
      whole.files = transfer.files;
    })
    // The server says what is wrong with any other archive.
    .catch(() => undefined)
    .finally(() => whole.form!.submit());
};
