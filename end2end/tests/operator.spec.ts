// Users invited by the operator, on a server where an account needs an invitation.
import { request } from "@playwright/test";
import { accessible, expect, face, handy, note, openToday, saveDay, test } from "../kit.ts";
import { recoveryCard } from "../people.ts";
import { Humeur } from "../servers.ts";

const OPERATOR = "an-operator-key-of-32-characters";
const words = "Written before the invitation.";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("an invited person opens their journal, and adds a way to sign in", async ({ page, problems }) => {
      // A server of its own, and axe.
      problems.expect(/Failed to load resource/);
      const server = new Humeur({ HUMEUR_OPERATOR_KEY: OPERATOR, HUMEUR_REGISTRATION: "invitation" });
      await server.start();
      const operator = await request.newContext({
        baseURL: server.url,
        extraHTTPHeaders: { authorization: `Bearer ${OPERATOR}` },
      });
      const created = await operator.post("/users", { data: { email: "ada@example.org", name: "Ada" } });
      const { invitation } = (await created.json()) as { invitation: string };
      if (javaScriptEnabled) {
        await openToday(page, server.url);
        await saveDay(page, "Good", words);
      }
      // No account opens without an invitation.
      await page.goto(`${server.url}/settings`);
      await page.getByRole("button", { name: "Make a recovery code" }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
      await expect(recoveryCard(page)).toHaveCount(0);

      await page.goto(invitation);
      await expect(page.getByText("Hello Ada,")).toBeVisible();
      await accessible(page, "light");
      await handy(page);
      await page.getByRole("button", { name: "Open my journal" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome: this is your journal");
      await accessible(page, "light");
      await page.getByRole("link", { name: "Add a way to sign in" }).click();
      await page.getByRole("button", { name: "Make a recovery code" }).click();
      await expect(recoveryCard(page)).toBeVisible();
      if (javaScriptEnabled) {
        await openToday(page, server.url);
        await expect(face(page, "Good")).toBeChecked();
        await expect(note(page)).toHaveValue(words);
      }
      // The link is used up.
      await page.goto(invitation);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation is no longer valid");
      await operator.dispose();
      await server.stop();
    });
  });
}
