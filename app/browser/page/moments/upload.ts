// The upload of a picture, whose progress can be seen.

import { type Put, UPLOAD_TIMEOUT } from "../../outbox/rules/photo.ts";

type Progress = (part: number) => void;

let watcher: Progress | undefined;
let running: XMLHttpRequest | undefined;

/** Shows the progress of each upload of this page, from 0 to 1. */
export const watch = (progress: Progress | undefined) => (watcher = progress);

/** Ends the running upload. */
export const cancel = () => running?.abort();

export const put: Put = ({ url, method, headers }, picture) =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    running = request;
    request.open(method, url);
    request.timeout = UPLOAD_TIMEOUT;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => watcher?.(loaded / total);
    request.onload = () => done({ ok: request.status === 200, status: request.status });
    request.onerror = request.onabort = request.ontimeout = () => failed(new Error("not uploaded"));
    request.send(picture);
  });
