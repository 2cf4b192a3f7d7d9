// The upload of a picture, whose progress can be seen.

import type { Put } from "../../outbox/rules/photo.ts";

type Progress = (part: number) => void;

let watcher: Progress | undefined;
let running: XMLHttpRequest | undefined;

/** Shows the progress of each upload of this page, from 0 to 1. */
export const watch = (progress: Progress | undefined) => (watcher = progress);

export const cancel = () => running?.abort();

export const put: Put = ({ url, method, headers }, picture) =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    running = request;
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => watcher?.(loaded / total);
    request.onload = () => done({ ok: request.status >= 200 && request.status < 300 });
    request.onerror = request.onabort = () => failed(new Error("not uploaded"));
    request.send(picture);
  });
