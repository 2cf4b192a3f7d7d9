// An island: the part of the page that the WASM brings to life.

export interface Island {
  /** As it is on the page. */
  live: HTMLElement;
  /** As it was sent. */
  sent: HTMLElement;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The number of nodes below an element: the WASM finds its own by their place. */
export function countNodes(element: Node): number {
  const walk = document.createTreeWalker(element);
  let count = 0;
  while (walk.nextNode()) count += 1;
  return count;
}

/** Puts a copy without listeners in the island's place, with everything that was entered, and the focus. */
export function renew(island: Island, model: HTMLElement): void {
  const copy = model.cloneNode(true) as HTMLElement,
    fields = [...island.live.querySelectorAll<Field>("[name]")];
  for (const field of copy.querySelectorAll<Field>("[name]")) {
    const { name, type, value } = field,
      isRadio = type === "radio";
    const own = fields.find((one) => one.name === name && one.type === type && (!isRadio || one.value === value));
    if (!own) continue;
    if (isRadio) (field as HTMLInputElement).checked = (own as HTMLInputElement).checked;
    else field.value = own.value;
  }
  const focused = document.activeElement as Field | null,
    hadFocus = island.live.contains(focused);
  island.live.replaceWith(copy);
  island.live = copy;
  if (!hadFocus || !focused?.id) return;
  const { id, selectionStart, selectionEnd } = focused,
    again = document.getElementById(id) as Field | null;
  again?.focus({ preventScroll: true });
  if (typeof selectionStart === "number") again?.setSelectionRange(selectionStart, selectionEnd);
}
