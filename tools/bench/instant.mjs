// From the home screen to the question: a fresh browser each time, on a phone's share of
// a processor (a quarter of this one, as Lighthouse has it for a mid-range phone).
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { median, table } from "./table.mjs";

const SLOWER = 4;
const AIM = 1_000;
/** Lighthouse's "slow 4G", in bytes a second and milliseconds. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 };

const moments = () => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const { awakeAt } = globalThis;
  return paint && awakeAt ? { paint, awake: awakeAt } : undefined;
};

/** Opens the page once; `profile` holds what a phone would store. */
async function open(chromium, profile, url, network) {
  const executablePath = [process.env.CHROME_PATH, "/usr/bin/chromium"].find((path) => path && existsSync(path));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-gpu", "--disable-background-networking"],
    viewport: { width: 412, height: 823 },
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.documentElement?.dataset.awake) globalThis.awakeAt ??= performance.now();
      }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-awake"] });
    });
    const client = await context.newCDPSession(page);
    await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", network ?? NETWORK);
    if (network?.offline) await context.setOffline(true);
    await page.goto(url, { waitUntil: "commit" });
    const found = await (await page.waitForFunction(moments, undefined, { timeout: 60_000 })).jsonValue();
    // As long as a visit takes: the caches and the browser's own files are written.
    if (!network) {
      await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated");
      await page.waitForFunction(async () => (await caches.keys()).some((name) => name.startsWith("pages")));
      await page.waitForTimeout(1_000);
    }
    return found;
  } finally {
    await context.close();
  }
}

/** Opens Today a few times in each way, and says how long the question took to be there and to react. */
export async function instant(server, folder, rounds) {
  const { chromium } = await import("../../end2end/node_modules/@playwright/test/index.mjs");
  const ways = { "first visit": [], "from the home screen": [], "from the home screen, offline": [] };
  for (let round = 0; round < rounds; round += 1) {
    const profile = mkdtempSync(join(folder, "phone-"));
    const visit = async (way, network) => ways[way].push(await open(chromium, profile, server.url, network));
    await visit("first visit");
    await visit("from the home screen");
    await visit("from the home screen, offline", { ...NETWORK, offline: true });
    rmSync(profile, { recursive: true, force: true });
  }
  const ms = (values) => `${Math.round(median(values))} ms`;
  const rows = Object.entries(ways).map(([way, found]) => {
    const paint = found.map(({ paint }) => paint),
      awake = found.map(({ awake }) => awake);
    const verdict = way === "first visit" ? "" : median(awake) <= AIM ? "within a second" : "OVER a second";
    return [way, ms(paint), ms(awake), verdict];
  });
  return table(["Today is opened", "the question is there", "and awake", "aim"], rows);
}
