// A photo of a moment: a picture that waits to be uploaded. Its id is `<moment>/<photo>`. It is sent after its
// moment, and rejected if that is gone.

import { type ApiRequest, OFFLINE, type Reply } from "../../http/http.ts";
import type { QueueRecord } from "../record.ts";
import { itemRules } from "./item.ts";
import { MOMENT } from "./moment.ts";
import type { Rules } from "./rules.ts";

export interface PhotoChange {
  moment: string;
  body: Blob;
  /** Describes the picture, whose address to upload it to is asked for; SHA-256 in base64. */
  upload: { photo: string; type: string; length: number; checksum: string };
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

/** A storage, or a proxy before it, will never take such a picture: 413, 415, 422. */
const isRefusal = (status: number) => status > 412 && status < 423;

const post = (moment: string, call: string, userId: string, fields: object): ApiRequest => ({
  method: "POST",
  path: `/events/${moment}/${call}`,
  body: JSON.stringify({ userId, ...fields }),
});

export const photoRules = (put: Put): Rules<never, PhotoChange> => ({
  ...itemRules,
  entity: PHOTO,
  whole: MOMENT,
  request: (user, _, { change }) => post(change!.moment, "upload-url", user, change!.upload),

  async finish(user, { moment, body, photo }, json, call): Promise<Reply> {
    const { ok, status } = await put(json as Upload, body).catch(() => OFFLINE);
    if (ok) return call(post(moment, "photos", user, photo));
    return { ...OFFLINE, status, error: isRefusal(status) ? { kind: "invalid", message: "" } : undefined };
  },

  // The moment has it now, and the device no longer needs it.
  result: () => ({ version: 0, value: null }),
});
