// Lighthouse as it ships: a mid-range phone on slow 4G, a first visit each time.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { median, table } from "./table.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const SECONDS = ["first-contentful-paint", "largest-contentful-paint"];
/** Turns off what a headless browser does not need; without a sandbox, as it may run as root in a container. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser that the tests use; tools/env.sh leaves CHROME_PATH unset where that is Playwright's. */
function browser() {
  const tests = createRequire(join(process.cwd(), "end2end/package.json"));
  return process.env.CHROME_PATH ?? tests("@playwright/test").chromium.executablePath();
}

function run(url, folder, round) {
  const report = join(folder, `lighthouse-${round}.json`);
  const child = spawn(
    "end2end/node_modules/.bin/lighthouse",
    [
      url,
      "--quiet",
      "--output=json",
      `--output-path=${report}`,
      `--only-categories=${CATEGORIES}`,
      `--chrome-flags=${FLAGS.join(" ")}`,
    ],
    // The browser's profile goes into the folder that is deleted afterwards.
    { env: { ...process.env, CHROME_PATH: browser(), TMPDIR: folder }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let complaint = "";
  child.stderr.on("data", (text) => (complaint += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      if (code) reject(new Error(`Lighthouse fails: ${complaint.trim().split("\n")[0]}`));
      else resolve(JSON.parse(readFileSync(report, "utf8")));
    });
  });
}

export async function lighthouse(server, folder, rounds) {
  const reports = [];
  for (let round = 0; round < rounds; round++) reports.push(await run(`${server.url}/`, folder, round));
  const score = (name) => String(Math.round(median(reports.map((r) => r.categories[name].score * 100))));
  const metric = (name) => median(reports.map((r) => r.audits[name].numericValue));
  return table(
    ["", ...CATEGORIES, "FCP", "LCP", "TBT", "CLS"],
    [
      [
        `median of ${rounds}`,
        ...CATEGORIES.map(score),
        ...SECONDS.map((name) => `${(metric(name) / 1000).toFixed(2)} s`),
        `${Math.round(metric("total-blocking-time"))} ms`,
        metric("cumulative-layout-shift").toFixed(3),
      ],
    ],
  );
}
