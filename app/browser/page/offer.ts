// The page's quiet offers: a line with two buttons.

export function offer(name: string, yes: () => unknown, no?: () => unknown): void {
  const line = document.querySelector<HTMLElement>(`.offer.${name}`);
  line?.querySelectorAll("button").forEach((button, place) => {
    button.onclick = () => {
      line.hidden = true;
      document.querySelector("main")?.focus({ preventScroll: true });
      (place === 0 ? yes : no)?.();
    };
  });
  if (line) line.hidden = false;
}
