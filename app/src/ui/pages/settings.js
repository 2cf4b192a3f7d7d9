// The reminder of this device: a subscription to the browser's push service, and the hour.
(() => {
  const form = document.querySelector("form.reminder");
  const choice = form.querySelector(".choice");
  const hour = form.querySelector("select");
  const stop = form.querySelector(".stop");
  const others = form.querySelector(".others");
  const { journal: userId } = document.documentElement.dataset;

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
        item.querySelector("button").onclick = attempt(() => call("DELETE", `?id=${reminder.id}`));
        return item;
      }),
    );
    return { mine, subscription };
  };

  const subscribe = async () => {
    const { key } = await call("GET", "");
    const push = await manager();
    // One that was made for another key would reach nobody.
    await (await push.getSubscription())?.unsubscribe();
    return push.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };

  const save = async (subscription) => {
    const { endpoint, keys } = subscription.toJSON();
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { lang } = document.documentElement;
    await call("POST", "", { userId, endpoint, ...keys, hour: Number(hour.value), timeZone, lang });
  };

  const attempt = (work) => async (event) => {
    event?.preventDefault();
    choice.inert = true;
    try {
      if ((await work()) !== "denied") await look();
    } catch {
      say("failed");
    }
    choice.inert = false;
  };

  form.onsubmit = attempt(async () => {
    if ((await Notification.requestPermission()) !== "granted") {
      say("denied");
      return "denied";
    }
    await save(await subscribe());
  });

  stop.onclick = attempt(async () => {
    const { mine, subscription } = await look();
    if (mine) await call("DELETE", `?id=${mine.id}`);
    await subscription?.unsubscribe();
  });

  if (!navigator.serviceWorker || !("PushManager" in self) || !("Notification" in self)) return say("unsupported");
  choice.hidden = false;
  // Who has moved, or ends the day at another hour, is reminded by the clock that is theirs now.
  attempt(async () => {
    const { mine, subscription } = await look();
    if (mine) await save(subscription);
  })();
})();
