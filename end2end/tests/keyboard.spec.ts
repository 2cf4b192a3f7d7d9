import { awake, expect, face, note, openToday, save, state, test, toast, writes } from "../kit.ts";

test("1 to 5 choose a face, Tab and Enter do the rest", async ({ page }) => {
  await openToday(page);
  for (const [key, name] of [["1", "Awful"], ["5", "Great"], ["3", "Okay"]] as const) {
    await page.keyboard.press(key);
    await expect(face(page, name)).toBeChecked();
    await expect(face(page, name)).toBeFocused();
  }
  await page.keyboard.press("ArrowRight");
  await expect(face(page, "Good")).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(note(page)).toBeFocused();
  await page.keyboard.type("Typed");
  await page.keyboard.press("Tab");
  await expect(save(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(state(page)).toHaveText("Saved");
});

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
  await page.keyboard.press("4");
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

test("the toast takes no focus, and is closed by keyboard", async ({ page }) => {
  await openToday(page);
  await page.keyboard.press("2");
  await save(page).press("Enter");
  await expect(toast(page)).toContainText("Saved for");
  await expect(save(page)).toBeFocused();
  await page.getByRole("button", { name: "Close" }).press("Enter");
  await expect(toast(page)).toBeHidden();
});
