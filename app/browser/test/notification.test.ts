// The notification of each kind of push message that the server sends.

import { expect, test } from "vitest";
import { addressOf, notificationOf, type Reminder } from "../worker/notification.ts";

/** As every release has sent it. */
const question: Reminder = {
  kind: "reminder",
  journal: "me",
  day: "2026-11-23",
  base: 0,
  lang: "en",
  title: "How was today?",
  body: "Ten quiet seconds, if you like.",
  faces: ["Awful", "Bad", "Okay", "Good", "Great"],
};
const both: Reminder = {
  ...question,
  title: "Your week’s report is ready",
  body: "How was today?",
  report: "2026-11-16",
};
/** The day is written: nothing to ask. */
const report: Reminder = { ...both, body: "", faces: [] };

const REPORT = "/reports/2026-11-16?of=week";
const DAY = "/?day=2026-11-23";

const shown = (reminder: Reminder, isWritten: boolean, maxActions = 2) => {
  const notification = notificationOf(reminder, isWritten, maxActions);
  return notification && { body: notification.body, faces: notification.actions.map(({ title }) => title) };
};

test("a day that is not written is asked about, with as many faces as there is room for", () => {
  expect(shown(question, false)).toEqual({ body: question.body, faces: ["Bad", "Good"] });
  expect(shown(question, false, 5)?.faces).toEqual(question.faces);
  expect(shown(question, false, 0)).toEqual({ body: question.body, faces: [] });
  expect(shown(question, true)).toBeUndefined();
  expect(addressOf(question, "")).toBe(DAY);
});

test("a report comes with the question of the day, in one notification", () => {
  expect(shown(both, false)).toEqual({ body: "How was today?", faces: ["Bad", "Good"] });
  expect(notificationOf(both, false, 2)?.tag).toBe(notificationOf(question, false, 2)?.tag);
});

test("a report comes without a question once the day is written", () => {
  const alone = { body: "", faces: [] };
  expect(shown(both, true)).toEqual(alone);
  expect(shown(report, true)).toEqual(alone);
  // On another device, of which this one does not know.
  expect(shown(report, false)).toEqual(alone);
});

test("a tap opens the report, and a face that was not written its day", () => {
  for (const reminder of [both, report]) expect(addressOf(reminder, "")).toBe(REPORT);
  expect(addressOf(both, "good")).toBe(DAY);
});

test("a tap finds everything in the notification", () => {
  expect(notificationOf(both, false, 2)?.data).toEqual(both);
});
