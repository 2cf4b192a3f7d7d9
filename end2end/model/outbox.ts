// The outbox as the service worker has it, on IndexedDB in memory and a network that a test rules.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export type Mood = "awful" | "bad" | "okay" | "good" | "great";

export interface Change {
  journal: string;
  day: string;
  /** null takes the day out. */
  mood: Mood | null;
  note: string;
  base: number;
}

export interface Entry {
  day: string;
  mood: Mood;
  note: string | null;
  version: number;
}

export interface Pending {
  journal: string;
  day: string;
  mood: Mood | null;
  note: string;
  state: "waiting" | "conflict" | "refused" | "ended";
}

export interface Days {
  items: Entry[];
  removed: { day: string; version: number }[];
  pending: Pending[];
}

export interface Outbox {
  write(change: Change): Promise<{ status: number } | undefined>;
  flush(): Promise<boolean>;
  learned(answer: unknown): Promise<void>;
  days(journal: string, start: string, end: string): Promise<Days>;
  drop(journal: string, day: string): Promise<unknown>;
  opened(journal: string, now: number): Promise<void>;
}

export type Fetch = (path: string, options: RequestInit) => Promise<Response>;

interface Module {
  outbox(needs: { indexedDB: IDBFactory; fetch: Fetch; changed: () => void }): Outbox;
}

const SOURCE = resolve(import.meta.dirname, "../../app/src/ui/worker/outbox.js");

/** The very file that is part of the service worker. */
export async function loadOutbox(): Promise<Module["outbox"]> {
  const source = encodeURIComponent(readFileSync(SOURCE, "utf8"));
  const module = (await import(`data:text/javascript,${source}`)) as Module;
  return module.outbox;
}
