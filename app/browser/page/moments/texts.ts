// The sentences of the box, which the server wrote into the page.

import type { Pending } from "../../outbox/record.ts";

export type Texts = ReturnType<typeof textsOf>;

export function textsOf(box: HTMLElement) {
  // On two elements, because one has 26 attributes at most.
  const say: DOMStringMap = { ...box.dataset, ...box.querySelector("ul")!.dataset },
    status = document.querySelector<HTMLElement>(".done")!;
  const { lang } = document.documentElement;

  return {
    say,

    /** The reason for which a change was rejected. */
    reasonOf({ error }: Pending): string {
      const { field = "" } = error?.error ?? {};
      return say[`bad${field[0]?.toUpperCase()}${field.slice(1)}`] ?? say.failed!;
    },

    /** A day in words, or a time on the person's clock. */
    date(text: string): string {
      const isDay = text.length === 10,
        date = new Date(text);
      if (Number.isNaN(Number(date))) return text;
      const time = isDay ? { timeZone: "UTC" } : ({ hour: "numeric", minute: "2-digit" } as const);
      return new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric", ...time }).format(date);
    },

    /** Leads to the box, or to the page if it is empty. */
    focus: () => (box.hidden ? document.querySelector("main")! : box.querySelector("h2")!).focus(),

    /** Says that a moment was deleted, with a button that brings it back. */
    offerUndo(title: string, undo: () => Promise<unknown>): void {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = say.undo!;
      button.onclick = () => {
        button.disabled = true;
        undo().catch(() => (button.disabled = false));
      };
      status.textContent = `${say.deleted!.replace("{title}", title)} `;
      status.after(button);
      button.focus();
    },
  };
}
