// The checks of a proof, against sites that are right and wrong.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { site } from "../../ops/prove.ts";

/** The faults that a proof must find. */
interface Faults {
  readonly dropsPrecondition?: boolean;
  readonly trustsHost?: boolean;
  readonly foreignHost?: boolean;
  readonly cachesErrors?: boolean;
  readonly unlimited?: boolean;
}

let faults: Faults;
let pages: number;
let url: string;

/** Status, and more headers. */
function respond({ method, url: path, headers }: IncomingMessage): [number, Record<string, string>] {
  if (path === "/") {
    pages += 1;
    return pages > 10 && !faults.unlimited ? [429, { "content-type": "application/json" }] : [200, {}];
  }
  if (method !== "POST") return [404, faults.cachesErrors ? { age: "3" } : {}];
  const host = faults.trustsHost ? (headers["x-forwarded-host"] ?? headers.host) : headers.host;
  const own = faults.foreignHost ? "https://api.example" : `http://${String(host)}`;
  const { origin } = headers;
  if (origin !== undefined && new URL(origin).host !== new URL(own).host) return [403, {}];
  const isKnown = headers.cookie !== undefined;
  if (isKnown && headers["if-none-match"] === "*" && !faults.dropsPrecondition) return [412, {}];
  return [200, isKnown ? {} : { "set-cookie": "__Host-humeur=a; Path=/" }];
}

const server = createServer((request, response) => {
  request.resume();
  const [status, headers] = respond(request);
  response.writeHead(status, headers).end(status === 429 ? '{"message":"Too Many Requests"}' : "");
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  faults = {};
  pages = 0;
});

test("answers every question of a site that is right", async () => {
  expect(await site(`${url}/`)).toEqual([
    expect.stringContaining("412"),
    expect.stringContaining("403"),
    expect.stringContaining("not cached"),
    'over the limit, a first-time visitor gets 429, application/json: {"message":"Too Many Requests"}',
  ]);
});

test.each<[Faults, string]>([
  [{ dropsPrecondition: true }, "a second create-only write returned 200 and not 412"],
  [{ foreignHost: true }, "a write from the site's own origin returned 403"],
  [{ trustsHost: true }, "a client can set x-forwarded-host"],
  [{ cachesErrors: true }, "a missing page came from the cache (age 3)"],
  [{ unlimited: true }, "none of 100 requests at once was refused"],
])("finds %o", async (wrong, sentence) => {
  faults = wrong;
  await expect(site(url)).rejects.toThrow(sentence);
});
