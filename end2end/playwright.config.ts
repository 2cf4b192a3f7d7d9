import { existsSync } from "node:fs";
import { defineConfig, devices, type Project } from "@playwright/test";

// A browser named by the environment (tools/env.sh), or the machine's own; otherwise Playwright's.
const chromium = process.env.CHROME_PATH || ["/usr/bin/chromium"].find((path) => existsSync(path));
const shell =
  process.env.CHROME_SHELL_PATH ||
  process.env.CHROME_PATH ||
  ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));

// The shell has neither settings of a person's nor notifications.
const inWholeBrowser = /(cookies-refused|reminder)\.spec\.ts/;
const withoutJavaScript = /no-javascript\.spec\.ts/;

// The page itself. The other specs need what Playwright has for Chromium alone: service workers
// behind a network of the test's own, the DevTools protocol, a name for this machine.
const inEveryEngine =
  /(accessibility|calendar|keyboard|languages|navigation|settings|timezone|today|waking|week|zoom)\.spec\.ts/;

const chromiumProjects: Project[] = [
  { name: "javascript", testIgnore: [withoutJavaScript, inWholeBrowser] },
  { name: "whole-browser", testMatch: inWholeBrowser },
  { name: "no-javascript", testMatch: withoutJavaScript, use: { javaScriptEnabled: false } },
].map((project) => ({
  ...project,
  use: {
    ...devices["Desktop Chrome"],
    channel: undefined,
    launchOptions: {
      ...(project.name === "whole-browser"
        ? { executablePath: chromium, channel: chromium ? undefined : "chromium" }
        : { executablePath: shell }),
      // Chromium has no sandbox when it runs as root.
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
    ...project.use,
  },
}));

const engines: Record<string, Project[]> = {
  chromium: chromiumProjects,
  firefox: [{ name: "firefox", testMatch: inEveryEngine, use: devices["Desktop Firefox"] }],
  webkit: [{ name: "webkit", testMatch: inEveryEngine, use: devices["Desktop Safari"] }],
};

// Every worker starts a server of its own (kit.ts), and every test is a new visitor to it.
export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // A shared runner can stall for seconds. A test that fails twice fails; one that passes the second
  // time is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  // Generous, because only a failure waits for them: speed is measured by `make bench`.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    actionTimeout: 10_000,
    // A page without its service worker, unless a spec is about it: what a worker asks for,
    // page.route does not see, and what a page does by itself has to be right as well.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
  },
  // "chromium firefox webkit", of which only the first runs where browsers come from a distribution.
  projects: (process.env.HUMEUR_BROWSERS || "chromium").split(" ").flatMap((engine) => engines[engine] ?? []),
});
