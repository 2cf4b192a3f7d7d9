/**
 * Runs `work` when the browser is idle, after `latest` milliseconds at most; after a tenth of them where
 * it can't tell (Safari).
 */
export function whenIdle(work: () => void, latest: number): void {
  if ("requestIdleCallback" in self) requestIdleCallback(work, { timeout: latest });
  else setTimeout(work, latest / 10);
}
