// What a person chooses for this device, with JavaScript; without, no-javascript.spec.ts.
import type { Page } from "@playwright/test";
import { awake, expect, kept, openToday, saveDay, test, today } from "../kit.ts";

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
  const save = page.getByRole("button", { name: "Save" });
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
