// Saves a day, reads it, removes it, and prints each answer.
//
//   HUMEUR_URL=http://127.0.0.1:3000 HUMEUR_KEY=humeur_… npm run example -- 2026-11-20
import { humeur } from "./client.js";

const { HUMEUR_URL, HUMEUR_KEY } = process.env;
const [day] = process.argv.slice(2);
if (!HUMEUR_URL || !HUMEUR_KEY || !day)
  throw new Error("usage: HUMEUR_URL=… HUMEUR_KEY=… npm run example -- YYYY-MM-DD");
const client = humeur(HUMEUR_URL, HUMEUR_KEY);

const saved = await client.POST("/mood", { body: { day, mood: "good", note: "a walk by the canal" } });
if (saved.error) throw new Error(saved.error.error.message);
const { mood, version } = saved.data.item;
console.log(`saved: ${mood}, version ${version}`);

const week = await client.GET("/mood/week", { params: { query: { start: day, end: day } } });
if (week.error) throw new Error(week.error.error.message);
for (const item of week.data.items) console.log(`read: ${item.mood}, ${item.note ?? "no note"}`);

const removed = await client.DELETE("/mood", { params: { query: { day, baseVersion: version } } });
if (removed.error) throw new Error(removed.error.error.message);
console.log(`removed: ${removed.data.item.day}`);

const again = await client.DELETE("/mood", { params: { query: { day } } });
console.log(`removed again: ${again.response.status}, ${again.error?.error.kind}`);
