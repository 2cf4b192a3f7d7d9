// Starts the WASM in its islands. Until then, or if it can't start, or panics, everything is links and
// forms with all that was entered.

import type { IslandFailure } from "../generated/rules.ts";
import { keepDraft, restoreDraft } from "./form.ts";
import { countNodes, type Island, renew } from "./island.ts";
import { schedule } from "./loader.ts";
import { page } from "./memory.ts";

/** The module that wasm-bindgen writes. */
interface Glue {
  default(options: { module_or_path: unknown }): Promise<unknown>;
  hydrate(): void;
}
type Start = (island: HTMLElement) => unknown;

/** Dispatched once the page is awake, or goes on without its WASM. */
export const AWAKE = "humeur:awake";

export function wakeIslands(): void {
  const { js, wasm } = document.currentScript!.dataset as { js: string; wasm: string };
  const islands: Island[] = [];
  /** What the WASM listens to beyond its islands. */
  const listeners = new AbortController();
  /** The name of a failure at this moment. */
  let failure: IslandFailure = "mismatch";

  const fail = (error: unknown) => {
    if (page.awake === "failed") return;
    console.error(error);
    const wasAwake = page.awake === "true";
    page.awake = "failed";
    // Something may be in the form: the page does not turn to another day by itself.
    page.draft = "true";
    listeners.abort();
    if (failure === "panic") {
      for (const island of islands) {
        renew(island, wasAwake ? island.live : island.sent);
        for (const busy of island.live.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
        for (const button of island.live.querySelectorAll("button")) {
          // Only the WASM could act on these; the one that submits the form must be there.
          if (button.type === "button") button.hidden = true;
          else if (button.matches(".save")) button.hidden = button.disabled = false;
        }
      }
    }
    for (const { live } of islands) {
      const form = live.querySelector<HTMLFormElement>("form.day");
      if (form) restoreDraft(form);
      live.addEventListener("input", keepDraft);
    }
    const report = JSON.stringify({ kind: failure, wasm });
    navigator.sendBeacon("/client-error", new Blob([report], { type: "application/json" }));
  };

  let files: { glue: Promise<Glue>; program: Promise<Response> } | undefined;
  const load = () => {
    const glue = import(js) as Promise<Glue>,
      program = fetch(wasm, { priority: "low" } as RequestInit);
    // A failure is handled when they are needed.
    for (const file of [glue, program]) file.catch(() => undefined);
    files = { glue, program };
    return files;
  };

  const isChanged = () => islands.some(({ sent }) => countNodes(sent) !== Number(sent.dataset.nodes));
  // A form on its way to the server leaves the page: an island that woke now would save a second time.
  let isLeaving = false;
  addEventListener("submit", () => (isLeaving = true));
  addEventListener("pageshow", () => (isLeaving = false));

  const wake = async () => {
    if (isChanged()) throw new Error("changed page");
    failure = "load";
    const { glue, program } = files ?? load();
    const app = await glue;
    await app.default({ module_or_path: program });
    if (isLeaving) await new Promise((done) => addEventListener("pageshow", done, { once: true }));
    failure = "panic";
    // Translations and extensions change the page at any time.
    for (const island of islands) if (countNodes(island.live) !== countNodes(island.sent)) renew(island, island.sent);
    // A panic, or an error that went through the WASM without its cleaning up.
    const isDeadly = (error: unknown) => /\bwasm\b/.test((error as Error | undefined)?.stack ?? "");
    addEventListener("error", ({ error }) => isDeadly(error) && fail(error));
    addEventListener("unhandledrejection", ({ reason }) => isDeadly(reason) && fail(reason));
    const listen = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      const given = typeof options === "object" ? options : { capture: options ?? false };
      listen.call(this, type, listener, { ...given, signal: listeners.signal });
    };
    try {
      app.hydrate();
      for (const { live } of islands) {
        await (app as unknown as Record<string, Start>)[live.dataset.component!]!(live);
      }
      // Its first effects come after this.
      await new Promise((done) => setTimeout(done));
    } finally {
      EventTarget.prototype.addEventListener = listen;
    }
  };

  const start = async () => {
    try {
      // A page without an island needs no WASM.
      if (islands.length > 0) await wake();
      page.awake ??= "true";
    } catch (error) {
      fail(error);
    } finally {
      delete page.stale;
      dispatchEvent(new Event(AWAKE));
    }
  };
  addEventListener("DOMContentLoaded", () => {
    for (const live of document.querySelectorAll<HTMLElement>("leptos-island")) {
      islands.push({ live, sent: live.cloneNode(true) as HTMLElement });
    }
    // A page of an earlier day is hidden, and shared text has not arrived.
    const isUrgent = () => islands.length === 0 || "stale" in page || "shared" in page;
    schedule({ load: () => isChanged() || load(), start, isUrgent });
  });
}
