// The reports of days and weeks: empty, a few days, a quarter; in both languages, without JavaScript.
import type { Page } from "@playwright/test";
import { accessible, expect, handy, plus, seed, test, today, weekday, within } from "../kit.ts";

// axe looks at every page, of which some have no scripts.
test.describe.configure({ timeout: 60_000 });

const WORDS = "A walk along the canal, and bread still warm.";

/** Writes a good day, and the okay days before it. */
async function fill(page: Page, before: number): Promise<string> {
  await page.goto("/");
  const day = await today(page);
  await seed(page, { day, mood: "good", note: WORDS });
  const days = Array.from({ length: before }, (_, back) => ({ day: plus(day, -1 - back), mood: "okay" as const }));
  for (let at = 0; at < days.length; at += 10) await seed(page, ...days.slice(at, at + 10));
  return day;
}

async function checked(page: Page) {
  await accessible(page, "light");
  await handy(page);
}

const how = (page: Page, name = "How do we know?") => page.getByText(name, { exact: true });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("from the calendar to a day's report, to its week, and back to a day", async ({ page }) => {
      const day = await fill(page, 90);
      await page.goto(`/calendar/${day}`);
      await page.getByRole("link", { name: "This day’s report" }).click();
      await expect(page).toHaveURL(`/reports/${day}`);
      const name = weekday(day);
      await expect(page.getByText(`A good ${name}: brighter than your average ${name}.`)).toBeVisible();
      await expect(page.getByText(WORDS)).toBeVisible();
      await expect(page.getByRole("link", { name: "Next day" })).toHaveCount(0);
      await expect(page.getByText(/^Your average day: 3\.0 out of 5/)).toBeHidden();
      await how(page).press("Enter");
      await expect(page.getByText(/^Your average day: 3\.0 out of 5 \(.+\), over 90 days\.$/)).toBeVisible();
      await expect(page.getByText(new RegExp(`^Your average ${name}: .+, over 12 days\\.$`))).toBeVisible();
      await checked(page);
      await accessible(page, "dark");

      await page.getByRole("link", { name: "Previous day" }).click();
      await expect(page).toHaveURL(`/reports/${plus(day, -1)}`);
      await page.goBack();
      await page.getByRole("link", { name: "This week’s report" }).click();
      await expect(page).toHaveURL(`/reports/${day}?of=week`);
      await page.getByRole("link", { name: "Previous week" }).click();
      await expect(page.getByText("Seven days written, all okay.")).toBeVisible();
      await expect(page.getByText(/^Much like the four weeks before: .+ with 7 days beside 28\.$/)).toBeVisible();
      await expect(page.getByRole("img", { name: /^The curve of / })).toBeVisible();
      await expect(page.locator(".results > li")).toHaveCount(7);
      await checked(page);
      await accessible(page, "dark");
      await page.locator(".results").getByRole("link").first().click();
      await expect(page.getByText(/^An okay Monday/)).toBeVisible();
    });

    test("an empty day, one day, and the week around it make no claim", async ({ page }) => {
      await page.goto("/");
      const day = await today(page);
      await page.goto(`/reports/${day}`);
      await expect(page.getByText("Nothing written on this day.")).toBeVisible();
      await expect(how(page)).toHaveCount(0);
      await page.setViewportSize({ width: 320, height: 640 });
      await checked(page);
      await seed(page, { day, mood: "awful" });
      await page.reload();
      await expect(page.getByText(`An awful ${weekday(day)}.`, { exact: true })).toBeVisible();
      await how(page).click();
      await expect(page.getByText(/^Not enough days to compare with: it takes 20/)).toBeVisible();
      await checked(page);
      await page.goto(`/reports/${day}?of=week`);
      await expect(page.getByText("One day written, awful.")).toBeVisible();
      await expect(page.getByText(/^Not enough days to compare: .+ This week has 1, those have 0\.$/)).toBeVisible();
      await checked(page);
      await page.goto(`/reports/${plus(day, 7)}?of=week`);
      await expect(page.getByText("This week is still to come.")).toBeVisible();
    });
  });
}

test("a tag and a moment lead on, by keyboard", async ({ page }) => {
  await page.goto("/");
  const day = await today(page);
  await seed(page, { day, mood: "great", note: "Snow on the #canal" });
  const moment = await page.request.post("/events", { data: { title: "First snow", date: day } });
  expect(moment.ok(), await moment.text()).toBe(true);
  await page.goto(`/reports/${day}`);
  await accessible(page, "light");
  await page.getByRole("link", { name: "First snow" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/moments\//);
  await page.goBack();
  await page.getByRole("link", { name: "#canal" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/search?tag=canal");
  await page.goto(`/reports/${day}?of=week`);
  const tags = page.getByRole("list", { name: "Most frequent tags" });
  await expect(tags.getByRole("listitem")).toHaveText(["#canal 1 day"]);
  await expect(page.getByRole("region", { name: "Moments of the week" })).toContainText("First snow");
  await accessible(page, "light");
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("the sentences are French, also on paper", async ({ page }) => {
    const day = await fill(page, 40);
    await page.goto(`/reports/${day}`);
    await expect(page.getByText("Une bonne journée : plus claire que la moyenne de vos journées.")).toBeVisible();
    await how(page, "Comment le sait-on ?").click();
    await expect(
      page.getByText(/^La moyenne de vos journées\s: 3,0 sur 5 \(de .+\), pour 40 journées\.$/),
    ).toBeVisible();
    await page.setViewportSize({ width: 320, height: 640 });
    await checked(page);
    await page.getByRole("link", { name: "Résumé de cette semaine" }).click();
    await page.getByRole("link", { name: "Semaine précédente" }).click();
    await expect(page.getByText(/^Proche des quatre semaines précédentes\s: /)).toBeVisible();
    await checked(page);
    await page.emulateMedia({ media: "print" });
    await expect(how(page, "Comment le sait-on ?")).toBeHidden();
    await expect(page.getByRole("img", { name: /^La courbe/ })).toBeVisible();
    await within(page);
  });
});
