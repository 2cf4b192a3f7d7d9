// When the WASM is loaded and started: not before the first paint, so that the page is readable first.

import { whenIdle } from "./idle.ts";

const SIGNS = ["pointerdown", "keydown", "focusin"];

export interface Start {
  /** Asks for the files, the WASM at low priority. */
  load: () => unknown;
  start: () => void;
  /** True if the page can't be shown as it is: then nothing waits. */
  isUrgent: () => boolean;
}

/**
 * Loads after the first paint, and starts when the browser is idle or at the first touch, focus or
 * key, whichever comes first. With `saveData`, nothing is loaded before that sign.
 */
export function schedule({ load, start, isUrgent }: Start): void {
  let isPainted = false,
    isWanted = false,
    isStarted = false;
  const begin = () => {
    if (!isPainted || isStarted) return;
    isStarted = true;
    for (const sign of SIGNS) removeEventListener(sign, want, true);
    start();
  };
  const want = () => {
    isWanted = true;
    begin();
  };
  for (const sign of SIGNS) addEventListener(sign, want, { capture: true, passive: true });
  requestAnimationFrame(() =>
    setTimeout(() => {
      isPainted = true;
      if (isWanted || isUrgent()) return begin();
      const { connection } = navigator as { connection?: { saveData?: boolean } };
      if (connection?.saveData) return;
      load();
      whenIdle(begin, 2_000);
    }),
  );
}
