import {
  awake,
  expect,
  face,
  kept,
  note,
  notice,
  openToday,
  pick,
  save,
  saveDay,
  state,
  test,
  writes,
} from "../kit.ts";

test("1 to 5 choose a face, Tab and Enter do the rest", async ({ page }) => {
  await openToday(page);
  await face(page, "Awful").focus();
  for (const [key, name] of [
    ["1", "Awful"],
    ["5", "Great"],
    ["3", "Okay"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(face(page, name)).toBeChecked();
    await expect(face(page, name)).toBeFocused();
  }
  await expect(state(page)).toHaveText(/Saved|Updated/);
  // The arrows only look around: nothing is saved until Enter or Save.
  await page.keyboard.press("ArrowRight");
  await expect(face(page, "Good")).toBeChecked();
  await expect(state(page)).toHaveText("Not saved yet");
  await page.keyboard.press("Tab");
  await expect(note(page)).toBeFocused();
  await page.keyboard.type("Typed");
  await page.keyboard.press("Tab");
  await expect(save(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(state(page)).toHaveText("Updated");
  expect(await kept(page)).toMatchObject([{ mood: "good", note: "Typed" }]);
  // One more stop leads to Undo.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
});

test("single keys do nothing outside the form", async ({ page }) => {
  await openToday(page);
  await page.keyboard.press("5");
  await page.getByRole("link", { name: "Settings" }).focus();
  await page.keyboard.press("4");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
});

for (const how of ["a new day", "a saved day"]) {
  test(`Enter on a face saves ${how}, and removes nothing`, async ({ page }) => {
    await openToday(page);
    if (how === "a saved day") await saveDay(page, "Bad", "Stays");
    const sent = writes(page);
    await pick(page, "Great");
    await face(page, "Great").press("Enter");
    await expect(state(page)).toHaveText(how === "a saved day" ? "Updated" : "Saved");
    expect(sent).toEqual(["POST /mood"]);
    expect(await kept(page)).toMatchObject([{ mood: "great" }]);
    await face(page, "Great").press("Enter");
    expect(sent).toEqual(["POST /mood"]);
  });
}

test("in the note, digits and arrows are text", async ({ page }) => {
  await openToday(page);
  await note(page).focus();
  await page.keyboard.type("5 km");
  await page.keyboard.press("ArrowLeft");
  await expect(note(page)).toHaveValue("5 km");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await expect(page).toHaveURL("/");
});

test("Control+Enter saves from the note", async ({ page }) => {
  await openToday(page);
  const sent = writes(page);
  await pick(page, "Good");
  await note(page).fill("Quick");
  await note(page).press("Control+Enter");
  await expect(state(page)).toHaveText("Saved");
  await expect(note(page)).toHaveValue("Quick");
  expect(sent).toEqual(["POST /mood"]);
});

test("the arrows change week", async ({ page }) => {
  await openToday(page);
  const title = page.getByRole("heading", { level: 2 });
  await page.keyboard.press("ArrowLeft");
  await expect(title).toHaveText("Last week");
  await awake(page);
  await page.keyboard.press("ArrowRight");
  await expect(title).toHaveText("This week");
  await awake(page);
  // There is no week to come.
  await page.keyboard.press("ArrowRight");
  await expect(title).toHaveText("This week");
  // The browser's own shortcuts stay its own.
  await page.keyboard.press("Control+ArrowLeft");
  await expect(title).toHaveText("This week");
});

test("the first stop leads past the header, and focus is always seen", async ({ page }) => {
  await openToday(page);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the question" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(face(page, "Awful")).toBeFocused();
  const ring = await page.locator(".mood.awful").evaluate((mood) => getComputedStyle(mood).outlineStyle);
  expect(ring).toBe("solid");
});

test("Escape closes what the page says, and the focus stays near", async ({ page }) => {
  await openToday(page);
  await saveDay(page, "Bad");
  await page.getByRole("button", { name: "Undo" }).focus();
  await page.keyboard.press("Escape");
  await expect(notice(page)).toBeHidden();
  await expect(state(page)).toHaveText("Saved");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Remove" })).toBeFocused();
});
