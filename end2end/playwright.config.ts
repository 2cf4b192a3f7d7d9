import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

// A browser named by the environment, or the machine's own; otherwise Playwright's.
const browser =
  process.env.CHROME_PATH ||
  ["/usr/bin/chromium"].find((path) => existsSync(path));

const withoutJavaScript = /no-javascript\.spec\.ts/;

// Every worker starts a server of its own (kit.ts), and every test is a new visitor to it.
export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 20_000,
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    channel: undefined,
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    actionTimeout: 5_000,
    // A page without its service worker, unless a spec is about it: what a worker asks for,
    // page.route does not see, and what a page does by itself has to be right as well.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser,
      // As root there is no sandbox to be had.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // This machine under a name that browsers do not trust: how a home server is met.
        "--host-resolver-rules=MAP humeur.test 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "javascript", testIgnore: withoutJavaScript },
    {
      name: "no-javascript",
      testMatch: withoutJavaScript,
      use: { javaScriptEnabled: false },
    },
  ],
});
