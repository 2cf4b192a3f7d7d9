import { MOODS } from "./moods.js";

/** The week in one sentence. */
export function summary(items) {
  if (items.length === 0) return "Nothing yet this week.";
  const counts = MOODS.map((mood) => ({ mood, days: items.filter((entry) => entry.mood === mood).length })).filter(
    ({ days }) => days > 0,
  );
  const { mood, days } = counts.reduce((most, next) => (next.days >= most.days ? next : most));
  return `${items.length} of 7 days; mostly ${mood}, on ${days} of them.`;
}
