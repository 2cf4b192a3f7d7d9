// The journal's API, as pages call it: writes go through the queue, reads are learned from.

import type { MoodName } from "../generated/rules.ts";
import type { ApiError } from "../http/http.ts";
import { daysOf, discardMood, mergeWeek, writeMood } from "./outbox.ts";
import { NETWORK_LIMIT } from "./pages.ts";
import { changed } from "./scope.ts";

const reply = (status: number, body: string) => new Response(body, { status });

const WAITING: ApiError = { kind: "waiting", message: "offline" };
export const waiting = () => reply(503, JSON.stringify({ error: WAITING }));

/** A `POST`, or the query of a `DELETE`, which names no mood. */
interface Write {
  userId?: string;
  day: string;
  mood: MoodName;
  note?: string | null;
  baseVersion?: number | string;
}

/**
 * A write by a page. If nothing can be stored, or tried, it passes unchanged. If the network hangs,
 * the page is told that the change waits, and later what became of it.
 */
export async function write(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const query = new URL(request.url).searchParams;
  const isRemoval = request.method === "DELETE";
  const sent = (isRemoval ? Object.fromEntries(query) : await request.clone().json()) as Write;
  const { userId, day, mood, note, baseVersion } = sent;
  if (!userId || baseVersion === undefined) return fetch(request);
  try {
    const sending = writeMood(userId, day, isRemoval ? null : { mood, note: note ?? "" }, Number(baseVersion));
    const late = new Promise<undefined>((done) => setTimeout(done, NETWORK_LIMIT));
    const received = await Promise.race([sending, late]);
    if (received) return reply(received.status, received.body);
    event.waitUntil(sending.then(changed, () => undefined));
    return waiting();
  } catch {
    const response = await fetch(request);
    if (response.ok) await discardMood(userId, day).catch(() => undefined);
    return response;
  }
}

export async function readWeek(event: FetchEvent): Promise<Response> {
  const response = await fetch(event.request);
  if (response.ok)
    event.waitUntil(
      response
        .clone()
        .json()
        .then(mergeWeek)
        .catch(() => undefined),
    );
  return response;
}

/** `/device/days`: GET reads a range of days, DELETE discards an unsent change. */
export async function deviceDays({ method, url }: Request): Promise<Response> {
  const { userId, start, end, day } = Object.fromEntries(new URL(url).searchParams) as {
    [name in "userId" | "start" | "end" | "day"]: string;
  };
  if (method === "DELETE") await discardMood(userId, day);
  return reply(200, JSON.stringify(await daysOf(userId, start, end)));
}
