// Moving in from another journal: by the page, without JavaScript too, and by the API.
import type { Page } from "@playwright/test";
import { accessible, expect, handy, kept, plus, seed, test } from "../kit.ts";

const now = new Date().toISOString().slice(0, 10);
const days = [1, 2, 3, 4].map((back) => plus(now, -back));

/** Daylio's CSV as it is now: scales, titles, several entries a day, a mood of one's own. */
const daylio = `\u{feff}full_date,date,weekday,time,mood,activities,scales,note_title,note
${days[0]},November 26,Thursday,9:30 pm,rad,"run | date night","Stress:\u{a0}2","Late","One<br>two"
${days[0]},November 26,Thursday,8:00 am,meh,,,"","Early, ""quoted"""
${days[1]},November 25,Wednesday,21:00,Hopeful,friends,,,"مرحبا 🌧"
${days[2]},November 24,Tuesday,21:00,awful,,,,
${plus(now, 40)},January 5,Tuesday,21:00,good,,,,
`;
/** As older versions wrote it in French. */
const older = `full_date;date;weekday;time;mood;activities;note
${days[3]};23 novembre;lundi;21:05;good;course;Une note
2019-02-29;29 février;vendredi;21:05;good;;
`;

const file = (name: string, content: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(content) });

async function choose(page: Page, name: string, content: string) {
  await page.goto("/imports");
  await page.getByLabel("Your file").setInputFiles(file(name, content));
  await page.getByRole("button", { name: "Show what’s in it" }).click();
}

/** The journal as `day mood note`. */
const journal = async (page: Page) => (await kept(page)).map(({ day, mood, note }) => `${day} ${mood} ${note ?? ""}`);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled, contextOptions: { reducedMotion: "reduce" } });

    test("Daylio’s days are shown, explained, imported and undone", async ({ page }) => {
      await page.goto("/");
      await seed(page, { day: days[2]!, mood: "good", note: "mine" });
      await choose(page, "daylio.csv", daylio);
      await expect(page).toHaveURL(/\/imports/);
      const preview = page.getByRole("region", { name: /Before you import/ });
      await expect(preview).toContainText("1 new day");
      await expect(preview).toContainText("1 day kept as it is here");
      await expect(preview).toContainText("1 line left out");
      await expect(preview.getByRole("button", { name: "Import these days" })).toHaveCount(0);
      await accessible(page, "light");
      await handy(page);
      await preview.getByText("1 line left out").last().click();
      await expect(preview.getByRole("row", { name: /6 a day still to come/ })).toBeVisible();

      await preview.getByRole("button", { name: "Good" }).click();
      await expect(preview).toContainText("2 new days");
      await preview.getByRole("radio", { name: "Take the file’s" }).check();
      await accessible(page, "dark");
      await preview.getByRole("button", { name: "Import these days" }).click();
      await expect(page.locator("main .done")).toContainText("Your days are in your journal.");
      expect(await journal(page)).toEqual([
        `${days[2]} awful `,
        `${days[1]} good مرحبا 🌧\n#friends`,
        `${days[0]} good Early, "quoted"\nLate\nOne\ntwo\nStress: 2\n#run #date_night`,
      ]);
      await accessible(page, "light");
      await handy(page);
      await page.getByRole("button", { name: "Undo this import" }).click();
      await expect(page.locator("main .done")).toContainText("Undone, except on days that were changed since.");
      expect(await journal(page)).toEqual([`${days[2]} good mine`]);
    });

    test("a table asks for its columns, its dates and its moods", async ({ page }) => {
      const [year, month] = now.split("-").map(Number);
      const before = month === 1 ? `1/12/${year! - 1}` : `1/${month! - 1}/${year}`;
      await choose(page, "table.csv", `When,How,Words\n${before},7,one\n`);
      await page.getByLabel("Date").selectOption("When");
      await page.getByLabel("Mood").selectOption("How");
      await page.getByLabel("Note", { exact: true }).selectOption("Words");
      await page.getByRole("button", { name: "Save" }).click();
      if (await page.getByRole("button", { name: /Day, month, year/ }).isVisible()) {
        await page.getByRole("button", { name: /Day, month, year/ }).click();
      }
      await page.getByRole("button", { name: "Great" }).click();
      await page.getByRole("button", { name: "Import these days" }).click();
      await expect(page.locator("main .done")).toContainText("Your days are in your journal.");
      expect((await journal(page)).map((line) => line.slice(8))).toEqual(["01 great one"]);
    });

    test("an unknown file leads to the list of what can be read", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await choose(page, "letter.txt", "Dear diary, today was good.");
      await expect(page.locator(".rejection")).toContainText("isn’t a file that Humeur knows");
      await accessible(page, "light");
      await handy(page);
    });
  });
}

test("an older file of Daylio comes in by the API, and old days ask for a longer retention", async ({ page }) => {
  await page.goto("/");
  const answer = await page.request.post("/import?preview=1", { headers: { "content-type": "text/csv" }, data: older });
  expect(answer.ok(), await answer.text()).toBe(true);
  const draft = await answer.json();
  expect(draft).toMatchObject({ format: "daylioCsv", added: 1, refused: [{ line: 3, reason: "not_a_day" }] });
  const applied = await page.request.post("/import/apply", { data: { id: draft.id } });
  expect(await applied.json()).toMatchObject({ state: "applied", added: 1 });
  expect(await journal(page)).toEqual([`${days[3]} good Une note\n#course`]);
  const undone = await page.request.delete(`/import?id=${draft.id}`);
  expect(await undone.json()).toEqual({ status: "ok", complete: true });

  await choose(page, "old.csv", older.replace("2019-02-29", "2019-02-28"));
  await expect(page.getByText("Some days are older than your journal keeps.")).toBeVisible();
  await page.getByLabel(/Keep/).selectOption({ index: 0 });
  await accessible(page, "light");
});

test("the settings and the page are in French, too", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto("/settings");
  await page.getByRole("link", { name: "Importer un journal" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Importer un journal");
  await accessible(page, "light");
  await context.close();
});
