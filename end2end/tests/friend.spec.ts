// A moment with two photos is written in a tunnel, shared with a friend, who writes back, until the link is
// stopped.
import { awake, expect, today } from "../kit.ts";
import { elsewhere } from "../people.ts";
import { picture } from "../pictures.ts";
import { inHand, offline, online, pages, test, UNREACHED, unsent, wakeUp } from "./device.ts";

test("from a tunnel to a friend and back", async ({ browser, page, context, problems }) => {
  problems.expect(...UNREACHED, /Failed to load resource/);
  await inHand(page);
  await page.goto("/moments");
  await awake(page);
  await expect.poll(() => pages(page)).toContain("/moments");
  const photos = [await picture(page, "dawn.jpg", 640, 480), await picture(page, "snow.jpg", 480, 640)];
  await page.setViewportSize({ width: 360, height: 780 });
  await offline(context);
  await page.locator("details.moment-form summary").click();
  await page.getByLabel("Title").fill("First snow");
  await page.getByLabel(/^Add photos/).setInputFiles(photos);
  await page.getByLabel("Description for people who can’t see it").first().fill("The street at dawn");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.locator(".moment-outbox")).toContainText("First snow");
  await online(context);
  await wakeUp(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  // The page has opened itself again.
  await expect(page.locator(".moment-outbox")).toBeHidden();

  const day = await today(page);
  await page.goto(`/sharing?start=${day}&end=${day}&moments=true`);
  await page.getByLabel("Your name").fill("Ada");
  for (const part of ["Photos", "Comments, and let readers write some"])
    await page.getByRole("checkbox", { name: part }).check();
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = page.getByRole("textbox", { name: "Your new link" });
  const url = await link.inputValue();

  const friend = await elsewhere(browser, problems);
  await friend.goto(url);
  await expect(friend.getByRole("heading", { name: "First snow" })).toBeVisible();
  const seen = friend.getByRole("img", { name: "The street at dawn" });
  await expect(seen).toBeVisible();
  await expect(friend.locator(".shared-moment img")).toHaveCount(2);
  for (const image of await friend.locator(".shared-moment img").all()) {
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBeGreaterThan(100);
  }
  await friend.getByLabel("Your name").fill("Léa");
  await friend.getByLabel("About").selectOption({ label: "First snow" });
  await friend.getByLabel("Your words").fill("I can hear it from here.");
  await friend.getByRole("button", { name: "Send" }).click();
  await expect(friend.locator(".shared-moment")).toContainText("I can hear it from here.");
  const address = await friend.locator(".shared-moment img").first().getAttribute("src");

  await page.goto("/");
  await page.getByRole("link", { name: "1 new comment" }).click();
  await expect(page.getByText("I can hear it from here.")).toBeVisible();
  await page.goto("/sharing");
  await page.getByRole("button", { name: /^Stop the link of/ }).click();
  await expect(page.getByText("Link stopped.")).toBeVisible();
  await friend.reload();
  await expect(friend.getByRole("heading", { level: 1 })).toHaveText("This link opens nothing");
  expect((await friend.request.get(new URL(address!, url).href)).status()).toBe(404);
  await friend.context().close();
});
