// What a person chooses for this device, with JavaScript; without, no-javascript.spec.ts.
import type { Page } from "@playwright/test";
import { accessible, awake, expect, handy, kept, openToday, plus, saveDay, seed, test, today, week } from "../kit.ts";

const zone = (page: Page) => page.getByLabel("Your time zone");
const dateIn = (timeZone: string) => new Intl.DateTimeFormat("sv", { timeZone }).format(new Date());

async function choose(page: Page, option: { label: string } | string) {
  await page.goto("/settings");
  await zone(page).selectOption(option);
  await page.getByRole("button", { name: "Set time zone" }).click();
  await page.waitForURL(/settings$/);
}

test.describe("where the browser says UTC", () => {
  test.use({ timezoneId: "UTC" });

  // Of these two, one always has another date than UTC.
  for (const name of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    test(`${name} is chosen by hand, and stays until it is taken back`, async ({ page }) => {
      await openToday(page);
      await choose(page, name);
      let documents = 0;
      page.on("request", (request) => (documents += Number(request.resourceType() === "document")));
      for (let visit = 0; visit < 2; visit += 1) {
        await openToday(page);
        expect(await today(page)).toBe(dateIn(name));
        await expect(page.locator("html")).toHaveAttribute("data-date", dateIn(name));
      }
      expect(documents, "page and server agree at once").toBe(2);
      await saveDay(page, "Good");
      expect(await kept(page)).toMatchObject([{ day: dateIn(name) }]);
      await page.goto("/settings");
      await expect(zone(page)).toHaveValue(name);

      await choose(page, { label: "Automatic (this browser)" });
      await openToday(page);
      expect(await today(page)).toBe(dateIn("UTC"));
      await page.goto("/settings");
      await expect(zone(page)).toHaveValue("");
    });
  }

  test("an address names the zone for good as well", async ({ page }) => {
    await openToday(page, "/?tz=Pacific/Kiritimati");
    await expect(page).toHaveURL("/");
    await page.reload();
    await awake(page);
    expect(await today(page)).toBe(dateIn("Pacific/Kiritimati"));
  });

  test("a zone that this browser has never heard of is the server's to know", async ({ page }) => {
    await page.addInitScript(() => {
      const Real = Intl.DateTimeFormat;
      // biome-ignore lint/complexity/useArrowFunction: it is called with `new`
      const Old = function (locale?: string, options?: Intl.DateTimeFormatOptions) {
        if (options?.timeZone === "Asia/Tokyo") throw new RangeError("Invalid time zone specified");
        return new Real(locale, options);
      };
      Old.prototype = Real.prototype;
      Intl.DateTimeFormat = Old as unknown as typeof Intl.DateTimeFormat;
    });
    await openToday(page);
    let documents = 0;
    page.on("request", (request) => (documents += Number(request.resourceType() === "document")));
    await openToday(page, "/?tz=Asia/Tokyo");
    expect(await today(page)).toBe(dateIn("Asia/Tokyo"));
    expect(documents, "the address, and where it leads").toBe(2);
  });
});

test("after Save, the focus is where it was", async ({ page }) => {
  await page.goto("/settings");
  await page.getByLabel("My day ends at").selectOption("04:00");
  const save = page.locator("form", { has: page.getByLabel("My day ends at") }).getByRole("button", { name: "Save" });
  await save.press("Enter");
  await expect(save).toHaveAccessibleDescription("Saved");
  await expect(save).toBeFocused();
  await expect(page.getByLabel("My day ends at")).toHaveValue("4");
});

test.describe("in the United States", () => {
  test.use({ locale: "en-US" });
  test("hours are written as there", async ({ page }) => {
    await page.goto("/settings");
    await page.getByLabel("My day ends at").selectOption({ label: "4 AM" });
    await expect(page.locator("#hour option:checked")).toHaveText("9 PM");
  });
});

test("the keys are explained where they do something", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  const hint = page.locator(".keys");
  await openToday(page);
  await expect(hint).toBeVisible();
  for (const address of ["/settings", "/nowhere", "/offline"]) {
    await page.goto(address);
    await expect(page.locator("footer")).toBeVisible();
    await expect(hint, address).toBeHidden();
  }
});

test("no field is so small that iOS zooms into it", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const address of ["/", "/settings", "/nowhere", "/offline"]) {
    await page.goto(address);
    const sizes = await page.evaluate(() => {
      // What a script or a choice shows later counts as well.
      const fields = document.querySelectorAll("input:not([type=hidden]), select, textarea");
      return [...fields].map((field) => [field.outerHTML.slice(0, 60), parseFloat(getComputedStyle(field).fontSize)]);
    });
    expect(sizes.length > 0, address).toBe(["/", "/settings"].includes(address));
    expect(
      sizes.filter(([, size]) => Number(size) < 16),
      address,
    ).toEqual([]);
  }
});

const form = (page: Page, label: string) => page.locator("form", { has: page.getByLabel(label) });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("language, theme and week are chosen in one form, and every page follows", async ({ page }) => {
      await page.goto("/settings");
      await page.getByRole("combobox", { name: "Language" }).selectOption("fr");
      await page.getByLabel("Theme").selectOption({ label: "Dark" });
      await page.getByLabel("Weeks begin on").selectOption({ label: "Saturday" });
      await form(page, "Theme").getByRole("button", { name: "Save" }).click();
      const save = form(page, "Thème").getByRole("button", { name: "Enregistrer" });
      await expect(save).toBeFocused();
      await expect(save).toHaveAccessibleDescription("Enregistré");
      await expect(page.getByLabel("Thème").locator("option:checked")).toHaveText("Sombre");
      await page.goto("/");
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      const [paper, scheme] = await page.evaluate(() => {
        const { backgroundColor } = getComputedStyle(document.body);
        return [backgroundColor, getComputedStyle(document.documentElement).colorScheme];
      });
      expect(scheme).toBe("dark");
      const lightness = await page.evaluate((colour) => {
        const context = document.createElement("canvas").getContext("2d")!;
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return context.getImageData(0, 0, 1, 1).data[0]!;
      }, paper);
      expect(lightness).toBeLessThan(80);
      await expect(week(page).locator("ol .hidden").first()).toContainText("samedi");
    });

    test("a shorter time asks first, offers the download, and then deletes", async ({ page, problems }) => {
      problems.expect(/Failed to load resource/);
      await page.goto("/");
      const day = await today(page);
      await seed(
        page,
        { day, mood: "good" },
        { day: plus(day, -40), mood: "bad" },
        { day: plus(day, -50), mood: "bad" },
      );
      await page.goto("/settings");
      const keep = page.getByLabel("Keep each day for");
      await expect(keep.locator("option:checked")).toHaveText("6 months");
      await keep.selectOption({ label: "a month" });
      await form(page, "Keep each day for").getByRole("button", { name: "Save" }).click();
      const warning = page.getByRole("alert").filter({ hasText: "2 days are older than that" });
      await expect(warning).toBeVisible();
      expect(await kept(page)).toHaveLength(3);
      await expect(page.getByRole("link", { name: "Download everything first" })).toBeVisible();
      await accessible(page, "light");
      await page.getByRole("link", { name: "Leave it as it is" }).click();
      await expect(warning).toHaveCount(0);
      await expect(keep.locator("option:checked")).toHaveText("6 months");

      await keep.selectOption({ label: "a month" });
      await form(page, "Keep each day for").getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "Delete older days, keep this setting" }).click();
      await expect(keep.locator("option:checked")).toHaveText("a month");
      expect(await kept(page)).toMatchObject([{ day }]);

      await keep.selectOption({ label: "ever" });
      await form(page, "Keep each day for").getByRole("button", { name: "Save" }).click();
      await expect(form(page, "Keep each day for").getByRole("button", { name: "Save" })).toHaveAccessibleDescription(
        "Saved",
      );
      await page.goto("/");
      await expect(page.locator(".kept-until")).toContainText("is kept for ever.");
      await expect(page.locator("footer")).toContainText("Your days are kept for ever.");
    });

    test("after a week of entries one line leads to the settings, and goes away", async ({ page }) => {
      await page.goto("/");
      const day = await today(page);
      const line = page.getByRole("complementary", { name: "Keep them safe" });
      for (let back = 1; back < 7; back++) await seed(page, { day: plus(day, -back), mood: "okay" });
      await page.goto("/");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(line).toHaveCount(0);
      await seed(page, { day, mood: "great" });
      await page.goto("/");
      await expect(line).toContainText("Your days live in this browser only.");
      await accessible(page, "light");
      await line.getByRole("link", { name: "Keep them safe" }).click();
      await expect(page).toHaveURL("/settings#account");
      await expect(page.getByText("This journal lives in this browser only.")).toBeInViewport();
      await page.goto("/");
      await line.getByRole("link", { name: "Later" }).click();
      await expect(page).toHaveURL("/");
      await expect(line).toHaveCount(0);
    });
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en-GB", "fr-FR"]) {
    test.describe(`${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme, contextOptions: { reducedMotion: "reduce" } });
      test("the settings are for everybody, on every screen", async ({ page }) => {
        for (const width of [320, 360, 1280]) {
          await page.setViewportSize({ width, height: 740 });
          await page.goto("/settings");
          await accessible(page, colorScheme);
          await handy(page);
        }
        // Each section is a link away.
        const links = page.locator(".sections a");
        for (const link of await links.all()) {
          await link.click();
          const target = page.locator((await link.getAttribute("href"))!);
          await expect(target).toBeInViewport();
        }
      });
    });
  }
}

test("a chosen theme replaces the device’s, but not on paper", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await openToday(page, "/?theme=dark");
  await expect(page).toHaveURL("/");
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme()).toBe("dark");
  await expect(page.locator('meta[name="theme-color"]')).toHaveAttribute("content", "#14151c");
  await page.emulateMedia({ media: "print" });
  expect(await scheme()).toBe("light");
});

test("the line about a day goes when the island turns to another", async ({ page }) => {
  await openToday(page);
  const day = await today(page);
  await seed(page, { day: plus(day, -1), mood: "okay" });
  await openToday(page);
  await expect(page.locator(".kept-until")).toContainText("is kept until");
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(page).toHaveURL(`/?day=${plus(day, -7)}`);
  await expect(page.locator(".kept-until")).toBeHidden();
});
