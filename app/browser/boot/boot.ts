// Runs before anything is drawn: the time zone, the day, and the address. Results go on `<html>`.

import { OUTCOME_PARAMETERS, SHARED_PARAMETERS } from "../generated/rules.ts";
import { memory, page } from "../page/memory.ts";
import { dayAt } from "./day.ts";

// The response to a form has the form's address: loaded again, it would be sent again.
function reload(): boolean {
  const isForm = location.pathname === "/mood";
  if (!isForm) location.reload();
  return !isForm;
}

const cookie = (name: string) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];

// Swedish writes a date and a time as ISO 8601 does.
function clockIn(timeZone?: string) {
  return new Intl.DateTimeFormat("sv", {
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone,
  });
}

export function boot(): void {
  // Going back shows the page as the browser stored it, before the day was written.
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (navigation?.type === "back_forward" && reload()) return;

  // A fresh page corrects a wrong clock, and an earlier wrong correction, so that the day is also right
  // offline. Browsers store pages for the way back only (`no-cache`): a page that this device did not
  // store is fresh.
  const isStored = "kept" in page;
  if (page.now && !isStored) {
    const wrong = Number(page.now) * 1000 - Date.now();
    memory.set("wrong", Math.abs(wrong) > 60_000 ? wrong : 0);
  }
  // Chosen since this page was stored, perhaps.
  const dayEnd = Number(cookie("dayend") ?? page.dayend);
  let clock = clockIn();
  const zone = clock.resolvedOptions().timeZone,
    chosen = cookie("zone");
  try {
    if (chosen) clock = clockIn(chosen);
  } catch {
    // A zone that is younger than this browser: its own clock is the next best.
  }
  page.zone = chosen ?? zone ?? "";
  const date = () => {
    const [day, hour] = clock.format(Date.now() + Number(memory.get("wrong"))).split(/[ :]/);
    return dayAt(day!, Number(hour), dayEnd);
  };
  const opened = date();
  page.date = opened;
  // Stored on an earlier day: hidden until it has turned to this one.
  if (isStored && page.today !== opened) page.stale = "";

  // The server counts days in this cookie's time zone, unless one was chosen by hand. If it was wrong,
  // and the day with it, ask again before anything is drawn; never twice, even if cookies are refused.
  const isKnown = () => cookie("tz") === zone;
  if (zone && !isKnown()) {
    document.cookie = `tz=${zone}; path=/; max-age=34560000; samesite=lax`;
    if (isKnown() && page.today && page.today !== opened && reload()) return;
  }
  // Without cookies each page begins another journal: said before anything is written.
  if (!navigator.cookieEnabled || (zone && !cookie("tz"))) page.cookies = "refused";
  // A page left open past the day's end becomes the new day's, unless something is being written.
  const turn = () => {
    if (!document.hidden && date() !== opened && !page.draft) reload();
  };
  document.addEventListener("visibilitychange", turn);
  setInterval(turn, 30_000);

  // Text shared by another app goes into the note and leaves the address; an outcome is said once.
  const address = new URL(location.href),
    { searchParams } = address;
  const shared = SHARED_PARAMETERS.map((name) => searchParams.get(name)).filter(Boolean);
  if (shared.length > 0) page.shared = shared.join("\n");
  for (const name of [...SHARED_PARAMETERS, ...OUTCOME_PARAMETERS]) searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(null, "", address);
}
