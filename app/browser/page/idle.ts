/**
 * Runs `work` when the browser is idle, after `latest` milliseconds at most; after `guess` where it
 * can't tell (Safari).
 */
export function whenIdle(work: () => void, latest: number, guess: number): void {
  if ("requestIdleCallback" in self) requestIdleCallback(work, { timeout: latest });
  else setTimeout(work, guess);
}
