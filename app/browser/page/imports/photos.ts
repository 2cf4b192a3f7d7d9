// Adds the photos of an archive to the moments of a journal, each by the way of a photo that a person chooses:
// link, upload, confirmation. A photo keeps its identifier, so a second attempt skips it.

import type { ApiRequest, Reply } from "../../http/http.ts";
import { type PhotoChange, type Put, photoRules } from "../../outbox/rules/photo.ts";
import { sha256 } from "../moments/checksum.ts";
import type { Picture } from "./archive.ts";
import { content } from "./zip.ts";

/** Bytes, as on the server: `Photo::MAX_BYTES`. */
const MAX_PICTURE = 8 * 1024 * 1024;
const TYPE = "image/jpeg";

/** What became of photos. */
export interface Outcome {
  added: number;
  present: number;
  /** Of moments that the journal does not have. */
  missing: number;
  failed: Picture[];
}

/** The page and the network around it. */
export interface Surroundings {
  user: string;
  call: (request: ApiRequest) => Promise<Reply>;
  put: Put;
  /** Waits until the server may take another photo. */
  pause: () => Promise<void>;
  progress: (number: number, isWaiting: boolean) => void;
  isCancelled: () => boolean;
}

/** Adds photos one by one. Never rejects. Those after a cancellation are in no part of the outcome. */
export async function addPhotos(
  file: Blob,
  pictures: Picture[],
  { user, call, put, pause, progress, isCancelled }: Surroundings,
): Promise<Outcome> {
  const rules = photoRules(put),
    outcome: Outcome = { added: 0, present: 0, missing: 0, failed: [] },
    known = new Map<string, string[] | undefined>();

  /** The photos of a moment; nothing if the journal does not have it. Rejects if that can't be told. */
  async function photosOf(moment: string): Promise<string[] | undefined> {
    if (!known.has(moment)) {
      const { ok, json, error } = await call({ method: "GET", path: `/events/${moment}?userId=${user}` });
      if (!ok && error?.kind !== "not_found") throw new Error("no answer");
      known.set(
        moment,
        (json as { photos: { id: string }[] } | undefined)?.photos.map(({ id }) => id),
      );
    }
    return known.get(moment);
  }

  /** Waits as often as the server asks for it: a link and a confirmation have a limit each. */
  const patient = (number: number) => async (request: ApiRequest) => {
    let reply = await call(request);
    while (reply.status === 429 && !isCancelled()) {
      progress(number, true);
      await pause();
      reply = await call(request);
    }
    return reply;
  };

  async function add({ moment, photo, alt, entry }: Picture, number: number): Promise<keyof Outcome> {
    const photos = await photosOf(moment);
    if (!photos) return "missing";
    if (photos.includes(photo)) return "present";
    const body = new Blob([await content(file, entry, MAX_PICTURE)], { type: TYPE });
    const upload = { photo, type: TYPE, length: body.size, checksum: await sha256(body) };
    const change: PhotoChange = { moment, body, upload, photo: { key: photo, alt } };
    const request = rules.request(user, photo, { change, mutation: photo, base: 0, state: "waiting" });
    const asked = await patient(number)(request);
    if (!asked.ok) return "failed";
    const { ok } = await rules.finish!(user, change, asked, patient(number));
    if (!ok) return "failed";
    photos.push(photo);
    return "added";
  }

  for (const [place, picture] of pictures.entries()) {
    if (isCancelled()) break;
    progress(place + 1, false);
    const became = await add(picture, place + 1).catch(() => "failed" as const);
    if (became !== "failed") outcome[became]++;
    else if (!isCancelled()) outcome.failed.push(picture);
  }
  return outcome;
}
