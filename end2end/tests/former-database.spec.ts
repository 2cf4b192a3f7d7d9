// The database of this device as the release before left it, in a real browser.
import { expect, kept, note, plus, state } from "../kit.ts";
import { box, inHand, records, reload, test, UNREACHED } from "./device.ts";

test("what an earlier release left unsent is sent, and what it left undecided is asked", async ({ page, problems }) => {
  problems.expect(...UNREACHED);
  const answer = await page.request.get("/mood/week?start=2026-01-01&end=2026-01-01");
  const { userId: journal } = (await answer.json()) as { userId: string };
  // A page of the site without its scripts.
  await page.goto("/faces/good.svg");
  const day = await page.evaluate(() => new Date().toLocaleDateString("sv"));
  const pending = { mood: "good", note: "Left unsent", mutation: "left-1", base: 0, state: "waiting", tried: true };
  const days = [
    {
      journal,
      day,
      version: 0,
      entry: null,
      pending: { ...pending, next: { mood: "great", note: "Written after", mutation: "left-2" } },
    },
    {
      journal,
      day: plus(day, -1),
      version: 4,
      entry: null,
      pending: { ...pending, mutation: "left-3", note: "Undecided", base: 4, state: "conflict" },
    },
  ];
  await page.evaluate(
    ([days, journal]) =>
      new Promise<void>((done) => {
        const opening = indexedDB.open("humeur", 1);
        opening.onupgradeneeded = () => {
          const store = opening.result.createObjectStore("days", { keyPath: ["journal", "day"] });
          for (const day of days) store.put(day);
          opening.result.createObjectStore("device").put(journal, "journal");
        };
        opening.onsuccess = () => done(opening.result.close());
      }),
    [days, journal] as const,
  );

  await inHand(page);
  await reload(page);
  await expect.poll(() => kept(page)).toMatchObject([{ day, mood: "great", note: "Written after", version: 2 }]);
  await expect(state(page)).toHaveText("Updated");
  await expect(note(page)).toHaveValue("Written after");
  await page.goto(`/?day=${plus(day, -1)}`);
  await expect(box(page)).toContainText(/Good\W+Undecided/);
  expect((await records(page)).map(({ entity }) => entity)).toEqual(["mood", "mood"]);
});
