(() => {
  const page = document.documentElement.dataset;
  const { js, wasm } = document.currentScript.dataset;
  const date = () => {
    const now = new Date(), two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const opened = date();
  // The server counts days in the time zone this cookie names. When it was wrong, and the day
  // with it, ask again before anything is drawn; never twice, even if cookies are refused.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = () => document.cookie.split("; ").includes(`tz=${zone}`);
  if (zone && !known()) {
    document.cookie = `tz=${zone}; path=/; max-age=34560000; samesite=lax`;
    if (known() && page.today && page.today !== opened) return location.reload();
  }
  // The way back leads to the page as the browser stored it, before the day was written.
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return location.reload();
  // A page left open past midnight becomes the new day's, unless something is being written.
  const turn = () => {
    if (document.visibilityState === "visible" && date() !== opened && !page.draft) location.reload();
  };
  document.addEventListener("visibilitychange", turn);
  setInterval(turn, 30_000);
  // The islands wake after the first paint; until then everything is links and forms.
  const wake = async () => {
    const app = await import(js);
    await app.default({ module_or_path: wasm });
    app.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      const start = app[island.dataset.component];
      if (!start) throw new Error(`island ${island.dataset.component} is not in the bundle`);
      await start(island);
    }
    page.awake = "true";
  };
  addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(wake)));
})();
