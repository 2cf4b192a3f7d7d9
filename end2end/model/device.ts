// A device: its outbox, and the memory of its person.

import { IDBFactory } from "fake-indexeddb";
import type { Outbox } from "./outbox.ts";

export class Device {
  online = true;
  /** The offset of its clock, in seconds. */
  skew = 0;
  box!: Outbox;
  /** Each life of the page and its worker; what an earlier one still awaits never comes. */
  life = 0;
  /** The versions that the open page has seen, by day or list, which may be old. */
  readonly seen = new Map<string, number>();
  /** The note of the last write per day: the one that must not be lost. */
  readonly last = new Map<string, string>();
  /** The words added per list, which must not be lost either. */
  readonly words = new Map<string, Set<string>>();
  readonly database = new IDBFactory();
}
