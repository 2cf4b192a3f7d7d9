// Comments on a day: one's own later thoughts, written and removed on the day's page.
import { accessible, expect, handy, plus, seed, test, today, within } from "../kit.ts";
import { elsewhere } from "../people.ts";
import { test as deviceTest, inHand, offline, online, pages, UNREACHED } from "./device.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a later thought stands under its day until it is removed", async ({ page, problems }) => {
      // The page with the reason has the status of the error.
      problems.expect(/Failed to load resource/);
      await page.goto("/");
      const day = plus(await today(page), -1);
      await seed(page, { day, mood: "good", note: "A walk" });
      await page.goto(`/calendar/${day}`);
      const comments = page.getByRole("region", { name: "Comments" });
      const lines = comments.getByRole("listitem");
      await expect(lines).toHaveCount(0);
      await comments.getByLabel("Add a thought").fill("The rain was\nthe best of it <b>");
      await comments.getByRole("button", { name: "Add" }).click();
      await expect(comments.getByRole("status")).toHaveText("Comment saved");
      await expect(lines).toHaveCount(1);
      await expect(lines.locator(".words")).toHaveText("The rain was\nthe best of it <b>");
      await expect(lines).toContainText("You");
      await accessible(page, "light");
      await handy(page);

      // Too long: the text is still there, with the reason.
      const long = "x".repeat(1001);
      await comments.getByLabel("Add a thought").fill(long);
      await comments.getByRole("button", { name: "Add" }).click();
      await expect(comments.getByRole("alert")).toHaveText("Write 1 to 1,000 characters.");
      await expect(comments.getByLabel("Add a thought")).toHaveValue(long);
      await expect(comments.getByLabel("Add a thought")).toBeFocused();
      await accessible(page, "light");
      await page.setViewportSize({ width: 320, height: 640 });
      await within(page);

      await page.goto("/new-comments");
      await expect(page.getByRole("heading", { name: "Comments" })).toBeVisible();
      await accessible(page, "light");
      await within(page);
      await page.getByRole("listitem").getByRole("link").click();
      await expect(page).toHaveURL(new RegExp(`/calendar/${day}`));
      await lines.getByRole("button", { name: /Remove the comment of/ }).click();
      await expect(comments.getByRole("status")).toHaveText("Comment removed");
      await expect(lines).toHaveCount(0);
    });
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a friend writes on a shared page, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
    page,
    problems,
  }) => {
    // The page with the reason has the status of the error.
    problems.expect(/Failed to load resource/);
    await page.goto("/");
    const day = await today(page);
    await seed(page, { day, mood: "good", note: "A walk" });
    await page.request.post("/comments", { data: { sectionId: `day:${day}`, text: "By the canal" } });
    const data = { name: "Ada", start: plus(day, -1), end: day, notes: true, comments: true };
    const made = await page.request.post("/shares", { data });
    const { url } = (await made.json()) as { url: string };

    const reader = await elsewhere(browser, problems, { javaScriptEnabled });
    await reader.goto(url);
    const onDay = reader.locator(".shared-days .comment-list").getByRole("listitem");
    await expect(onDay).toHaveText(/Ada.*By the canal/s);
    await reader.getByLabel("Your name").fill("Léa");
    await reader.getByLabel("About").selectOption({ index: 1 });
    await reader.getByLabel("Your words").fill("x".repeat(1001));
    await reader.getByRole("button", { name: "Send" }).click();
    await expect(reader.getByRole("alert")).toHaveText("Write 1 to 1,000 characters.");
    await reader.getByLabel("Your words").fill("I loved it, too <b>");
    await reader.getByRole("button", { name: "Send" }).click();
    await expect(reader.getByRole("status")).toHaveText("Saved.");
    await expect(onDay.first()).toContainText("You");
    await expect(onDay.first().locator(".words")).toHaveText("I loved it, too <b>");
    await expect(reader.getByLabel("Your name")).toHaveValue("Léa");
    await accessible(reader, "light");
    await handy(reader);
    await reader.setViewportSize({ width: 320, height: 640 });
    await within(reader);

    // The owner is told at the next visit, reads, and is told no more.
    await page.goto("/");
    await page.getByRole("link", { name: "1 new comment" }).click();
    await expect(page.getByRole("listitem").first()).toContainText(/New.*Léa/s);
    await page.getByRole("button", { name: "Mark as read" }).click();
    await expect(page.getByText("You have read them all.")).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("link", { name: /new comment/ })).toHaveCount(0);

    await onDay
      .first()
      .getByRole("button", { name: /Remove the comment of/ })
      .click();
    await expect(onDay).toHaveCount(1);
    await reader.context().close();
  });
}

test("comments are pages of fifty, in French and in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto("/?lang=fr");
  const day = await today(page);
  for (let number = 1; number <= 52; number++) {
    const data = { sectionId: `day:${day}`, text: `Pensée ${number}` };
    const answer = await page.request.post("/comments", { data });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await page.goto(`/calendar/${day}`);
  const comments = page.getByRole("region", { name: "Commentaires" });
  const texts = comments.getByRole("listitem").locator(".words");
  await expect(texts).toHaveCount(50);
  await expect(texts.first()).toHaveText("Pensée 52");
  await accessible(page, "dark");
  await comments.getByRole("link", { name: "Commentaires plus anciens" }).click();
  await expect(texts).toHaveText(["Pensée 2", "Pensée 1"]);
  await comments.getByRole("link", { name: "Commentaires les plus récents" }).click();
  await expect(texts).toHaveCount(50);
});

test("a journal without comments says what they are", async ({ page }) => {
  await page.goto("/new-comments");
  await expect(page.getByText("No comments yet.")).toBeVisible();
  await accessible(page, "light");
  await page.goto("/settings");
  await page.getByLabel("Comments by readers").selectOption("off");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("button", { name: "Apply" })).toHaveAccessibleDescription("Saved");
  await expect(page.getByLabel("Comments by readers")).toHaveValue("off");
});

deviceTest("a comment that can't be sent stays, until it is saved", async ({ page, context, problems }) => {
  problems.expect(...UNREACHED);
  await inHand(page);
  const day = await today(page);
  await seed(page, { day, mood: "good", note: "A walk" });
  const made = await page.request.post("/events", { data: { title: "A lake", date: day } });
  const { id } = (await made.json()).item;
  const data = { name: "Ada", start: plus(day, -1), end: day, notes: true, comments: true };
  const share = await (await page.request.post("/shares", { data })).json();
  for (const address of [`/calendar/${day}`, `/moments/${id}`, `/sharing/${share.share.id}`]) {
    await page.goto(address);
    // The device doesn't keep the pages of shares.
    const isKept = !address.startsWith("/sharing");
    if (isKept) await expect.poll(() => pages(page)).toContain(address);
    const comments = page.getByRole("region", { name: "Comments" });
    const field = comments.getByLabel("Add a thought");
    await offline(context);
    await field.fill("Typed in a tunnel");
    await comments.getByRole("button", { name: "Add" }).click();
    await expect(comments.getByRole("status")).toContainText("You’re offline. Your words stay here");
    await expect(field).toHaveValue("Typed in a tunnel");
    if (!isKept) await online(context);
    await page.goto(address);
    await expect(field).toHaveValue("Typed in a tunnel");
    await accessible(page, "light");
    await online(context);
    await comments.getByRole("button", { name: "Add" }).click();
    await expect(comments.getByRole("status")).toHaveText("Comment saved");
    await expect(field).toHaveValue("");
    await expect(comments.locator(".words").first()).toHaveText("Typed in a tunnel");
    await page.reload();
    await expect(field).toHaveValue("");
  }
});

deviceTest("a comment whose sending breaks off is there on the way back", async ({ page, network, problems }) => {
  problems.expect(...UNREACHED, /net::ERR/);
  await inHand(page, "/?lang=fr");
  const address = `/calendar/${await today(page)}`;
  await page.goto(address);
  const comments = page.getByRole("region", { name: "Commentaires" });
  await comments.getByLabel("Ajouter une pensée").fill("Dans un tunnel");
  network.fate = ({ what }) => (what.startsWith("POST /comments") ? "lost" : "well");
  await comments.getByRole("button", { name: "Ajouter" }).click();
  await expect(comments).toHaveCount(0);
  network.fate = () => "well";
  await page.goto(address);
  await expect(comments.getByLabel("Ajouter une pensée")).toHaveValue("Dans un tunnel");
});
