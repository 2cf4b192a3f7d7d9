// What ties the page to the device it is on: the service worker, the home screen.
(() => {
  const workers = navigator.serviceWorker;

  /** Shows one of the page's quiet offers: what its two buttons do. */
  const offer = (name, yes, no = () => undefined) => {
    const note = document.querySelector(`.offer.${name}`);
    note?.querySelectorAll("button").forEach((button, place) => {
      button.onclick = () => {
        note.hidden = true;
        document.querySelector("main").focus({ preventScroll: true });
        [yes, no][place]();
      };
    });
    if (note) note.hidden = false;
  };

  /** What the islands reach the server with; all that it says is one text, its status first. */
  const call = async (method, address, body) => {
    // What the device knows, its service worker answers.
    if (address.startsWith("/device/") && !workers?.controller) throw new Error("there is no service worker");
    const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
    const answer = await fetch(address, { method, headers, body });
    return `${answer.status}\n${await answer.text()}`;
  };
  self.humeur = { call };

  if (workers) {
    const tell = (message) => workers.controller?.postMessage(message);
    workers.addEventListener("message", () => dispatchEvent(new Event("humeur:changed")));
    workers.startMessages();
    // Where nothing wakes the worker when the network is back, an open page does.
    const send = () => document.visibilityState === "visible" && tell({ now: "send" });
    // "Online" is said when there is a link, and a moment before it leads anywhere.
    addEventListener("online", () => [0, 2_000, 10_000].forEach((pause) => setTimeout(send, pause)));
    setInterval(send, 30_000);
    send();

    // A page is fetched when a pointer rests on its link, a finger touches it, or the focus is there.
    let resting;
    const near = (event) => {
      clearTimeout(resting);
      const link = event.target.closest?.("main a[href], .top a[href]");
      if (!link || link.origin !== location.origin || link.href === location.href) return;
      resting = setTimeout(tell, event.type === "touchstart" ? 0 : 80, { ahead: link.pathname + link.search });
    };
    for (const how of ["mouseover", "touchstart", "focusin"]) addEventListener(how, near, { passive: true });

    const controlled = workers.controller !== null;
    // The first worker takes over the page that brought it: nothing to be said about that.
    workers.addEventListener("controllerchange", () => controlled && location.reload());
    addEventListener("load", async () => {
      // A newer one is looked for at every page; as often as the server lets it be kept is enough.
      const options = { type: "module", updateViaCache: "all" };
      // Browsers that know no such workers, or may not have any, do without.
      const registration = await workers.register("/sw.js", options).catch(() => undefined);
      if (!registration) return;
      const ready = () => {
        const { waiting } = registration;
        if (waiting && controlled) offer("update", () => waiting.postMessage({ now: "take over" }));
      };
      ready();
      registration.addEventListener("updatefound", () =>
        registration.installing?.addEventListener("statechange", ready),
      );
      // A journal is left open for days.
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") registration.update().catch(() => undefined);
      });
    });
  }

  // An invitation to the home screen: not before the third day, and never again once declined.
  const { today } = document.documentElement.dataset;
  if (memory.get("seen") !== today) {
    memory.set("seen", today);
    memory.set("days", Number(memory.get("days")) + 1);
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (memory.get("days") < 3 || memory.get("install") === "no") return;
    offer("install", () => event.prompt(), () => memory.set("install", "no"));
  });
})();
