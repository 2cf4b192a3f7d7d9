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

  const call = async (method, query, body) => {
    const headers = body && { "content-type": "application/json" };
    const answer = await fetch(`/reminder${query}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the reminder could not be changed: ${answer.status}`);
    return answer.json();
  };

  /** The name that the server has for a subscription: the beginning of a hash. */
  const idOf = async ({ endpoint }) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
    return [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const manager = async () => (await navigator.serviceWorker.ready).pushManager;

  /** Shows how things are, and takes this device's hour from there. */
  const look = async () => {
    const { reminders } = await call("GET", "");
    const subscription = await (await manager()).getSubscription();
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
        item.querySelector("button").onclick = attempt(async () => void (await call("DELETE", `?id=${reminder.id}`)));
        return item;
      }),
    );
    return { mine, subscription };
  };

  /** This device's subscription: the one it has, unless that was made for another key. */
  const subscribe = async () => {
    const { key } = await call("GET", "");
    const push = await manager();
    const old = await push.getSubscription();
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const isFor = old && String(new Uint8Array(old.options.applicationServerKey ?? [])) === String(bytes(key));
    if (isFor) return { subscription: old };
    const before = old && (await idOf(old));
    await old?.unsubscribe();
    return { before, subscription: await push.subscribe({ userVisibleOnly: true, applicationServerKey: key }) };
  };

  const save = async ({ before, subscription }) => {
    const answer = await humeur.remind(subscription, Number(hour.value));
    if (answer.startsWith("422")) return "many";
    if (!answer.startsWith("200")) throw new Error(answer.slice(0, 3));
    if (before) await call("DELETE", `?id=${before}`).catch(() => undefined);
  };

  const attempt = (work) => async (event) => {
    event?.preventDefault();
    const focused = document.activeElement;
    choice.inert = true;
    try {
      const trouble = await work();
      await look();
      if (trouble) say(trouble);
    } catch {
      say(navigator.onLine ? "failed" : "offline");
    }
    choice.inert = false;
    // What had the focus may have gone.
    if (form.contains(focused)) (focused.hidden ? form.querySelector(".set") : focused).focus();
  };

  form.onsubmit = attempt(async () => {
    // eslint-disable-next-line own/statics -- `begin` shows the form only where there is one
    if ((await Notification.requestPermission()) !== "granted") return "denied";
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
    if (!registration?.pushManager || !("Notification" in self)) return say("unsupported");
    choice.hidden = false;
    await attempt(async () => undefined)();
  };
  begin();
})();
