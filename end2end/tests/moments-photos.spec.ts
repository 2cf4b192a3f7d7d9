// Photos of moments in the browser: scaled and encoded again before anything leaves it, and sent with their
// moment, at once or later.
import type { Page } from "@playwright/test";
import { accessible, awake, expect, handy, within } from "../kit.ts";
import { picture } from "../pictures.ts";
import { inHand, offline, online, pages, test, UNREACHED, unsent, wakeUp } from "./device.ts";

test.beforeEach(({ problems }) => problems.expect(...UNREACHED));

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const box = (page: Page) => page.locator(".moment-outbox");
const rows = (page: Page) => page.locator(".photo-rows li:visible");
const isUpload = (what: string) => what.startsWith("PUT /incoming/");

interface Moment {
  title: string;
  photos?: { width: number; height: number; alt?: string }[];
}

async function saved(page: Page): Promise<Moment[]> {
  const answer = await page.request.get("/events");
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).items;
}

/** Opens the form for a new moment, on a device that has it offline. */
async function begin(page: Page) {
  await inHand(page);
  await page.goto("/moments");
  await awake(page);
  await expect.poll(() => pages(page)).toContain("/moments");
  await page.locator("details.moment-form summary").click();
}

test("two photos are scaled, lose their metadata, and are shown with their moment", async ({ page, network }) => {
  await begin(page);
  const uploads: Buffer[] = [];
  network.fate = ({ what, bytes }) => {
    if (isUpload(what)) uploads.push(bytes);
    return "well";
  };
  await page.getByLabel("Title").fill("By the lake");
  const files = [await picture(page, "large.jpg", 3000, 1500), await picture(page, "small.jpg", 300, 200)];
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().getByLabel("Description for people who can’t see it").fill("The lake at noon");
  await accessible(page, "light");
  await accessible(page, "dark");
  await button(page, "Save").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 15_000 });
  expect(uploads).toHaveLength(2);
  for (const bytes of uploads) {
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(bytes.includes("Exif")).toBe(false);
  }
  // Turned as it was taken, and at most 2,048 pixels.
  expect(await saved(page)).toMatchObject([
    {
      title: "By the lake",
      photos: [
        { width: 1024, height: 2048, alt: "The lake at noon" },
        { width: 200, height: 300 },
      ],
    },
  ]);
  expect(await unsent(page)).toEqual([]);
  await page.locator(".moments").getByRole("link", { name: "By the lake" }).click();
  await expect(page.getByRole("img", { name: "The lake at noon" }).first()).toBeVisible();
});

test("photos chosen in a tunnel wait on the device, and follow their moment", async ({ page, context, network }) => {
  await begin(page);
  const files = [await picture(page, "a.jpg", 640, 480), await picture(page, "b.jpg", 640, 480)];
  await offline(context);
  await page.getByLabel("Title").fill("In the tunnel");
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().getByLabel("Description for people who can’t see it").fill("Dark");
  await button(page, "Save").click();
  await expect(box(page)).toContainText("Dark · waiting to sync");
  await page.goto("/moments");
  await expect(box(page).locator(".photos li")).toHaveCount(2);
  await accessible(page, "light");
  await box(page).locator(".photos li").last().getByRole("button", { name: "Remove photo" }).click();
  await expect(box(page).locator(".photos li")).toHaveCount(1);
  await page.setViewportSize({ width: 320, height: 640 });
  await within(page);
  await handy(page);

  await online(context);
  await wakeUp(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  expect(await saved(page)).toMatchObject([{ title: "In the tunnel", photos: [{ alt: "Dark", width: 480 }] }]);
  const sent = network.seen.filter((what) => isUpload(what) || /^(PUT|POST) \/events/.test(what));
  expect(sent[0]).toMatch(/^PUT \/events\//);
  expect(sent.filter(isUpload)).toHaveLength(1);
});

test("an upload shows its progress and can be cancelled; the moment stays", async ({ page, network }) => {
  await begin(page);
  let uploads = 0;
  network.fate = async ({ what }) => {
    if (isUpload(what) && ++uploads > 1) await new Promise((done) => setTimeout(done, 8_000));
    return "well" as const;
  };
  await page.getByLabel("Title").fill("One of two");
  const files = [await picture(page, "a.jpg", 640, 480), await picture(page, "b.jpg", 640, 480)];
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(2);
  await button(page, "Save").click();
  await expect(page.getByText("Uploading photo 2 of 2…")).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Upload" })).toBeVisible();
  await button(page, "Cancel").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 15_000 });
  expect(await saved(page)).toMatchObject([{ title: "One of two", photos: [{ height: 640 }] }]);
  expect(await unsent(page)).toEqual([]);
});

test("what is no picture, too many, or refused is said", async ({ page, network }) => {
  await begin(page);
  await page.getByLabel("Title").fill("Too many");
  const field = page.getByLabel(/^Add photos/);
  await field.setInputFiles([{ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg onload=alert(1)>") }]);
  await expect(page.getByText("Your browser can’t read one of these files as a picture.")).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  const one = await picture(page, "a.jpg", 64, 48);
  await field.setInputFiles([1, 2, 3, 4, 5].map((number) => ({ ...one, name: `${number}.jpg` })));
  await expect(page.getByText("A moment has at most four photos.")).toBeVisible();
  await expect(rows(page)).toHaveCount(4);
  for (let left = 3; left >= 1; left -= 1) {
    await rows(page).last().getByRole("button", { name: "Remove photo" }).click();
    await expect(rows(page)).toHaveCount(left);
  }
  const refusal = { status: 415, json: { error: { kind: "unsupported_media_type", message: "No.", field: "photo" } } };
  network.fate = ({ what }) => (/^POST .*\/photos$/.test(what) ? refusal : "well");
  await button(page, "Save").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 15_000 });
  await expect(box(page)).toContainText("not saved: it isn’t a JPEG, PNG or WebP picture");
  await box(page).getByRole("button", { name: "Remove photo" }).click();
  await expect(box(page)).toBeHidden();
  expect(await unsent(page)).toEqual([]);
});

test("a photo removed from the form after a rejected save is not uploaded", async ({ page, network }) => {
  await begin(page);
  const refusal = { status: 422, json: { error: { kind: "invalid", message: "No.", field: "title" } } };
  network.fate = ({ what }) => (/^PUT \/events\//.test(what) ? refusal : "well");
  await page.getByLabel("Title").fill("Rejected");
  const files = [await picture(page, "a.jpg", 640, 480), await picture(page, "b.jpg", 320, 480)];
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(2);
  await button(page, "Save").click();
  await expect(page.locator("#moment-error")).toBeVisible();
  await rows(page).first().getByRole("button", { name: "Remove photo" }).click();
  await expect(rows(page)).toHaveCount(1);
  network.fate = () => "well";
  await page.getByLabel("Title").fill("Accepted");
  await button(page, "Save").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect(await saved(page)).toMatchObject([{ title: "Accepted", photos: [{ width: 480, height: 320 }] }]);
  expect((await saved(page))[0]!.photos).toHaveLength(1);
  expect(network.seen.filter(isUpload)).toHaveLength(1);
  expect(await unsent(page)).toEqual([]);
});

test("a form that this device can't store is sent as it is, with its photos once", async ({
  page,
  network,
  problems,
}) => {
  problems.expect(/full/);
  await begin(page);
  // The disk is full after the first photo.
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    let photos = 0;
    IDBObjectStore.prototype.put = function (value, key) {
      if (value?.entity === "photo" && ++photos > 1) throw new DOMException("full", "QuotaExceededError");
      return put.call(this, value, key);
    };
  });
  await page.getByLabel("Title").fill("Full");
  const files = [await picture(page, "a.jpg", 640, 480), await picture(page, "b.jpg", 320, 480)];
  await page.getByLabel(/^Add photos/).setInputFiles(files);
  await expect(rows(page)).toHaveCount(2);
  await button(page, "Save").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect(await unsent(page)).toEqual([]);
  await wakeUp(page);
  const [moment] = await saved(page);
  expect(moment!.photos).toHaveLength(2);
  expect(network.seen.filter(isUpload)).toEqual([]);
});
