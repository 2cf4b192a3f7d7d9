// Calls that must not compile. If the document loses a type, `tsc` reports an unused directive here.
import { humeur } from "./client.js";

const client = humeur("http://127.0.0.1:3000", "");
const day = "2026-11-20";

export const wrong = [
  // @ts-expect-error A field that no day has.
  () => client.POST("/mood", { body: { day, mood: "good", notes: "a walk" } }),
  // @ts-expect-error A mood that does not exist.
  () => client.POST("/mood", { body: { day, mood: "splendid" } }),
  // @ts-expect-error A day without its mood.
  () => client.POST("/mood", { body: { day } }),
  // @ts-expect-error A range without its end.
  () => client.GET("/mood/week", { params: { query: { start: day } } }),
  // @ts-expect-error A call that does not exist.
  () => client.GET("/mood/year", { params: { query: { start: day, end: day } } }),
  // @ts-expect-error A method that the path lacks.
  () => client.PUT("/mood", { body: { day, mood: "good" } }),
];
