// What the device has to say, for eyes (test-results/screens/) and for axe.
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { accessible, expect, handy, note, openToday, plus, saveDay, seed, state, today, within } from "../kit.ts";
import { box, controlled, isWrite, offline, online, reload, test, UNREACHED, unsent, write } from "./device.ts";

const WORDS = "A walk by the river, and bread still warm.";

for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${width} px, ${colorScheme}`, () => {
      test.use({
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        contextOptions: { reducedMotion: "reduce" },
      });

      test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

      /** A picture, and what a machine can say of it. */
      async function judge(page: Page, name: string) {
        const path = join(dirname(test.info().outputDir), "screens", `${width}-${colorScheme}-${name}.png`);
        await page.screenshot({ path, fullPage: true, caret: "initial" });
        await within(page);
        if (width === 360) await handy(page);
        await accessible(page, colorScheme);
      }

      test("what waits, the page that is not kept, the one that needs a decision", async ({
        page,
        context,
        server,
      }) => {
        await controlled(page);
        const day = await today(page);
        await seed(page, { day: plus(day, -1), mood: "okay", note: WORDS }, { day: plus(day, -2), mood: "great" });
        await reload(page);
        await page.goto(`/?day=${plus(day, -1)}`);
        await offline(context);
        await reload(page);
        await write(page, "Bad", "Slept badly.");
        await expect(state(page)).toHaveText("Waiting to sync");
        await page.goto("/");
        await reload(page);
        await write(page, "Good", WORDS);
        await expect(state(page)).toHaveText("Waiting to sync");
        await expect(page.locator(".other-days")).not.toHaveText("");
        await judge(page, "waiting");
        await page.goto("/settings");
        await expect(page.getByRole("heading", { level: 1 })).toContainText("You’re offline");
        await judge(page, "offline");

        await page.request.post(`${server.url}/mood`, { data: { day, mood: "awful", note: "Long call with Ada." } });
        await page.request.post(`${server.url}/mood`, {
          data: { day: plus(day, -1), mood: "great", note: "And we laughed a lot." },
        });
        await page.goto("/");
        await online(context);
        await expect(box(page)).toContainText(WORDS);
        await expect(page.getByRole("link", { name: /Choose a version/ })).toBeVisible();
        await judge(page, "conflict");
        await page.goto(`/?day=${plus(day, -1)}`);
        await page.getByRole("button", { name: "Discard mine" }).click();
        await expect(box(page)).toBeHidden();
      });

      test("what was refused", async ({ page, context, network }) => {
        await controlled(page);
        await offline(context);
        await write(page, "Okay", "unbreakable".repeat(40));
        await expect(state(page)).toHaveText("Waiting to sync");
        const json = { error: { kind: "invalid", message: "No.", field: "note" } };
        network.fate = ({ what }) => (isWrite(what) ? { status: 422, json } : "well");
        await online(context);
        await expect(box(page)).toBeVisible();
        await judge(page, "refused");
      });

      test("a session that ended", async ({ page, context }) => {
        await controlled(page);
        await offline(context);
        await write(page, "Great", WORDS);
        await expect(state(page)).toHaveText("Waiting to sync");
        await context.clearCookies({ name: "humeur" });
        await online(context);
        await expect.poll(() => unsent(page)).toMatchObject([{ pending: { state: "session_expired" } }]);
        await openToday(page);
        await expect(box(page)).toContainText("Your session ended");
        await judge(page, "ended");
      });

      test("the two offers", async ({ page, network }) => {
        await controlled(page);
        await saveDay(page, "Great", WORDS);
        await reload(page);
        await expect(note(page)).toHaveValue(WORDS);
        network.edit = (path, text) => (path === "/sw.js" ? `${text}\n// newer` : text);
        await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
        await expect(page.locator(".offer.update")).toBeVisible();
        await judge(page, "update");
        await page.evaluate(() => localStorage.setItem("days", "3"));
        await page.getByRole("button", { name: "Later" }).click();
        await page.evaluate(() => dispatchEvent(new Event("beforeinstallprompt", { cancelable: true })));
        await expect(page.locator(".offer.install")).toBeVisible();
        await judge(page, "install");
      });
    });
  }
}
