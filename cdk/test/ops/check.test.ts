import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { check, wait } from "../../ops/check.ts";

const GOOD: Record<string, [number, string]> = {
  "/health": [200, '{"status":"healthy","version":"1.2.3"}'],
  "/": [200, '<link href="/pkg/humeur.abc.css"><script>import("/pkg/humeur.def.js")</script>'],
  "/pkg/humeur.abc.css": [200, "a{}"],
  "/pkg/humeur.def.js": [200, "1"],
};
let answers: Record<string, [number, string]>;
/** The address of a response that ends too early, once. */
let cut: string | undefined;
let asked: string[];
let url: string;

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  asked.push(request.url ?? "");
  const [status, body] = answers[request.url ?? ""] ?? [404, ""];
  if (request.url === cut) {
    cut = undefined;
    response.writeHead(status, { "content-length": body.length + 1 }).write(body, () => response.destroy());
    return;
  }
  response.writeHead(status).end(body);
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  answers = { ...GOOD };
  asked = [];
  cut = undefined;
});

test("checks health, page and its files", async () => {
  expect(await check(`${url}/`)).toBe("1.2.3");
  expect(asked.sort()).toEqual(["/", "/health", "/pkg/humeur.abc.css", "/pkg/humeur.def.js"]);
});

test.each<[string, string, [number, string], string]>([
  ["the store is down", "/health", [503, "{}"], "/health returned 503: "],
  ["something else answers", "/health", [200, "<html>"], "/health is not 'healthy': "],
  ["the page fails", "/", [500, ""], "/ returned 500: "],
  ["the page is not ours", "/", [200, "<h1>Hello</h1>"], "/ names no files: "],
  ["a file of the page is not there", "/pkg/humeur.def.js", [404, ""], "/pkg/humeur.def.js returned 404: "],
])("%s", async (_what, path, answer, expected) => {
  answers[path] = answer;
  await expect(check(url)).rejects.toThrow(expected);
});

test("waits for a site that is starting", async () => {
  const health = answers["/health"]!;
  answers["/health"] = [503, "{}"];
  setTimeout(() => (answers["/health"] = health), 500);
  expect(await wait(url, 20)).toBe("1.2.3");
}, 30_000);

test.each(["/health", "/", "/pkg/humeur.def.js"])(
  "repeats the check after %s ended too early",
  async (path) => {
    cut = path;
    await expect(check(url)).rejects.toThrow(`${url}${path} does not respond: `);
    cut = path;
    expect(await wait(url, 20)).toBe("1.2.3");
  },
  30_000,
);

test("does not wait for ever", async () => {
  answers["/health"] = [503, "{}"];
  await expect(wait(url, 0)).rejects.toThrow("returned 503");
});
