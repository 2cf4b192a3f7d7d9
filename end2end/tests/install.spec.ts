// What makes a browser offer to keep the journal on the home screen, and what it then shows.
import type { Page } from "@playwright/test";
import { expect, MOODS, openToday, test } from "../kit.ts";

interface Picture {
  src: string;
  type: string;
  sizes: string;
  purpose?: string;
  form_factor?: string;
  label?: string;
}

interface Manifest {
  id: string;
  start_url: string;
  name: string;
  short_name: string;
  description: string;
  lang: string;
  background_color: string;
  theme_color: string;
  color_scheme_dark: { background_color: string; theme_color: string };
  icons: Picture[];
  screenshots: Picture[];
  shortcuts: { name: string; url: string; icons: Picture[] }[];
  share_target: { action: string; method: string; params: Record<string, string> };
}

async function manifest(page: Page): Promise<Manifest> {
  const address = (await page.locator("link[rel=manifest]").getAttribute("href"))!;
  const answer = await page.request.get(address);
  expect(answer.ok(), address).toBe(true);
  expect(answer.headers()["content-type"]).toBe("application/manifest+json");
  return answer.json();
}

/** A picture as a browser sees it; `corner` is the colour of its first pixel, as #rrggbbaa. */
async function look(page: Page, src: string) {
  const answer = await page.request.get(src);
  expect(answer.ok(), src).toBe(true);
  const { sizes, corner } = await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = new OffscreenCanvas(width, height).getContext("2d")!;
    canvas.drawImage(image, 0, 0);
    const bytes = [...canvas.getImageData(0, 0, 1, 1).data];
    return {
      sizes: `${width}x${height}`,
      corner: `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
    };
  }, src);
  return { type: answer.headers()["content-type"], sizes, corner };
}

for (const { locale, lang } of [
  { locale: "en-GB", lang: "en" },
  { locale: "fr-FR", lang: "fr" },
]) {
  test.describe(lang, () => {
    test.use({ locale, serviceWorkers: "allow" });

    test("the manifest says what the page says", async ({ page }) => {
      await openToday(page);
      const { id, start_url, short_name, shortcuts, ...said } = await manifest(page);
      expect({ id, start_url, short_name, lang: said.lang }).toEqual({
        id: "/",
        start_url: "/",
        short_name: "Humeur",
        lang,
      });
      await expect(page.locator("meta[name=description]")).toHaveAttribute("content", said.description);
      await expect(page.locator("h1")).toHaveText(shortcuts[0].name);
      expect(shortcuts[0].url).toBe("/");

      const colour = (scheme: string) =>
        page.locator(`meta[name=theme-color][media*=${scheme}]`).getAttribute("content");
      for (const [scheme, colours] of [
        ["light", said],
        ["dark", said.color_scheme_dark],
      ] as const) {
        expect(colours.theme_color).toBe(await colour(scheme));
        // The screen before the first page has the colour of its paper.
        expect(colours.background_color).toBe(colours.theme_color);
      }
    });

    test("each picture is there, and is what the manifest says", async ({ page }) => {
      await openToday(page);
      const { icons, screenshots, shortcuts, background_color } = await manifest(page);
      for (const { src, type, sizes } of [...icons, ...screenshots, ...shortcuts.flatMap(({ icons }) => icons)]) {
        expect.soft(await look(page, src), src).toMatchObject({ type, sizes });
      }
      const whatFor = icons.map(({ purpose, sizes }) => `${purpose} ${sizes}`);
      expect(whatFor).toEqual(["any 192x192", "any 512x512", "maskable 192x192", "maskable 512x512"]);
      expect(screenshots.map(({ form_factor }) => form_factor)).toEqual(["narrow", "wide"]);
      for (const { src, label } of screenshots) {
        expect(src).toContain(`/${lang}-`);
        expect(label).toBeTruthy();
      }

      // What the system cuts to its own shape has to reach into the corners.
      for (const { src, purpose } of icons) {
        expect((await look(page, src)).corner, src).toBe(purpose === "any" ? "#00000000" : `${background_color}ff`);
      }
      const apple = (await page.locator("link[rel=apple-touch-icon]").getAttribute("href"))!;
      expect(await look(page, apple)).toEqual({ type: "image/png", sizes: "180x180", corner: `${background_color}ff` });
    });

    test("Chromium has nothing against it", async ({ page, context }) => {
      await openToday(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      const chromium = await context.newCDPSession(page);
      const { url, errors } = await chromium.send("Page.getAppManifest");
      expect(new URL(url).pathname).toBe(`/manifest-${lang}.webmanifest`);
      expect(errors).toEqual([]);
      const { installabilityErrors } = await chromium.send("Page.getInstallabilityErrors");
      // Every visitor of these tests is a private window, from which nothing is installed.
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
    });
  });
}

test("the pictures of notifications are there", async ({ page }) => {
  await openToday(page);
  for (const mood of MOODS) {
    expect.soft(await look(page, `/icons/${mood}-192.png`)).toMatchObject({ type: "image/png", sizes: "192x192" });
  }
  expect(await look(page, "/icons/badge-96.png")).toEqual({ type: "image/png", sizes: "96x96", corner: "#00000000" });
});
