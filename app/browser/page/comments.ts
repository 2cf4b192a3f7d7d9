// The form of a comment: its words stay in this tab until the page says that they were saved.

import { COMMENT, words } from "./comment.ts";
import { page } from "./memory.ts";

const form = document.querySelector<HTMLFormElement>(".comment-form")!,
  field = form.querySelector("textarea")!,
  section = form.querySelector<HTMLInputElement>("[name=sectionId]")!.value,
  status = form.parentElement!.querySelector<HTMLElement>("[role=status]")!;
const name = `${COMMENT}${page.journal} ${section}`;

// A stored page says the outcome of another visit.
if ("saved" in status.dataset && !("kept" in page)) words.set(name, "");
// A rejected form has them already.
field.value ||= words.get(name);
field.oninput = () => words.set(name, field.value);

form.addEventListener("submit", (event) => {
  words.set(name, field.value);
  if (navigator.onLine) return;
  event.preventDefault();
  status.textContent = status.dataset.offline!;
});
addEventListener("online", () => {
  if (status.textContent === status.dataset.offline) status.textContent = "";
});
