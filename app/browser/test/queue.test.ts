// The queue by itself, with an entity whose changes add up. end2end/model runs it with everything that
// can go wrong.

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { openDatabase } from "../db/db.ts";
import { createQueue, type Key, type Queue } from "../outbox/queue.ts";
import type { Rules } from "../outbox/rules/rules.ts";

const KEY: Key = ["me", "sum", "a"];

const rules: Rules<number, number> = {
  entity: "sum",
  request: (user, id, { change, base, mutation }) => ({
    method: "POST",
    path: "/sum",
    body: JSON.stringify({ user, id, change, base, mutation }),
  }),
  result: (_, json) => json as { version: number; value: number },
  read: () => ({ method: "GET", path: "/sum" }),
  seen: (_, __, { json }) => json as { version: number; value: number } | undefined,
  merge: (older, newer) => older + newer,
  isExpired: (value) => value < 0,
};

interface Sent {
  change: number | null;
  base: number;
}

let factory: IDBFactory;
let queue: Queue;
let sent: Sent[];
/** One answer per request; without one the network is gone. */
let answers: (() => Response | Promise<Response>)[];

const json = (body: unknown, status = 200) => Response.json(body, { status });
const refuse = (status: number, kind: string) => json({ error: { kind, message: "no" } }, status);

beforeEach(() => {
  factory = new IDBFactory();
  sent = [];
  answers = [];
  const fetch = async (_: string, { body }: RequestInit) => {
    if (body) {
      const { change, base } = JSON.parse(String(body)) as Sent;
      sent.push({ change, base });
    }
    const answer = answers.shift();
    if (!answer) throw new TypeError("network");
    return answer();
  };
  queue = createQueue({ database: openDatabase(factory), fetch, rules: [rules], changed: () => undefined });
});

const record = async () => (await queue.records("sum"))[0];

test("a change that waits takes a newer one in, and a tried one lets it wait", async () => {
  expect(await queue.write(KEY, 1, 0)).toBeUndefined();
  await queue.write(KEY, 2, 0);
  await queue.write(KEY, 4, 0);
  // The first was tried: it keeps its content under its own mutation.
  expect((await record())?.pending).toMatchObject({ change: 1, base: 0, state: "waiting", next: { change: 6 } });
  answers = [() => json({ version: 1, value: 1 }), () => json({ version: 2, value: 7 })];
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(sent.slice(-2)).toEqual([
    { change: 1, base: 0 },
    { change: 6, base: 1 },
  ]);
  expect(await record()).toMatchObject({ version: 2, value: 7, pending: null });
});

test("a conflict keeps both changes for the person, whose decision replaces them", async () => {
  await queue.write(KEY, 1, 0);
  await queue.write(KEY, 2, 0);
  const conflict = [() => refuse(409, "conflict"), () => json({ version: 5, value: 9 })];
  answers = [...conflict, ...conflict];
  await queue.opened("me", 0);
  await queue.flush();
  expect(await record()).toMatchObject({ version: 5, value: 9, pending: { change: 3, base: 5, state: "conflict" } });
  // One that knows nothing of the conflict adds to it.
  await queue.write(KEY, 4, 5);
  expect((await record())?.pending).toMatchObject({ change: 7, state: "waiting" });
  answers = [() => json({ version: 6, value: 19 })];
  await queue.discard(KEY);
  expect(await queue.write(KEY, 10, 5, true)).toMatchObject({ ok: true });
  expect(sent.at(-1)).toEqual({ change: 10, base: 5 });
});

test("a decision replaces a rejected change", async () => {
  answers = [() => refuse(422, "invalid"), () => json({ version: 1, value: 5 })];
  expect(await queue.write(KEY, 3, 0)).toMatchObject({ ok: false, status: 422 });
  expect((await record())?.pending).toMatchObject({
    change: 3,
    state: "rejected",
    error: { error: { kind: "invalid" } },
  });
  await queue.write(KEY, 5, 0, true);
  expect(sent.map(({ change }) => change)).toEqual([3, 5]);
  expect(await record()).toMatchObject({ version: 1, pending: null });
});

test("a change waits for its session, and goes to no other", async () => {
  answers = [() => refuse(401, "unauthenticated")];
  await queue.write(KEY, 1, 0);
  expect((await record())?.pending?.state).toBe("session_expired");
  await queue.opened("them", 0);
  expect(await queue.flush()).toBe(true);
  expect(sent).toHaveLength(1);
  answers = [() => json({ version: 1, value: 1 })];
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(await record()).toMatchObject({ version: 1, pending: null });
});

test("unsent changes of a former journal follow their person, unheard ones with their mutation", async () => {
  await queue.merge("former", "sum", [["known", { version: 2, value: 1 }]]);
  for (const id of ["a", "c"]) await queue.write(["former", "sum", id], 1, 3);
  await queue.merge("me", "sum", [["a", { version: 3, value: 9 }]]);
  await queue.write(["stranger", "sum", "a"], 1, 0);
  // Its session has expired in the meantime.
  answers = [() => refuse(401, "unauthenticated")];
  await queue.write(["former", "sum", "b"], 2, 4);
  const [before] = await queue.records("sum");
  await queue.opened("me", 0, "former older");
  const after = (await queue.records("sum")).map(({ user, id, version, pending }) => ({ user, id, version, pending }));
  const waiting = { state: "waiting" };
  expect(after).toMatchObject([
    { user: "me", id: "a", version: 3, pending: { change: 1, base: 3, ...waiting } },
    { user: "me", id: "b", version: 0, pending: { change: 2, base: 4, ...waiting } },
    { user: "me", id: "c", version: 0, pending: { change: 1, base: 3, ...waiting } },
    { user: "stranger", id: "a" },
  ]);
  expect(after[0]!.pending).toEqual(before!.pending);
  answers = Array.from({ length: 3 }, () => () => json({ version: 5, value: 9 }));
  expect(await queue.flush()).toBe(true);
  expect((await queue.records("sum")).filter(({ pending }) => pending).map(({ user }) => user)).toEqual(["stranger"]);
});

test("of two changes of one entity, the former journal's waits for the person", async () => {
  await queue.write(["me", "sum", "a"], 1, 3);
  await queue.write(["former", "sum", "a"], 2, 7);
  await queue.merge("former", "sum", [["a", { version: 7, value: 1 }]]);
  for (let times = 0; times < 2; times += 1) {
    await queue.opened("me", 0, "former");
    expect(await queue.records("sum")).toMatchObject([
      { user: "former", id: "a", version: 0, value: null, pending: { change: 2, base: 7 } },
      { user: "me", id: "a", pending: { change: 1, base: 3 } },
    ]);
  }
  // Once the person's other change is sent, it has its place.
  answers = [() => json({ version: 4, value: 1 })];
  await queue.flush();
  await queue.opened("me", 0, "former");
  expect(await queue.records("sum")).toMatchObject([
    { user: "me", id: "a", version: 4, pending: { change: 2, base: 7, state: "waiting" } },
  ]);
});

test("a reply to a former journal's change that was under way changes no record of this one", async () => {
  let arrive!: (response: Response) => void;
  answers = [() => new Promise<Response>((done) => (arrive = done))];
  const writing = queue.write(["former", "sum", "a"], 1, 0);
  await expect.poll(() => sent.length).toBe(1);
  await queue.opened("me", 0, "former");
  arrive(json({ version: 1, value: 1 }));
  expect(await writing).toMatchObject({ status: 200 });
  expect((await queue.records("sum")).find(({ user }) => user === "me")?.pending).toMatchObject({ change: 1, base: 0 });
  // The server knows the mutation, and says the same again.
  answers = [() => json({ version: 1, value: 1 })];
  expect(await queue.flush()).toBe(true);
  expect(sent).toEqual([
    { change: 1, base: 0 },
    { change: 1, base: 0 },
  ]);
});

test("a stranger's answer changes nothing", async () => {
  answers = [
    () => new Response("<html>Sign in</html>"),
    () => refuse(503, "unavailable"),
    () => new Response("", { status: 409 }),
  ];
  for (let tries = 0; tries < 3; tries += 1) await queue.write(KEY, 1, 0);
  expect((await record())?.pending).toMatchObject({ change: 1, state: "waiting", next: { change: 2 } });
});

test("a repeated removal is done", async () => {
  answers = [() => refuse(404, "not_found"), () => json({ version: 4, value: null })];
  expect(await queue.write(KEY, null, 3)).toMatchObject({ status: 404 });
  expect(await record()).toMatchObject({ version: 4, value: null, pending: null });
});

test("an entity of a later release is left alone", async () => {
  const later = { ...rules, entity: "later" };
  const fetch = () => Promise.reject(new TypeError("network"));
  const newer = createQueue({
    database: openDatabase(factory),
    fetch,
    rules: [rules, later],
    changed: () => undefined,
  });
  await newer.write(["me", "later", "a"], 1, 0);
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(await queue.records("later")).toMatchObject([{ pending: { change: 1, state: "waiting" } }]);
});

test("expired values and other people's states go; what they never sent stays", async () => {
  await queue.merge("me", "sum", [
    ["old", { version: 2, value: -1 }],
    ["new", { version: 2, value: 1 }],
  ]);
  await queue.merge("them", "sum", [["a", { version: 3, value: 1 }]]);
  await queue.write(["them", "sum", "b"], 7, 0);
  await queue.opened("me", 0);
  const left = (await queue.records("sum")).map(({ user, id, version }) => `${user} ${id} ${version}`);
  expect(left.sort()).toEqual(["me new 2", "them b 0"]);
});
