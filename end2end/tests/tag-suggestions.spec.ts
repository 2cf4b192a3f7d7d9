// The person's own tags, suggested while one is typed in a note.
import type { Page } from "@playwright/test";
import { accessible, expect, kept, note, openToday, pick, plus, save, seed, test, today } from "../kit.ts";

const suggestions = (page: Page) => page.getByRole("listbox", { name: "Your tags" }).getByRole("option");

/** Opens Today in a journal with tags. */
async function open(page: Page) {
  await page.goto("/");
  const day = await today(page);
  await seed(
    page,
    { day: plus(day, -1), mood: "good", note: "#Été #work" },
    { day: plus(day, -40), mood: "good", note: "#work #walk" },
  );
  // The page reads the last week.
  await openToday(page);
}

test("a tag is chosen with the keys, and the note is saved with it", async ({ page }) => {
  await open(page);
  await note(page).pressSequentially("Rain. #w");
  await expect(suggestions(page)).toHaveText(["#work", "#walk"]);
  await accessible(page, "light");
  // Not chosen: a line break.
  await note(page).press("Enter");
  await expect(suggestions(page)).toHaveCount(0);
  await note(page).pressSequentially("#ete");
  await expect(suggestions(page)).toHaveText(["#été"]);
  await note(page).press("ArrowDown");
  await expect(suggestions(page).first()).toHaveAttribute("aria-selected", "true");
  await expect(note(page)).toHaveAttribute("aria-activedescendant", "tag-0");
  await note(page).press("Tab");
  await expect(note(page)).toHaveValue("Rain. #w\n#été ");
  await expect(suggestions(page)).toHaveCount(0);
  await note(page).pressSequentially("#wa");
  await suggestions(page).first().click();
  await expect(note(page)).toBeFocused();
  await pick(page, "Good");
  await save(page).click();
  await expect.poll(async () => (await kept(page)).at(-1)?.note).toBe("Rain. #w\n#été #walk");
});

test("Escape closes the list, and an address or a number has none", async ({ page }) => {
  await open(page);
  await note(page).pressSequentially("#");
  await expect(suggestions(page)).toHaveText(["#work", "#walk", "#été"]);
  await note(page).press("Escape");
  await expect(suggestions(page)).toHaveCount(0);
  await note(page).pressSequentially("1 example.org/#w");
  await expect(note(page)).toHaveValue("#1 example.org/#w");
  await expect(suggestions(page)).toHaveCount(0);
  await expect(note(page)).not.toHaveAttribute("aria-activedescendant");
});

test("without a network nothing appears, and a journal without tags has no script for it", async ({
  page,
  context,
}) => {
  await page.goto("/");
  await expect(page.locator(".tag-list")).toHaveCount(0);
  await open(page);
  await context.setOffline(true);
  await note(page).pressSequentially("#w");
  await expect(note(page)).toHaveValue("#w");
  await expect(suggestions(page)).toHaveCount(0);
  await context.setOffline(false);
  await note(page).pressSequentially("o");
  await expect(suggestions(page)).toHaveText(["#work"]);
});
