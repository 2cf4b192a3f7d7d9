// A second entity, unlike a mood: a list of words, each once, that every change adds to. Only the model
// has it, with a server of its own, so that the queue is tested with more than one kind of rules.

import type { Rules } from "../../app/browser/outbox/rules/rules.ts";

export const LIST = "list";

interface State {
  version: number;
  value: string[] | null;
}

const stateIn = (json: unknown) => (json as { state?: State }).state;

export const listRules: Rules<string[], string[]> = {
  entity: LIST,
  request(userId, id, { change: words, base: baseVersion, mutation: mutationId }) {
    const body = JSON.stringify({ userId, id, words, baseVersion, mutationId });
    return { method: words ? "POST" : "DELETE", path: "/list", body };
  },
  result: (_, json) => stateIn(json),
  read: (_, id) => ({ method: "GET", path: `/list?id=${id}` }),
  seen: (_, __, { json }) => (json ? stateIn(json) : undefined),
  merge: (older, newer) => [...older, ...newer],
  isExpired: () => false,
};

/** The server's refusals of a list. */
export const FORBIDDEN = "forbidden";

/** One person's lists, with the server's own rules for writes: base version, mutation, tombstone. */
export class ListServer {
  readonly #lists = new Map<string, State & { mutation: string }>();

  answer(path: string, { method, body }: RequestInit): Response {
    if (method === "GET") return this.#reply(new URL(path, "http://x").searchParams.get("id")!);
    const { id, words, baseVersion, mutationId } = JSON.parse(String(body)) as {
      id: string;
      words: string[] | null;
      baseVersion: number;
      mutationId: string;
    };
    const { version, value, mutation } = this.#lists.get(id) ?? { version: 0, value: null, mutation: "" };
    if (mutation === mutationId) return this.#reply(id);
    if (words?.some((word) => word.startsWith(FORBIDDEN))) return this.#refuse(422, "invalid");
    if (!words && !value) return this.#refuse(404, "not_found");
    if (version !== baseVersion) return this.#refuse(409, "conflict");
    this.#lists.set(id, {
      version: version + 1,
      value: words && [...new Set([...(value ?? []), ...words])],
      mutation: mutationId,
    });
    return this.#reply(id);
  }

  state(id: string): State {
    const { version, value } = this.#lists.get(id) ?? { version: 0, value: null };
    return { version, value };
  }

  #reply(id: string): Response {
    const state = this.state(id);
    return Response.json({ state }, { headers: { etag: `"${state.version}"` } });
  }

  #refuse(status: number, kind: string): Response {
    return Response.json({ error: { kind, message: "no" } }, { status });
  }
}
