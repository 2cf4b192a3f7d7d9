import { isDay, monday, plus, today } from "$lib/days.js";
import { week } from "$lib/server/store.js";

export function load({ url, locals: { userId, timeZone } }) {
  const now = today(timeZone);
  const asked = url.searchParams.get("day") ?? "";
  const day = isDay(asked) && asked <= now ? asked : now;
  const start = monday(day);
  return { today: now, day, start, items: week(userId, start, plus(start, 6), Date.now() / 1000) };
}
