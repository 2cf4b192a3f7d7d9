// Requests that wait no longer than a given time.

import { type ApiRequest, type Fetch, type Reply, send } from "./http.ts";

/** Never rejects. After `timeout` milliseconds the request counts as lost. */
export function sendWithin(timeout: number, request: ApiRequest, fetching?: Fetch): Promise<Reply> {
  const late = new AbortController();
  // To abort a request that has its response does nothing.
  setTimeout(() => late.abort(), timeout);
  return send(request, fetching, late.signal);
}
