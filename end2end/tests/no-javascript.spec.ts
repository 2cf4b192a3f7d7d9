// Every main flow as links and forms. The browser cannot name its time zone here, so days are
// UTC's until one is chosen.
import {
  column,
  expect,
  face,
  handy,
  kept,
  note,
  notice,
  plus,
  save,
  state,
  test,
  today,
  week,
  weekday,
} from "../kit.ts";

test("a day is saved, updated and removed, and the page says so", async ({ page }) => {
  await page.goto("/");
  const day = await today(page);
  expect(day).toBe(new Date().toISOString().slice(0, 10));
  await expect(state(page)).toHaveText("");
  await face(page, "Good").check();
  await note(page).fill("By hand\nin two lines & <b>plain</b>");
  await save(page).click();
  await expect(page).toHaveURL("/?done=saved");
  await expect(notice(page)).toContainText(`${weekday(day)} saved`);
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await expect(state(page)).toHaveText("Saved");
  await expect(face(page, "Good")).toBeChecked();
  await expect(note(page)).toHaveValue("By hand\nin two lines & <b>plain</b>");
  await expect(week(page).locator(".today [data-score]")).toHaveAttribute("data-score", "4");

  await face(page, "Great").check();
  await page.getByRole("button", { name: "Update" }).click();
  await expect(page).toHaveURL("/?done=updated");
  await expect(notice(page)).toContainText(" updated");
  expect(await kept(page)).toMatchObject([{ day, mood: "great", version: 2 }]);

  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(`${weekday(day)}’s entry removed`).first()).toBeVisible();
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  expect(await kept(page)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(notice(page)).toContainText(" saved");
  expect(await kept(page)).toMatchObject([{ day, mood: "great", note: "By hand\nin two lines & <b>plain</b>" }]);
});

test("a page shown again after a save sends nothing twice", async ({ page }) => {
  await page.goto("/");
  await face(page, "Bad").check();
  await save(page).click();
  await expect(notice(page)).toContainText(" saved");
  await page.reload();
  expect(await kept(page)).toMatchObject([{ version: 1 }]);
});

test("a note that is too long comes back with its words", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.* 422/);
  await page.goto("/");
  await face(page, "Okay").check();
  await note(page).fill("é".repeat(501));
  const [answer] = await Promise.all([page.waitForResponse("**/mood"), save(page).click()]);
  expect(answer.status()).toBe(422);
  await expect(notice(page)).toContainText("500 characters at most");
  await expect(note(page)).toHaveValue("é".repeat(501));
  await expect(page.locator("#count")).toContainText("501 of 500");
  await expect(face(page, "Okay")).toBeChecked();
  expect(await kept(page)).toEqual([]);

  await note(page).fill("é".repeat(500));
  await save(page).click();
  await expect(notice(page)).toContainText(" saved");
});

test("without a face the page says what is missing, in its own language", async ({ page, problems }) => {
  problems.expect(/Failed to load resource.* 400/);
  await page.goto("/?lang=fr");
  await note(page).fill("Words alone");
  await save(page).click();
  await expect(page.getByRole("alert")).toHaveText("Choisissez d’abord un des cinq visages.");
  await expect(page.getByRole("group")).toHaveAccessibleDescription("Choisissez d’abord un des cinq visages.");
  await expect(note(page)).toHaveValue("Words alone");
});

test("weeks and days are links, and a past day is written", async ({ page }) => {
  await page.goto("/");
  const day = plus(await today(page), -7);
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(page).toHaveURL(`/?day=${day}`);
  await face(page, "Awful").check();
  await save(page).click();
  await expect(page).toHaveURL(`/?day=${day}&done=saved`);
  await expect(column(page, `${weekday(day)} ${Number(day.slice(8))}: Awful`)).toHaveAttribute("aria-current", "true");
  await page.getByRole("link", { name: "Next week" }).click();
  await expect(page).toHaveURL("/");
});

test("the language is a link", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Français" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await face(page, "Bonne").check();
  await save(page).click();
  await expect(notice(page)).toContainText("enregistré");
});

test("the time zone is chosen in the settings, and the day follows it", async ({ page }) => {
  // Of these two, one always has another date than UTC.
  for (const [label, hours] of [
    ["UTC+14:00", 14],
    ["UTC-12:00", -12],
  ] as const) {
    // Another visitor: a journal with an entry keeps its zone, also without the cookie.
    await page.context().clearCookies();
    await page.goto("/");
    await page.getByRole("link", { name: "Your time zone" }).click();
    await page.getByLabel("Your time zone").selectOption({ label });
    const choose = page.getByRole("button", { name: "Set time zone" });
    await choose.click();
    await expect(choose).toBeFocused();
    await expect(choose).toHaveAccessibleDescription("Saved");
    await expect(page.getByLabel("Your time zone").locator("option:checked")).toHaveText(label);
    await page.getByRole("link", { name: "Back to today" }).click();
    const there = new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10);
    expect(await today(page)).toBe(there);
    await expect(page.getByRole("link", { name: "Your time zone" })).toHaveCount(0);
    await face(page, "Good").check();
    await save(page).click();
    await expect(notice(page)).toContainText(`${weekday(there)} saved`);
    expect((await kept(page)).map((entry) => entry.day)).toContain(there);
  }
});

test("an address without a page says so, with a way on", async ({ page, problems }) => {
  problems.expect(/Failed to load resource/);
  expect((await page.goto("/nowhere"))!.status()).toBe(404);
  await page.getByRole("link", { name: "Go to today" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How was today?");
});

test("nothing on the page needs a script to be used", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto("/");
  await expect(page.locator("main")).toMatchAriaSnapshot(`
    - heading "How was today?" [level=1]
    - group "How was today?"
    - textbox "Note"
    - button "Save"
    - region /This week/
  `);
  // A dot beside no words would be a state of nothing.
  const dot = await state(page).evaluate((line) => getComputedStyle(line, "::before").content);
  expect(dot).toBe("none");
  await handy(page);
});

test("a home server without HTTPS takes a form", async ({ page, server, problems }) => {
  problems.expect(/Cross-Origin-Opener-Policy header has been ignored/);
  // There, browsers send no Sec-Fetch-Site, and the cross-site guard has the Origin alone.
  await page.goto(server.url.replace("127.0.0.1", "humeur.test"));
  await face(page, "Good").check();
  await save(page).click();
  await expect(notice(page)).toContainText(" saved", { timeout: 2_000 });
});

test("a form that has lost its session is asked about cookies, and saved", async ({ page }) => {
  await page.goto("/");
  await face(page, "Good").check();
  await note(page).fill("a & b = ç");
  await page.context().clearCookies();
  await save(page).click();
  await expect(page).toHaveURL("/?done=saved");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "a & b = ç", version: 1 }]);
});

test("Enter on a face saves a kept day, and removes nothing", async ({ page }) => {
  await page.goto("/");
  await face(page, "Good").check();
  await note(page).fill("Stays");
  await save(page).click();
  await expect(notice(page)).toContainText(" saved");
  await face(page, "Great").check();
  await face(page, "Great").press("Enter");
  await expect(notice(page)).toContainText(" updated");
  expect(await kept(page)).toMatchObject([{ mood: "great", note: "Stays" }]);
});
