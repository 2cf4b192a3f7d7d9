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
  let ready;
  const registration = new Promise((done) => (ready = done));
  if (!workers) ready();
  /** Lets the chosen face glide to its place in the week, for those who like things to move. */
  const glide = (mood) => {
    const box = (face) => face?.getBoundingClientRect();
    const from = box(document.querySelector(`.mood.${mood} .face`));
    requestAnimationFrame(() => {
      const face = document.querySelector(".chosen .mark .face"), to = box(face);
      if (!from || !to || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      const start = `translate(${from.x - to.x}px, ${from.y - to.y}px) scale(${from.width / to.width})`;
      face.animate([{ transformOrigin: "0 0", transform: start }, { transformOrigin: "0 0", transform: "none" }], {
        duration: 420,
        easing: "cubic-bezier(.3, .1, .2, 1)",
      });
    });
  };
  self.humeur = { call, registration, glide };

  if (workers) {
    const tell = (message) => workers.controller?.postMessage(message);
    workers.addEventListener("message", ({ data: { journal } }) => {
      // Another session has begun: this page is not its.
      if (journal && journal !== document.documentElement.dataset.journal) location.reload();
      else dispatchEvent(new Event("humeur:changed"));
    });
    workers.startMessages();
    // Where nothing wakes the worker when the network is back, an open page does.
    const send = () => document.visibilityState === "visible" && tell({ now: "send" });
    // "Online" is said when there is a link, and a moment before it leads anywhere.
    addEventListener("online", () => [0, 2_000, 10_000].forEach((pause) => setTimeout(send, pause)));
    setInterval(send, 30_000);
    send();

    // The first worker takes over the page that brought it: nothing to be said about that.
    let controlled = workers.controller !== null;
    workers.addEventListener("controllerchange", () => {
      if (controlled) location.reload();
      controlled = true;
    });
    // A first visit is for the question: what is kept for later is fetched when nothing else is to do.
    const idle = self.requestIdleCallback ?? ((work) => setTimeout(work, 500));
    addEventListener("humeur:awake", () => idle(register, { timeout: 5_000 }), { once: true });
    const register = async () => {
      // A newer one is looked for at every page; as often as the server lets it be kept is enough.
      const registering = workers.register("/sw.js", { updateViaCache: "all" });
      // Where there may be none, the journal does without.
      const registration = await registering.catch(() => undefined);
      ready(registration);
      if (!registration) return;
      const look = () => {
        const { waiting } = registration;
        if (waiting && controlled) offer("update", () => waiting.postMessage({ now: "take over" }));
      };
      look();
      registration.addEventListener("updatefound", () =>
        registration.installing?.addEventListener("statechange", look),
      );
      // A journal is left open for days.
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") registration.update().catch(() => undefined);
      });
    };
  }

  // Who has moved, reads another language or ends the day at another hour since the reminder was set
  // (pages/settings.js), or whose browser made a new subscription, is reminded by what is theirs now.
  const remindAgain = async () => {
    const { hour, as } = JSON.parse(memory.get("reminder") ?? "{}");
    const subscription = as && (await (await registration)?.pushManager.getSubscription());
    if (subscription && as !== self.humeur.habits(subscription)) await self.humeur.remind(subscription, hour);
  };
  Object.assign(self.humeur, {
    habits({ endpoint }) {
      const { lang, dataset } = document.documentElement;
      return [dataset.zone, lang, dataset.dayend, endpoint].join(" ");
    },
    async remind(subscription, hour) {
      const { endpoint, keys } = subscription.toJSON();
      const as = self.humeur.habits(subscription), [timeZone, lang] = as.split(" ");
      const { journal: userId } = document.documentElement.dataset;
      const answer = await call("POST", "/reminder", JSON.stringify({ userId, endpoint, ...keys, hour, timeZone, lang }));
      if (answer.startsWith("200")) memory.set("reminder", JSON.stringify({ hour, as }));
      return answer;
    },
  });
  remindAgain().catch(() => undefined);

  // An invitation to the home screen: not before the third day, and never again once declined.
  const { today } = document.documentElement.dataset;
  if (today && memory.get("seen") !== today) {
    memory.set("seen", today);
    memory.set("days", Number(memory.get("days")) + 1);
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (memory.get("days") < 3 || memory.get("install") === "no") return;
    offer("install", () => event.prompt(), () => memory.set("install", "no"));
  });
})();
