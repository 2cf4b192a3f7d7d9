// The files of the build, stored by version.

import { build } from "./scope.ts";

export const FILES = `assets ${build.version}`;
export const PAGES = `pages ${build.version}`;
export const OFFLINE_PAGE = "/offline";

/** A stored response, of this version or of any. */
export const find = (request: RequestInfo, cacheName?: string) =>
  caches.match(request, { cacheName, ignoreVary: true } as MultiCacheQueryOptions);

/** Fetches the offline page, which is in one language, from the server. */
export async function storeOfflinePage(): Promise<void> {
  const files = await caches.open(FILES);
  await files.add(new Request(OFFLINE_PAGE, { cache: "reload" }));
}

export async function storeFiles(): Promise<void> {
  const files = await caches.open(FILES);
  await files.addAll(build.files);
  await storeOfflinePage();
}

export async function file(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const stored = (await find(request, FILES)) ?? (await find(request));
  if (stored) return stored;
  const response = await fetch(request),
    files = await caches.open(FILES);
  // A page newer than this worker is stored, and so are its files.
  if (response.ok) event.waitUntil(files.put(request, response.clone()).catch(() => undefined));
  return response;
}
