// One typed reply for every outcome of a network call.

import { expect, test } from "vitest";
import { type Fetch, OFFLINE, send } from "../http/http.ts";

const GET = { method: "GET", path: "/mood/week" } as const;
const reply = (status: number, body: string) => send(GET, async () => new Response(body, { status }));

test("JSON with 200 is a success", async () => {
  expect(await reply(200, `{"items":[]}`)).toEqual({
    ok: true,
    status: 200,
    body: `{"items":[]}`,
    json: { items: [] },
  });
});

test("the server's error is a rejection with its kind", async () => {
  const body = `{"error":{"kind":"invalid","message":"no","field":"note"}}`;
  const error = { kind: "invalid", message: "no", field: "note" };
  expect(await reply(422, body)).toEqual({ ok: false, status: 422, body, error });
});

test("a page from another server is a rejection without a kind, with any status", async () => {
  for (const status of [200, 302 + 100, 502]) {
    const { ok, error } = (await reply(status, "<html>Sign in</html>")) as { ok: boolean; error?: unknown };
    expect([ok, error]).toEqual([false, undefined]);
  }
  for (const body of ["null", "[]", "1"]) expect(await reply(502, body)).toMatchObject({ ok: false, error: undefined });
});

test("no network is offline", async () => {
  expect(await send(GET, () => Promise.reject(new TypeError("network")))).toBe(OFFLINE);
});

test("a response that breaks off is offline", async () => {
  const fetch: Fetch = async () =>
    new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError("cut")) }));
  expect(await send(GET, fetch)).toBe(OFFLINE);
});

test("a server that takes too long is offline, and is not waited for", async () => {
  const fetch: Fetch = (_, { signal }) =>
    new Promise((_, failed) => signal!.addEventListener("abort", () => failed(new DOMException("late", "AbortError"))));
  expect(await send(GET, fetch, AbortSignal.timeout(20))).toBe(OFFLINE);
});

test("only a request with a body names its type", async () => {
  const sent: RequestInit[] = [];
  const fetch: Fetch = async (_, options) => {
    sent.push(options);
    return new Response("{}");
  };
  await send(GET, fetch);
  await send({ method: "POST", path: "/mood", body: "{}" }, fetch);
  expect(sent.map(({ headers }) => new Headers(headers).get("content-type"))).toEqual([null, "application/json"]);
});
