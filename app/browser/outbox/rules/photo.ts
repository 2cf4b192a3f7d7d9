// A photo of a moment: a picture that waits to be uploaded, another text for one that the moment has, or its
// removal. Its id is `<moment>/<photo>`. It is sent after its moment, and rejected if that is gone.

import { type ApiRequest, OFFLINE, type Reply } from "../../http/http.ts";
import type { QueueRecord } from "../record.ts";
import { itemRules } from "./item.ts";
import { MOMENT } from "./moment.ts";
import type { Rules } from "./rules.ts";

export interface PhotoChange {
  moment: string;
  /** Missing if only the text changes. */
  body?: Blob;
  /** Describes the picture, whose address to upload it to is asked for; SHA-256 in base64. */
  upload?: { photo: string; type: string; length: number; checksum: string };
  /** Confirms the upload; with the alternative text. */
  photo: { key: string; alt: string };
}

/** The response of `POST /events/{id}/upload-url`. */
export interface Upload {
  url: string;
  method: "PUT";
  headers: Record<string, string>;
}

export type PhotoRecord = QueueRecord<never, PhotoChange>;

export const PHOTO = "photo";

/** Milliseconds after which an upload counts as lost. */
export const UPLOAD_TIMEOUT = 600_000;

/** Puts a picture to its address. May reject. */
export type Put = (upload: Upload, picture: Blob) => Promise<Pick<Reply, "ok" | "status">>;

const write = (path: string, userId: string, fields: object, method: "POST" | "PUT" = "POST"): ApiRequest => ({
  method,
  path: `/events/${path}`,
  body: JSON.stringify({ userId, ...fields }),
});

export const photoRules = (put: Put): Rules<never, PhotoChange> => ({
  ...itemRules,
  entity: PHOTO,
  whole: MOMENT,

  request(user, id, { change }) {
    const path = id.replace("/", "/photos/");
    if (!change) return { method: "DELETE", path: `/events/${path}?userId=${user}` };
    const { moment, upload, photo } = change;
    return upload ? write(`${moment}/upload-url`, user, upload) : write(path, user, { alt: photo.alt }, "PUT");
  },

  async finish(user, change, begun, call): Promise<Reply> {
    if (!change?.body) return begun;
    const { moment, body, photo } = change;
    const { ok, status } = await put(begun.json as Upload, body).catch(() => OFFLINE);
    if (ok) return call(write(`${moment}/photos`, user, photo));
    // A storage, or a proxy before it, will never take such a picture: 413, 415, 422.
    const isRefused = status > 412 && status < 423;
    return { ...OFFLINE, status, error: isRefused ? { kind: "invalid", message: "" } : undefined };
  },

  // The moment has it now, and the device no longer needs it.
  result: () => ({ version: 0, value: null }),
});
