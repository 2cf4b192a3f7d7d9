// The writes that pass through the network.

import { LIST } from "./list.ts";
import type { Mood } from "./outbox.ts";

export interface Sent {
  /** A day, or a list. */
  key: string;
  mutation: string;
  base: number;
  removes: boolean;
  mood?: Mood;
  note: string;
  words?: string[];
}

/** One note as three devices may have it: the server keeps each of them as the first. */
export const SPELLINGS = ["rain all day", "\ufeff\nrain\tall day", "rain all \u0008day \r\n"];
export const said = (note: string) => (SPELLINGS.includes(note) ? SPELLINGS[0]! : note);

export const listKey = (id: string) => `${LIST} ${id}`;

/** The change that a request would make, if it writes. */
export function read(path: string, { method, body }: RequestInit): Sent | undefined {
  if (path === "/list") {
    const { id, words, baseVersion: base, mutationId: mutation } = JSON.parse(String(body));
    return { key: listKey(id), mutation, base, removes: !words, note: "", words: words ?? [] };
  }
  if (method === "POST") {
    const { day, mood, note, baseVersion, mutationId } = JSON.parse(String(body));
    return { key: day, mood, note, base: baseVersion, mutation: mutationId, removes: false };
  }
  if (method !== "DELETE") return undefined;
  const query = new URL(path, "http://x").searchParams;
  const base = Number(query.get("baseVersion"));
  return { key: query.get("day")!, note: "", base, mutation: query.get("mutationId")!, removes: true };
}
