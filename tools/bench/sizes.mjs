// What the first visit of Today brings over the wire.

import { statSync } from "node:fs";
import { get } from "node:http";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { kB, MB, table } from "./table.mjs";

const CODE_BUDGET = 110_000;
const CODE_AIM = 90_000;
const STYLE_BUDGET = 10_000;
/** The first visit of the nearest peer, a React PWA, in bytes. */
const PEER = 343_500;

/** The body as it travels: `fetch` would unpack it. */
function fetchPacked(url) {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": "br, gzip", accept: "text/html,*/*" };
    get(url, { headers, agent: false }, (answer) => {
      const chunks = [];
      answer
        .on("data", (chunk) => chunks.push(chunk))
        .once("error", reject)
        .once("end", () => {
          if (answer.statusCode !== 200)
            reject(
              new Error(
                `${new URL(url).pathname} is answered by ${answer.statusCode}: is a build under way? Run 'make build'`,
              ),
            );
          else resolve({ body: Buffer.concat(chunks), encoding: answer.headers["content-encoding"] ?? "none" });
        });
    }).once("error", reject);
  });
}

const unpack = { br: brotliDecompressSync, gzip: gunzipSync, none: (body) => body };

async function file(kind, url) {
  const { body, encoding } = await fetchPacked(url);
  const raw = unpack[encoding](body);
  const best = brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  });
  return { kind, encoding, wire: body.length, raw, best: best.length };
}

/** The used share of a budget, in words. */
function judged(bytes, budget) {
  const part = `${Math.round((100 * bytes) / budget)} %`;
  return `${part} of ${kB(budget)}${bytes > budget ? ", OVER" : ""}`;
}

export async function sizes(server) {
  const page = await file("HTML", `${server.url}/`);
  const html = page.raw.toString();
  const linked = (what, pattern) => {
    const path = pattern.exec(html)?.[1];
    if (!path) throw new Error(`the page of Today names no ${what}`);
    return new URL(path, server.url).href;
  };
  const [css, js, wasm, worker, icon] = await Promise.all([
    file("CSS", linked("style sheet", /<link rel="stylesheet" href="([^"]+)"/)),
    file("JS", linked("script", /data-js="([^"]+)"/)),
    file("WASM", linked("WASM", /data-wasm="([^"]+)"/)),
    file("service worker", new URL("/sw.js", server.url).href),
    file("icon", linked("icon", /<link rel="icon"[^>]* href="([^"]+)"/)),
  ]);
  const files = [page, css, js, wasm, worker, icon];
  const code = js.wire + wasm.wire + worker.wire;
  const all = files.reduce((sum, { wire }) => sum + wire, 0);
  return [
    table(
      ["file", "over the wire", "encoding", "at brotli 11", "unpacked"],
      files.map(({ kind, encoding, wire, raw, best }) => [kind, kB(wire), encoding, kB(best), kB(raw.length)]),
    ),
    "",
    table(
      ["together", "over the wire", "budget", "aim", "a React PWA, the nearest peer"],
      [
        [
          "JS + WASM + service worker",
          kB(code),
          judged(code, CODE_BUDGET),
          judged(code, CODE_AIM),
          `${kB(PEER)}, ${(PEER / code).toFixed(1)} x ours`,
        ],
        ["CSS", kB(css.wire), judged(css.wire, STYLE_BUDGET), "", ""],
        ["the whole visit", kB(all), "", "", `${kB(PEER)}, ${(PEER / all).toFixed(1)} x ours`],
      ],
    ),
    "",
    `  The server's binary: ${MB(statSync("target/release/server").size)}, the embedded database included.`,
  ].join("\n");
}
