// The form without the island: what is entered is stored, and put back.

import { decode, encode, keyOf } from "./draft.ts";
import { memory, page } from "./memory.ts";

const keyOfDay = (day: string) => keyOf(page.journal ?? "", day);

/** Stores the form's draft until it is sent. */
export function keepDraft({ target }: Event): void {
  const form = (target as HTMLElement).closest("form")!;
  const { day, mood = "", note = "" } = Object.fromEntries(new FormData(form)) as Record<string, string>;
  if (day) memory.set(keyOfDay(day), encode({ touched: page.today ?? "", mood, note }));
}

/** Puts the draft, and text shared by another app, into untouched fields. */
export function restoreDraft(form: HTMLFormElement): void {
  const { elements } = form;
  const day = elements.namedItem("day") as HTMLInputElement,
    note = elements.namedItem("note") as HTMLTextAreaElement;
  const faces = elements.namedItem("mood") as RadioNodeList;
  const draft = decode(memory.get(keyOfDay(day.value)) ?? "");
  if (draft && note.value === note.defaultValue) note.value = draft.note;
  const isUntouched = [...faces].every(
    (face) => (face as HTMLInputElement).checked === (face as HTMLInputElement).defaultChecked,
  );
  if (draft?.mood && isUntouched) faces.value = draft.mood;
  if (page.shared) note.value = `${note.value}\n${page.shared}`.trim();
  delete page.shared;
}
