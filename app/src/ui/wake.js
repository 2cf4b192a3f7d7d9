// Wakes the islands after the first paint. Until then everything is links and forms; when one can't
// wake, or its program dies, that is what it is again, with all that was entered.
(() => {
  const page = document.documentElement.dataset;
  const { js, wasm } = document.currentScript.dataset;
  /** Each as it is on the page, and as it was sent. */
  const islands = [];
  /** What the program listens to beyond its islands. */
  const ears = new AbortController();
  /** What it would be called if it went wrong at this moment. */
  let trouble;

  /** How many nodes there are below an element. A program that wakes finds its own by their place. */
  const nodes = (element) => {
    const walk = document.createTreeWalker(element);
    let count = 0;
    while (walk.nextNode()) count += 1;
    return count;
  };

  /** Puts a copy in an island's place, to which nothing listens, with what the person has entered. */
  const renew = (island, model) => {
    const copy = model.cloneNode(true), fields = [...island.live.querySelectorAll("[name]")];
    for (const field of copy.querySelectorAll("[name]")) {
      const { name, type, value } = field;
      const own = fields.find((one) => one.name === name && one.type === type && (type !== "radio" || one.value === value));
      if (own) field[type === "radio" ? "checked" : "value"] = own[type === "radio" ? "checked" : "value"];
    }
    const focused = island.live.contains(document.activeElement) && document.activeElement;
    island.live.replaceWith(copy);
    island.live = copy;
    if (!focused?.id) return;
    const { id, selectionStart, selectionEnd } = focused, again = document.getElementById(id);
    again?.focus({ preventScroll: true });
    if (typeof selectionStart === "number") again?.setSelectionRange(selectionStart, selectionEnd);
  };

  /** Keeps what is entered until it is sent, under the name and in the form of islands/drafts.rs. */
  const draftOf = (day) => `draft:${page.journal}:${day}`;
  const keep = ({ target }) => {
    const { day, mood = "", note } = Object.fromEntries(new FormData(target.closest("form")));
    if (day) memory.set(draftOf(day), `${page.today}\n${mood}\n${note}`);
  };
  /** Puts what was kept, and what another app shared, into fields that nobody has touched. */
  const restore = (form) => {
    const { day, note, mood: faces } = form.elements;
    const [, mood, ...lines] = (memory.get(draftOf(day.value)) ?? "").split("\n");
    if (mood !== undefined && note.value === note.defaultValue) note.value = lines.join("\n");
    if (mood && [...faces].every((face) => face.checked === face.defaultChecked)) faces.value = mood;
    if (page.shared) note.value = `${note.value}\n${page.shared}`.trim();
    delete page.shared;
  };

  const fail = (error) => {
    if (page.awake === "failed") return;
    console.error(error);
    const woke = page.awake === "true";
    page.awake = "failed";
    // The page does not turn to another day by itself: nobody knows whether something is being written.
    page.draft = "true";
    ears.abort();
    if (trouble === "panic") {
      for (const island of islands) {
        renew(island, woke ? island.live : island.sent);
        for (const busy of island.live.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
        for (const button of island.live.querySelectorAll("button")) {
          // What only the program could do goes, and what sends the form is there.
          if (button.type === "button") button.hidden = true;
          else if (button.matches(".save")) button.hidden = button.disabled = false;
        }
      }
    }
    for (const { live } of islands) {
      const form = live.querySelector("form.day");
      if (form) restore(form);
      live.addEventListener("input", keep);
    }
    const report = JSON.stringify({ kind: trouble, wasm });
    navigator.sendBeacon("/client-error", new Blob([report], { type: "application/json" }));
  };

  const wake = async () => {
    trouble = "mismatch";
    if (islands.some(({ sent }) => nodes(sent) !== Number(sent.dataset.nodes))) {
      throw new Error("the page is not as the server sent it");
    }
    trouble = "load";
    const app = await import(js);
    await app.default({ module_or_path: wasm });
    trouble = "panic";
    // A translation and extensions change the page at any time.
    for (const island of islands) if (nodes(island.live) !== nodes(island.sent)) renew(island, island.sent);
    // What it dies of, or what went through it without its tidying up.
    const deadly = (error) => error instanceof WebAssembly.RuntimeError || /\bwasm\b/.test(error?.stack);
    for (const name of ["error", "unhandledrejection"]) {
      addEventListener(name, ({ error, reason = error }) => deadly(reason) && fail(reason));
    }
    const listen = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      const given = typeof options === "object" ? options : { capture: options };
      listen.call(this, type, listener, { ...given, signal: ears.signal });
    };
    try {
      app.hydrate();
      for (const { live } of islands) {
        const start = app[live.dataset.component];
        if (!start) throw new Error(`island ${live.dataset.component} is not in the bundle`);
        await start(live);
      }
      // Its first effects come after this.
      await new Promise((done) => setTimeout(done));
    } finally {
      EventTarget.prototype.addEventListener = listen;
    }
    page.awake ??= "true";
  };
  const wakeOrShow = () =>
    wake()
      .catch(fail)
      .finally(() => {
        delete page.stale;
        dispatchEvent(new Event("humeur:awake"));
      });
  addEventListener("DOMContentLoaded", () => {
    for (const live of document.querySelectorAll("leptos-island")) islands.push({ live, sent: live.cloneNode(true) });
    requestAnimationFrame(() => setTimeout(wakeOrShow));
  });
})();
