import { json } from "@sveltejs/kit";
import { days, isDay } from "$lib/days.js";
import { refusal } from "$lib/server/refusal.js";
import { week } from "$lib/server/store.js";

const MAX_DAYS = 366;

export function GET({ url, locals: { userId } }) {
  const [start, end] = ["start", "end"].map((name) => url.searchParams.get(name) ?? "");
  if (!isDay(start)) return refusal(400, "malformed", "`start` must be YYYY-MM-DD", "start");
  if (!isDay(end)) return refusal(400, "malformed", "`end` must be YYYY-MM-DD", "end");
  if (days(start, end) < 1 || days(start, end) > MAX_DAYS)
    return refusal(422, "invalid", "`end` must be 0 to 365 days after `start`", "end");
  return json({ userId, start, end, items: week(userId, start, end, Date.now() / 1000), removed: [] });
}
