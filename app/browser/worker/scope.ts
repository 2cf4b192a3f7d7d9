// The service worker's own globals, and what the server prepends to the script (server/src/http/worker.rs).

declare const self: ServiceWorkerGlobalScope;

declare const BUILD: {
  version: string;
  /** The addresses of the files that pages need. */
  files: string[];
  /** Folders whose files may be stored. */
  folders: string[];
};

export const worker = self;
export const build = BUILD;

/** Sent between releases, so its form stays: `"changed"`, or the journal of a session that began. */
export type Message = "changed" | { journal: string };

export async function tellPages(message: Message): Promise<void> {
  for (const page of await worker.clients.matchAll({ type: "window" })) page.postMessage(message);
}

/** Tells the open pages to read their days again. */
export const changed = () => tellPages("changed");
