// The API of the server, over the browser's `fetch`.

import type { ErrorKind } from "../generated/rules.ts";

export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
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
  ok: true;
  status: number;
  body: string;
  json: unknown;
  error?: undefined;
}

export interface Rejection {
  ok: false;
  status: number;
  body: string;
  json?: undefined;
  /** Missing if something else answered in the server's place: a proxy, or the sign-in page of a hotel. */
  error?: ApiError | undefined;
}

/** No response: no network, no server, or too late. */
export interface Offline {
  ok: false;
  status: 0;
  body: "";
  json?: undefined;
  error?: undefined;
}

export type Reply = Success | Rejection | Offline;

export type Fetch = (path: string, options: RequestInit) => Promise<Response>;

export const OFFLINE: Offline = { ok: false, status: 0, body: "" };

/** Never rejects. The browser decides when the request counts as lost, unless `signal` says so first. */
export async function send(
  { method, path, body: sent }: ApiRequest,
  fetching: Fetch = fetch,
  signal: AbortSignal | null = null,
): Promise<Reply> {
  const headers = { accept: "application/json", ...(sent && { "content-type": "application/json" }) };
  try {
    const response = await fetching(path, { method, headers, body: sent ?? null, signal });
    const { status } = response,
      body = await response.text(),
      reply = { ok: false as const, status, body };
    try {
      const json = JSON.parse(body) as { error?: ApiError } | null;
      return status === 200 ? { ...reply, ok: true, json } : { ...reply, error: json?.error };
    } catch {
      return reply;
    }
  } catch {
    return OFFLINE;
  }
}
