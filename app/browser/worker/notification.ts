// The notification of a reminder, and the page that it opens.

import { MOODS } from "../generated/rules.ts";

/** Where there is room for a few faces only, these come first: places in `MOODS`. */
const FIRST = "31420";

/** The push message (server/src/jobs/reminders). */
export interface Reminder {
  kind: "reminder";
  journal: string;
  day: string;
  /** The day's version, on which a tap is based. */
  base: number;
  lang: string;
  title: string;
  body: string;
  /** The moods' names, in the order of `MOODS`; none if there is no question. */
  faces: string[];
  /** The first day of the week whose report is ready. */
  report?: string;
}

/** `NotificationOptions`, with the buttons that TypeScript's library leaves out. */
interface WithActions extends NotificationOptions {
  actions: { action: string; title: string; icon: string }[];
}

/** Nothing if the day is written and no report is ready: a written day is not asked about. */
export function notificationOf(reminder: Reminder, isWritten: boolean, maxActions: number): WithActions | undefined {
  const { lang, body, faces, report } = reminder;
  const asks = faces.length > 0 && !isWritten;
  if (!asks && !report) return undefined;
  const shown = asks ? FIRST.slice(0, maxActions) : "";
  return {
    body: asks ? body : "",
    lang,
    // A second one takes the place of the first.
    tag: "reminder",
    icon: "/icons/192.png",
    badge: "/icons/badge-96.png",
    actions: MOODS.map((action, place) => ({ action, title: faces[place]!, icon: `/icons/${action}-192.png` })).filter(
      (_, place) => shown.includes(`${place}`),
    ),
    data: reminder,
  };
}

/** The page that a tap opens: the report, or the day. A face that was not written is explained by its day. */
export const addressOf = ({ day, report }: Reminder, action: string) =>
  report && !action ? `/reports/${report}?of=week` : `/?day=${day}`;
