import {
  accessible,
  column,
  expect,
  face,
  handy,
  note,
  notice,
  openToday,
  pick,
  plus,
  save,
  saveDay,
  seed,
  test,
  today,
  week,
  weekday,
  within,
} from "../kit.ts";
import { Database, Humeur } from "../servers.ts";

const words = "A walk by the river, and bread still warm.";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    // Motion off: colours are judged as they come to rest.
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("axe: an empty week, a draft, a saved day, a full week with its notes", async ({ page }) => {
      await openToday(page);
      await accessible(page, colorScheme);
      await pick(page, "Good");
      await note(page).fill(words);
      await accessible(page, colorScheme);
      await save(page).click();
      await expect(notice(page)).toContainText(" saved");
      await accessible(page, colorScheme);

      const before = plus(await today(page), -7);
      for (const [index, mood] of (["awful", "bad", "okay", "good", "great"] as const).entries()) {
        await seed(page, { day: plus(before, index - 3), mood, note: words });
      }
      await openToday(page, `/?day=${before}`);
      await accessible(page, colorScheme);
    });

    test("axe: a refusal, a failure", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await openToday(page);
      await note(page).fill(words);
      await save(page).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await accessible(page, colorScheme);
      await note(page).fill("x".repeat(501));
      await face(page, "Bad").check();
      await expect(notice(page)).toContainText("too long");
      await accessible(page, colorScheme);
      await note(page).fill(words);
      await page.route("**/mood", (route) => route.abort());
      await save(page).click();
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
      await accessible(page, colorScheme);
    });

    test("axe: no such page, the journal can’t reach", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.goto("/nowhere");
      await accessible(page, colorScheme);
      const database = await new Database().start();
      const own = new Humeur({ DYNAMODB_ENDPOINT: database.url });
      try {
        await own.start();
        await database.kill();
        await page.goto(own.url);
        await expect(page.getByRole("heading", { level: 1 })).toContainText("can’t reach");
        await accessible(page, colorScheme);
      } finally {
        await own.stop();
        await database.stop();
      }
    });

    // axe needs scripts itself: it gets the page as a browser without them would build it.
    test("axe: without JavaScript", async ({ page }) => {
      await page.route("**/*", async (route) => {
        if (route.request().resourceType() !== "document") return route.continue();
        const answer = await route.fetch();
        const html = (await answer.text()).replace(/<script.*?<\/script>|<\/?noscript>/gs, "");
        await route.fulfill({ response: answer, body: html });
      });
      await page.goto("/");
      await expect(page.getByRole("link", { name: "Your time zone" })).toBeVisible();
      await accessible(page, colorScheme);
      await seed(page, { day: await today(page), mood: "good", note: words });
      await page.goto("/?done=saved");
      await expect(notice(page)).toContainText(" saved");
      await accessible(page, colorScheme);
    });

    test.describe("in French", () => {
      test.use({ locale: "fr-FR" });
      test("axe: in French", async ({ page }) => {
        await openToday(page);
        await saveDay(page, "Superbe", "Déjà l’été ?");
        await accessible(page, colorScheme);
      });
    });
  });
}

test("a screen reader hears the question, the faces, and what became of a save", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await expect(page.getByRole("group", { name: "How was today?" }).getByRole("radio")).toHaveCount(5);
  await expect(page.getByRole("region", { name: "This week" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Language" })).toBeVisible();
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - heading "How was today?" [level=1]
    - group "How was today?":
      - radio "Awful"
      - radio "Bad"
      - radio "Okay"
      - radio "Good"
      - radio "Great"
    - textbox "Note"
    - region /This week/:
      - heading "This week" [level=2]
      - navigation:
        - link "Previous week"
      - list
      - paragraph: Your week will draw itself here, one face at a time.
  `);
  await note(page).fill("x".repeat(450));
  await expect(note(page)).toHaveAccessibleDescription("450 of 500 characters");
  await note(page).fill("");

  const number = Number(day.slice(8));
  await expect(column(page, `${weekday(day)} ${number}: nothing written`)).toBeVisible();
  await saveDay(page, "Good", words);
  await expect(column(page, `${weekday(day)} ${number}: Good, with a note`)).toHaveAttribute("aria-current", "date");
  await expect(week(page).getByRole("list").first()).toHaveAccessibleDescription("One day written, good.");
  // The region was there before its news, or a screen reader would not announce it.
  await expect(page.locator(".foot")).toMatchAriaSnapshot(`
    - status:
      - paragraph: ${weekday(day)} saved
    - button "Undo"
    - button "Remove"
  `);

  await expect(week(page).locator(".notes")).toMatchAriaSnapshot(`
    - heading "Notes" [level=3]
    - list:
      - listitem:
        - link "${weekday(day)} ${number} Good"
        - paragraph: ${words}
  `);
});

test("with reduced motion nothing moves by itself", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openToday(page);
  await saveDay(page, "Good");
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => {
        const style = getComputedStyle(element);
        const lasts = (times: string) => times.split(",").some((time) => parseFloat(time) > 0);
        return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(moving).toEqual([]);
});

test("everything can be hit with a thumb on the smallest screen", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await page.setViewportSize({ width: 320, height: 568 });
  await openToday(page);
  const before = plus(await today(page), -7);
  for (const address of ["/", `/?day=${before}`, "/?lang=fr"]) {
    await openToday(page, address);
    await handy(page);
    await note(page).fill(`${address} ${"unbreakable".repeat(30)}`);
    expect((await save(page).boundingBox())!.height, "the button's word stays in one line").toBeLessThan(50);
    const chosen = face(page, /Bad|Difficile/);
    await ((await chosen.isChecked()) ? save(page).click() : chosen.check());
    await expect(notice(page)).toBeVisible();
    await handy(page);
    const names = await page
      .locator("label.mood span")
      .evaluateAll((spans) => spans.map((span) => span.getBoundingClientRect()));
    for (const [index, box] of names.slice(1).entries()) {
      expect(box.left, "the faces' names do not touch").toBeGreaterThan(names[index].right);
    }
  }
  await page.goto("/nowhere");
  await handy(page);
});

test("text at twice its size still fits", async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 800 });
  await openToday(page);
  await saveDay(page, "Great", words);
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "32px"));
  await within(page);
});
