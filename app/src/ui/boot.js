// Runs before anything is drawn. What it needs to know is on <html>; what it finds out goes there.
(() => {
  const page = document.documentElement.dataset;

  /** This browser's own memory, where it has one. */
  self.memory = {
    get: (name) => {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    set: (name, value) => {
      try {
        localStorage.setItem(name, value);
      } catch {
        // Full, or not allowed: then it is forgotten.
      }
    },
  };

  // The way back leads to the page as the browser stored it, before the day was written.
  // What answers a form has the form's address: loaded again, it would be sent again.
  const reload = () => location.pathname === "/mood" || location.reload();
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && !reload()) return;

  // A clock that is wrong is put right by each page that is fresh from the server, and so is a server
  // that was wrong, so that the day is also right when there is none to ask. Browsers put pages by
  // for the way back alone (`no-cache`): whatever this device did not keep is fresh.
  const kept = "kept" in page;
  if (page.now && !kept) {
    const wrong = page.now * 1000 - Date.now();
    memory.set("wrong", Math.abs(wrong) > 60_000 ? wrong : 0);
  }
  // Chosen since this page was kept, perhaps.
  const cookie = (name) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];
  const dayEnd = cookie("dayend") ?? page.dayend;
  // Swedish writes a date and an hour as ISO 8601 does.
  const two = "2-digit", form = { year: "numeric", month: two, day: two, hour: two, hourCycle: "h23" };
  const clockIn = (timeZone) => new Intl.DateTimeFormat("sv", { ...form, timeZone });
  let clock = clockIn();
  const zone = clock.resolvedOptions().timeZone, chosen = cookie("zone");
  try {
    if (chosen) clock = clockIn(chosen);
  } catch {
    // A zone that is younger than this browser: its own clock is the next best.
  }
  page.zone = chosen ?? zone ?? "";
  // The rule of `DayEnd` in app/src/domain, which is not here yet: until its end, a day goes on.
  const date = () => {
    const [day, hour] = clock.format(Date.now() + Number(memory.get("wrong"))).split(" ");
    return Number(hour) < dayEnd ? new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10) : day;
  };
  const opened = (page.date = date());
  // Kept since an earlier day: not shown until it has been turned to this one.
  if (kept && page.today !== opened) page.stale = "";

  // The server counts days in the time zone this cookie names, unless one was chosen by hand. When
  // it was wrong, and the day with it, ask again before anything is drawn; never twice, even if
  // cookies are refused.
  const known = () => document.cookie.split("; ").includes(`tz=${zone}`);
  if (zone && !known()) {
    document.cookie = `tz=${zone}; path=/; max-age=34560000; samesite=lax`;
    if (known() && page.today && page.today !== opened && !reload()) return;
  }
  // Without cookies each page begins another journal: said before anything is written.
  if (!navigator.cookieEnabled || (zone && !/(?:^|; )tz=/.test(document.cookie))) page.cookies = "refused";
  // A page left open past the day's end becomes the new day's, unless something is being written.
  const turn = () => {
    if (document.visibilityState === "visible" && date() !== opened && !page.draft) reload();
  };
  document.addEventListener("visibilitychange", turn);
  setInterval(turn, 30_000);

  // What another app shared is for the note, and not for the address; what was done is said once.
  const address = new URL(location), { searchParams } = address;
  const shared = ["title", "text", "url"].map((name) => searchParams.get(name)).filter(Boolean);
  if (shared.length > 0) page.shared = shared.join("\n");
  for (const name of ["title", "text", "url", "done", "saved"]) searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(null, "", address);
})();
