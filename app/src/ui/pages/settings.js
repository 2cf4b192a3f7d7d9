// The reminder of this device: a subscription to the browser's push service, and the hour.
(() => {
  const form = document.querySelector("form.reminder");
  const choice = form.querySelector(".choice");
  const hour = form.querySelector("select");
  const stop = form.querySelector(".stop");
  const others = form.querySelector(".others");

  const say = (what) => {
    for (const line of form.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== what;
  };

  /** Gives up on what is under way, to say why. */
  const stopFor = (cause) => Promise.reject(Object.assign(new Error(cause), { cause }));

  /** Why the server refused, by its own words for it (app/src/error.rs). */
  const causeOf = (status, text) => {
    if (status >= 500) return "unreachable";
    let field, kind;
    try {
      ({ field, kind } = JSON.parse(text).error);
    } catch {
      return "failed";
    }
    if (field === "timeZone") return "zone";
    if (["endpoint", "p256dh", "auth"].includes(field)) return "push-unknown";
    if (field === "userId" || kind === "unauthenticated") return "session";
    return kind === "invalid" && !field ? "many" : "failed";
  };

  /** What the server answers to a call of `humeur`: its status, a line's end, and the text. */
  const read = async (calling) => {
    // What can't be fetched is a TypeError; anything else is a mistake of ours.
    const lost = () => stopFor(navigator.onLine ? "unreachable" : "offline");
    const answer = await calling.catch((error) => (error instanceof TypeError ? lost() : stopFor("failed")));
    const [status, text] = [Number(answer.slice(0, 3)), answer.slice(4)];
    return status === 200 ? JSON.parse(text) : stopFor(causeOf(status, text));
  };

  const call = (method, query) => read(humeur.call(method, `/reminder${query}`));

  /** The name that the server has for a subscription: the beginning of a hash. */
  const idOf = async ({ endpoint }) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
    return [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const manager = async () => (await navigator.serviceWorker.ready).pushManager;
  /** What the browser's push service says. A setting or a network may forbid to ask it. */
  const pushed = (asking) =>
    asking.catch((error) => {
      if (error.name === "NotAllowedError") return stopFor("denied");
      if (error.name !== "AbortError") throw error;
      return stopFor(navigator.onLine ? "push-off" : "offline");
    });

  /** Shows how things are, and takes this device's hour from there. */
  const look = async () => {
    const { reminders } = await call("GET", "");
    const subscription = await pushed((await manager()).getSubscription());
    const own = subscription && (await idOf(subscription));
    const mine = reminders.find(({ id }) => id === own);
    if (mine) hour.value = mine.hour;
    stop.hidden = !mine;
    say(mine ? "on" : "off");
    others.replaceChildren(
      ...reminders.filter((reminder) => reminder !== mine).map((reminder) => {
        const item = form.querySelector("template").content.cloneNode(true);
        const at = hour.querySelector(`option[value="${reminder.hour}"]`).textContent;
        item.querySelector("span").textContent = form.dataset.other.replace("{}", at);
        item.querySelector("button").onclick = attempt(() => call("DELETE", `?id=${reminder.id}`));
        return item;
      }),
    );
    return { mine, subscription };
  };

  /** This device's subscription: the one it has, unless that was made for another key. */
  const subscribe = async () => {
    const { key } = await call("GET", "");
    const push = await manager();
    const old = await pushed(push.getSubscription());
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const isFor = old && String(new Uint8Array(old.options.applicationServerKey ?? [])) === String(bytes(key));
    if (isFor) return { subscription: old };
    const before = old && (await idOf(old));
    await old?.unsubscribe();
    const subscription = await pushed(push.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    return { before, subscription };
  };

  const save = async ({ before, subscription }) => {
    await read(humeur.remind(subscription, Number(hour.value)));
    if (before) await call("DELETE", `?id=${before}`).catch(() => undefined);
  };

  const attempt = (work) => async (event) => {
    event?.preventDefault();
    const focused = document.activeElement, within = form.contains(focused);
    choice.inert = true;
    let cause;
    try {
      await work();
    } catch (error) {
      cause = error.cause ?? "failed";
    }
    await look().catch((error) => (cause ??= error.cause ?? "failed"));
    if (cause) say(cause);
    choice.inert = false;
    // What had the focus may have gone.
    const stays = form.contains(focused) && !focused.hidden;
    if (within) (stays ? focused : form.querySelector(".set")).focus();
  };

  form.onsubmit = attempt(async () => {
    // eslint-disable-next-line own/statics -- `begin` shows the form only where there is one
    if ((await Notification.requestPermission()) !== "granted") return stopFor("denied");
    return save(await subscribe());
  });

  stop.onclick = attempt(async () => {
    const { mine, subscription } = await look();
    if (mine) await call("DELETE", `?id=${mine.id}`);
    await subscription?.unsubscribe();
    memory.set("reminder", "{}");
  });

  const begin = async () => {
    const registration = await humeur.registration;
    if (!registration?.pushManager || !("Notification" in self)) {
      // On iOS, notifications are for what is on the home screen, where it has a storage of its own.
      const isIos = "standalone" in navigator || /iP(hone|ad|od)/.test(navigator.userAgent);
      return say(isIos && isSecureContext && !navigator.standalone ? "home-screen" : "unsupported");
    }
    choice.hidden = false;
    await attempt(async () => undefined)();
  };
  begin();
})();
