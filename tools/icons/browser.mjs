// The browser of the tests, found as end2end/playwright.config.ts finds it.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

/** Playwright is installed for the tests, and only there. */
const tests = createRequire(new URL("../../end2end/package.json", import.meta.url));

export function launch() {
  const { chromium } = tests("@playwright/test");
  return chromium.launch({
    executablePath: process.env.CHROME_PATH || ["/usr/bin/chromium"].find((path) => existsSync(path)),
    // Chromium has no sandbox when it runs as root.
    chromiumSandbox: process.getuid?.() !== 0,
    // One set of colours on every machine: a picture must not depend on the screen.
    args: [
      "--disable-gpu",
      "--force-color-profile=srgb",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
