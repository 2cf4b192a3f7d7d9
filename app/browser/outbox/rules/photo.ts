// A photo of a moment: a picture that waits to be uploaded. Its id is `<moment>/<photo>`, so that it is sent
// after its moment.

import { type ApiRequest, OFFLINE } from "../../http/http.ts";
import type { QueueRecord } from "../record.ts";
import { itemRules } from "./item.ts";
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
  method: string;
  headers: Record<string, string>;
}

export type PhotoRecord = QueueRecord<never, PhotoChange>;

export const PHOTO = "photo";

/** Puts a picture to its address. May reject. */
export type Put = (upload: Upload, picture: Blob) => Promise<{ ok: boolean }>;

const post = (moment: string, call: string, userId: string, fields: object): ApiRequest => ({
  method: "POST",
  path: `/events/${moment}/${call}`,
  body: JSON.stringify({ userId, ...fields }),
});

export const photoRules = (put: Put): Rules<never, PhotoChange> => ({
  ...itemRules,
  entity: PHOTO,
  request: (user, _, { change }) => post(change!.moment, "upload-url", user, change!.upload),

  async finish(user, { moment, body, photo }, json, call) {
    const { ok } = await put(json as Upload, body).catch(() => OFFLINE);
    return ok ? call(post(moment, "photos", user, photo)) : OFFLINE;
  },

  // The moment has it now, and the device no longer needs it.
  result: () => ({ version: 0, value: null }),
});
