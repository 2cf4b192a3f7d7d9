import { json, redirect } from "@sveltejs/kit";
import { isDay, plus, today } from "$lib/days.js";
import { MOODS } from "$lib/moods.js";
import { refusal } from "$lib/server/refusal.js";
import { put } from "$lib/server/store.js";

const MAX_NOTE = 500;
const KEPT_DAYS = 182;
const FIELDS = ["day", "mood", "note", "baseVersion"];

export async function POST({ request, locals: { userId, timeZone } }) {
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  let body;
  try {
    body = isJson ? await request.json() : Object.fromEntries(await request.formData());
  } catch {
    return refusal(400, "malformed", "The body can't be parsed");
  }
  const unknown = Object.keys(body).find((key) => !FIELDS.includes(key));
  if (unknown) return refusal(400, "malformed", "Unknown field");
  const { day, mood, note = "", baseVersion = null } = body;
  if (!isDay(day)) return refusal(400, "malformed", "`day` must be YYYY-MM-DD", "day");
  if (!MOODS.includes(mood)) return refusal(400, "malformed", "`mood` must be one of the five", "mood");
  const text = String(note).replaceAll("\r\n", "\n").trim();
  if ([...text].length > MAX_NOTE) return refusal(422, "invalid", "`note` is too long", "note");
  const now = today(timeZone);
  if (day > now || day < plus(now, -KEPT_DAYS)) return refusal(422, "invalid", "`day` is out of range", "day");
  const item = put({
    userId,
    day,
    mood,
    note: text,
    base: baseVersion === null ? null : Number(baseVersion),
    now: Math.floor(Date.now() / 1000),
    expiresAt: Date.parse(plus(day, KEPT_DAYS)) / 1000,
  });
  if (!item) return refusal(409, "conflict", "Another version is stored");
  if (!isJson) redirect(303, `/?day=${day}`);
  return json({ status: "ok", item }, { headers: { etag: `"${item.version}"` } });
}
