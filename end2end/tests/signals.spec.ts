// A person's signals: the choice in the settings, the strip under the week, the lanes of a month, and the
// page of insight; in both languages, without JavaScript.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { accessible, test as base, expect, handy, MOODS, plus, seed, today, within } from "../kit.ts";
import { Database, Humeur } from "../servers.ts";

// axe looks at every page, of which some have no scripts.
base.describe.configure({ timeout: 90_000 });

/** A source that nothing answers for: the tests put the values of days into the table themselves. */
const SOURCES = {
  plainHosts: ["127.0.0.1:9"],
  sources: [
    {
      name: "weather",
      url: "http://127.0.0.1:9/",
      interval: 3600,
      signals: [
        {
          id: "warmth",
          name: "Temperature",
          frenchName: "Température",
          unit: "°C",
          day: "mean",
          zone: "UTC",
          decimals: 1,
          value: "/value",
        },
      ],
    },
  ],
};

/** Humeur with a signal, and a database that the test writes to. */
const test = base.extend<object, { stage: { database: Database; own: Humeur } }>({
  stage: [
    async ({}, use) => {
      const dir = mkdtempSync(join(tmpdir(), "humeur-signals-"));
      const file = join(dir, "sources.json");
      writeFileSync(file, JSON.stringify(SOURCES));
      const database = new Database();
      let own: Humeur | undefined;
      try {
        await database.start();
        own = new Humeur({ DYNAMODB_ENDPOINT: database.url, HUMEUR_SIGNALS_FILE: file });
        await own.start();
        await use({ database, own });
      } finally {
        await own?.stop();
        await database.stop();
        rmSync(dir, { recursive: true });
      }
    },
    { scope: "worker" },
  ],
  baseURL: async ({ stage }, use) => use(stage.own.url),
});

/** Stores the value of a day. */
async function put(database: Database, day: string, value: number) {
  const item = {
    id: { S: "warmth#days" },
    timestamp: { N: String(Date.parse(`${day}T00:00:00Z`) / 1000) },
    value: { N: String(value) },
    samples: { N: "24" },
  };
  const answer = await fetch(database.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.PutItem",
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify({ TableName: "signals", Item: item }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** Moods that go up and down without a trend. */
const usual = (back: number) => MOODS[(back * back + Math.floor(back / 3)) % 5]!;

/** Writes the days up to today, and values that go with their moods. */
async function fill(page: Page, database: Database, count: number) {
  const last = await today(page);
  for (let back = 0; back < count; back++) {
    const mood = usual(back);
    await seed(page, { day: plus(last, -back), mood, note: "" });
    await put(database, plus(last, -back), 10 + MOODS.indexOf(mood) + ((back * 7) % 11) / 10);
  }
}

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function checked(page: Page) {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await within(page);
  }
  await accessible(page, "light");
  await accessible(page, "dark");
  await handy(page);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a choice shows in the settings, under the week, in the month and in the insight", async ({
      page,
      stage: { database },
    }) => {
      await page.goto("/");
      await fill(page, database, 40);
      await page.goto("/");
      const strip = page.getByRole("table", { name: /^Around you: / });
      // Shown until the person chooses.
      await expect(strip).toBeVisible();
      await page.goto("/settings");
      const section = card(page, "Around you");
      await section.getByRole("checkbox", { name: "Temperature" }).uncheck();
      await section.getByRole("button", { name: "Save" }).click();
      await expect(section.getByRole("status")).toHaveText(/Saved/);
      await page.goto("/");
      await expect(page.locator(".strip")).toHaveCount(0);
      await page.goto("/insight");
      await card(page, "Around you").getByRole("link", { name: "Choose what to see" }).click();
      await expect(page).toHaveURL(/#signals$/);
      await section.getByRole("checkbox", { name: "Temperature" }).check();
      await section.getByRole("button", { name: "Save" }).click();
      await expect(section.getByRole("checkbox", { name: "Temperature" })).toBeChecked();
      await expect(section.getByRole("status")).toHaveText(/Saved/);
      await checked(page);

      await page.goto("/");
      await expect(strip.getByRole("rowheader")).toHaveText("Temperature (°C)");
      await expect(strip.getByRole("cell")).toHaveCount(7);
      await expect(page.getByText("Today’s values may still change.")).toBeVisible();
      await checked(page);
      // A page without scripts never turns to another week: each has its own strip.
      const lastWeek = plus(await today(page), -7);
      await page.goto(`/?day=${lastWeek}`);
      if (javaScriptEnabled) await expect(strip).toBeHidden();
      else await expect(strip.getByRole("cell")).toHaveCount(7);

      await page.goto("/calendar");
      await expect(page.locator(".lane").first()).toContainText("Temperature (°C): 1");
      await checked(page);

      await page.goto("/insight");
      const claim = card(page, "Around you: Temperature");
      await expect(claim).toContainText("Temperature: higher values go with brighter days, over 39 days.");
      await expect(claim.getByRole("img", { name: /^Around you: Temperature/ })).toBeVisible();
      await claim.getByText("How do we know?").click();
      await expect(claim.getByText("without seasons and weekdays")).toBeVisible();
      await claim.getByText("As a table").click();
      await expect(claim.getByRole("row")).toHaveCount(9);
      await checked(page);
    });
  });
}

test("the strip hides when the island turns to other weeks", async ({ page, stage: { database } }) => {
  await page.goto("/");
  await fill(page, database, 14);
  await page.goto("/settings?signals=warmth");
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-awake", "true");
  const day = await today(page);
  const strip = page.locator(".strip");
  const previous = page.getByRole("link", { name: "Previous week" });
  await expect(strip).toBeVisible();
  for (const back of [7, 14]) {
    await previous.click();
    await expect(page).toHaveURL(`/?day=${plus(day, -back)}`);
    await expect(strip).toBeHidden();
  }
  await page.goBack();
  await page.goBack();
  await expect(strip).toBeVisible();
  // A page that opened on a past week does not know which one it shows later.
  await page.goto(`/?day=${plus(day, -7)}`);
  await expect(page.locator("html")).toHaveAttribute("data-awake", "true");
  await previous.click();
  await expect(page).toHaveURL(`/?day=${plus(day, -14)}`);
  await expect(strip).toHaveCount(1);
  await expect(strip).toBeHidden();
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });
  test("the sentences are French, and so are the numbers", async ({ page, stage: { database } }) => {
    await page.goto("/");
    await fill(page, database, 40);
    await page.goto("/settings?signals=warmth");
    await expect(card(page, "Autour de vous").getByRole("checkbox", { name: "Température" })).toBeChecked();
    await page.goto("/");
    await expect(page.getByRole("table", { name: /^Autour de vous/ })).toContainText(/\d\d,\d/);
    await page.goto("/insight");
    const sentence = /une valeur plus haute va de pair avec des journées plus claires/;
    await expect(page.locator(".statement p").filter({ hasText: sentence }).first()).toBeVisible();
    await checked(page);
  });
});
