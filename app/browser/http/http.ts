// The API of the server, over the browser's `fetch`.

import type { ErrorKind } from "../generated/rules.ts";

export interface ApiRequest {
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** JSON. */
  body?: string | undefined;
}

/** The server's own error (app/src/error.rs). */
export interface ApiError {
  kind: ErrorKind;
  message: string;
  field?: string;
}

export interface Success {
  outcome: "success";
  status: number;
  body: string;
  json: unknown;
}

export interface Rejection {
  outcome: "rejection";
  status: number;
  body: string;
  /** Missing if something else answered in the server's place: a proxy, or the sign-in page of a hotel. */
  error?: ApiError | undefined;
}

/** No response: no network, no server, or too late. */
export interface Offline {
  outcome: "offline";
  status: 0;
  body: "";
}

export type Reply = Success | Rejection | Offline;

export type Fetch = (path: string, options: RequestInit) => Promise<Response>;

export interface Options {
  fetch?: Fetch;
  /** Milliseconds until the request counts as lost; by default the browser decides. */
  timeout?: number;
}

export const OFFLINE: Offline = { outcome: "offline", status: 0, body: "" };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Never rejects. */
export async function send({ method, path, body }: ApiRequest, options: Options = {}): Promise<Reply> {
  const { fetch: fetching = (path, options) => fetch(path, options), timeout } = options;
  const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
  const late = new AbortController();
  const timer = timeout && setTimeout(() => late.abort(), timeout);
  try {
    const response = await fetching(path, { method, headers, body: body ?? null, signal: late.signal });
    const { status } = response, text = await response.text();
    const json = parse(text);
    if (status === 200 && json !== undefined) return { outcome: "success", status, body: text, json };
    return { outcome: "rejection", status, body: text, error: (json as { error?: ApiError } | null | undefined)?.error };
  } catch {
    return OFFLINE;
  } finally {
    clearTimeout(timer);
  }
}
