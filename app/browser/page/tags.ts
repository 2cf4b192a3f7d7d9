// Suggests the person's own tags while one is typed in a note. Only the page of somebody who uses tags has
// this script. Without a network, or without an answer, nothing appears.

import { page } from "./memory.ts";

/** The most suggestions at once. */
const MAX = 5;
/** The word before the caret, after its sign (domain/mood/tag.rs). */
const WORD = /(?:^|[^\p{L}\p{N}\p{M}_#＃/&?=%])[#＃]([\p{L}\p{N}_][\p{L}\p{N}\p{M}_-]*|)$/u;

const list = document.querySelector<HTMLElement>(".tag-list")!,
  status = document.querySelector<HTMLElement>(".tag-status")!;
let note: HTMLTextAreaElement | undefined;
let typed = "";
let active = -1;
let known: Promise<string[]> | undefined;

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

async function fetchTags(): Promise<string[]> {
  if (!navigator.onLine) throw new Error("offline");
  const reply = await fetch(`/tag?userId=${page.journal}`, { headers: { accept: "application/json" } });
  // Another session: its tags are not for this page.
  if (!reply.ok) return [];
  const { items } = (await reply.json()) as { items: { tag: string }[] };
  return items.map(({ tag }) => tag);
}

function close(): void {
  if (list.hidden) return;
  list.hidden = true;
  list.replaceChildren();
  status.textContent = "";
  activate(-1);
}

function activate(at: number): void {
  const options = [...list.children];
  active = at;
  for (const option of options) option.setAttribute("aria-selected", `${option === options[at]}`);
  const chosen = options[at];
  if (chosen) note?.setAttribute("aria-activedescendant", chosen.id);
  else note?.removeAttribute("aria-activedescendant");
}

function choose(option: Element | undefined): void {
  if (!note || !option) return;
  const caret = note.selectionEnd;
  note.setRangeText(`${option.textContent!.slice(1)} `, caret - typed.length, caret, "end");
  // The island learns of a change by this event.
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

function open(tags: string[]): void {
  const options = tags.map((tag, place) => {
    const option = document.createElement("li");
    option.id = `tag-${place}`;
    option.setAttribute("role", "option");
    option.dir = "auto";
    option.textContent = `#${tag}`;
    return option;
  });
  list.replaceChildren(...options);
  list.hidden = false;
  const { left, bottom, width } = note!.getBoundingClientRect();
  list.style.left = `${left + scrollX}px`;
  list.style.top = `${bottom + scrollY}px`;
  list.style.maxWidth = `${width}px`;
  status.textContent = status.dataset.open!;
  activate(-1);
}

async function suggest(): Promise<void> {
  const { value, selectionStart, selectionEnd } = note!;
  const word = selectionStart === selectionEnd && WORD.exec(value.slice(0, selectionEnd));
  if (!word) return close();
  const shown = word[1]!;
  typed = shown;
  known ??= fetchTags();
  // Asked again at the next key.
  const tags = await known.catch(() => (known = undefined));
  // More was typed, or the note was left.
  if (!tags || typed !== shown || note!.value !== value || document.activeElement !== note) return;
  const start = fold(shown);
  const found = tags.filter((tag) => fold(tag).startsWith(start) && tag !== shown.toLowerCase());
  if (found.length === 0) return close();
  open(found.slice(0, MAX));
}

addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLTextAreaElement) || target.id !== "note") return;
  note = target;
  note.setAttribute("aria-autocomplete", "list");
  note.setAttribute("aria-controls", list.id);
  void suggest();
});

addEventListener(
  "keydown",
  (event) => {
    if (list.hidden || event.target !== note || event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") activate(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") activate(active > 0 ? active - 1 : last);
    else if (event.key === "Escape") close();
    // A line break and the next field, unless a tag is chosen.
    else if (["Enter", "Tab"].includes(event.key) && active >= 0) choose(list.children[active]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// The note keeps the focus, and its keyboard on a phone.
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => choose((target as Element).closest("li") ?? undefined));
addEventListener("focusout", ({ target }) => target === note && close());
