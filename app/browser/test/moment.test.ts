// The moment's and the photo's rules: their requests, their replies, and what they make of a removal elsewhere.

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { openDatabase } from "../db/db.ts";
import { createQueue, type Key, type Queue } from "../outbox/queue.ts";
import { MOMENT, momentRules } from "../outbox/rules/moment.ts";
import { PHOTO, type PhotoChange, photoRules, type Upload } from "../outbox/rules/photo.ts";

const ID = "019ac000-0000-7000-8000-000000000001";
const CHANGE = { title: "Léa", date: "2026-11-26", description: "", location: "" };
const MOMENT_KEY: Key = ["me", MOMENT, ID];
const PHOTO_KEY: Key = ["me", PHOTO, `${ID}/p`];
const PICTURE = new Blob(["picture"], { type: "image/jpeg" });
const PHOTO_CHANGE: PhotoChange = {
  moment: ID,
  body: PICTURE,
  upload: { photo: "p", type: PICTURE.type, length: PICTURE.size, checksum: "sum" },
  photo: { key: "p", alt: "A lake" },
};
const LINK = { url: "/uploads/p?signed", method: "PUT", headers: { "content-type": "image/jpeg" }, key: "p" };

let queue: Queue;
let sent: string[];
let uploaded: { upload: Upload; picture: Blob }[];
let answers: (() => Response)[];
let isUploadable: boolean;
/** An upload lasts as long as this. */
let uploading: Promise<void> | undefined;
let putStatus: number;

const json = (body: unknown, status = 200) => Response.json(body, { status });
const refuse = (status: number, kind: string, field?: string) =>
  json({ error: { kind, message: "no", field } }, status);
const moment = (version: number, title = "Léa") => ({ ...CHANGE, id: ID, title, version, updatedAt: 1 });
const written = (version: number) => () => json({ status: "ok", item: moment(version) });

beforeEach(() => {
  [sent, uploaded, answers, isUploadable, uploading, putStatus] = [[], [], [], true, undefined, 200];
  const fetch = async (path: string, { method, body }: RequestInit) => {
    sent.push(`${method} ${path} ${body ?? ""}`.trim());
    const answer = answers.shift();
    if (!answer) throw new TypeError("network");
    return answer();
  };
  const put = async (upload: Upload, picture: Blob) => {
    if (!isUploadable) throw new TypeError("network");
    uploaded.push({ upload, picture });
    await uploading;
    return { ok: putStatus === 200, status: putStatus };
  };
  const rules = [momentRules, photoRules(put)];
  queue = createQueue({ database: openDatabase(new IDBFactory()), fetch, rules, changed: () => undefined });
});

const record = async (entity: string) => (await queue.records(entity))[0];

test("a moment is created, changed and removed under its own identifier", async () => {
  answers = [written(1), written(2), written(2)];
  await queue.write(MOMENT_KEY, CHANGE, 0);
  await queue.write(MOMENT_KEY, { ...CHANGE, title: "Léa!" }, 1);
  await queue.write(MOMENT_KEY, null, 2);
  const [created, changed, removed] = sent;
  expect(created).toMatch(`PUT /events/${ID} {"userId":"me","title":"Léa","date":"2026-11-26"`);
  expect(created).toContain(`"baseVersion":0,"mutationId":"`);
  expect(changed).toContain(`"title":"Léa!"`);
  expect(changed).toContain(`"baseVersion":1`);
  expect(removed).toMatch(`DELETE /events/${ID}?userId=me&baseVersion=2&mutationId=`);
  // Its tombstone, on which an undo is based.
  expect(await record(MOMENT)).toMatchObject({ version: 3, value: null, pending: null });
});

test("a change of a moment that another device removed is a conflict", async () => {
  answers = [() => refuse(404, "not_found", "id"), () => refuse(404, "not_found", "id")];
  await queue.write(MOMENT_KEY, CHANGE, 4);
  expect(sent[1]).toBe(`GET /events/${ID}?userId=me`);
  expect(await record(MOMENT)).toMatchObject({ value: null, pending: { state: "conflict", change: CHANGE } });
});

test("a change of a moment that another device changed is a conflict with its version", async () => {
  answers = [() => refuse(409, "conflict", "baseVersion"), () => json(moment(7, "Theirs"))];
  await queue.write(MOMENT_KEY, CHANGE, 4);
  expect(await record(MOMENT)).toMatchObject({
    version: 7,
    value: { title: "Theirs" },
    pending: { state: "conflict", base: 7, change: CHANGE },
  });
});

test("a repeated removal is done, and its undo counts on", async () => {
  await queue.write(MOMENT_KEY, null, 3);
  await queue.write(MOMENT_KEY, CHANGE, 3);
  answers = [() => refuse(404, "not_found", "id"), () => refuse(404, "not_found", "id"), written(5)];
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(sent.at(-1)).toContain(`"baseVersion":4`);
  expect(await record(MOMENT)).toMatchObject({ version: 5, pending: null });
});

test("a 404 that is not the server's changes nothing", async () => {
  answers = [() => refuse(404, "not_found", "id"), () => json({ sign: "in" })];
  await queue.write(MOMENT_KEY, CHANGE, 4);
  expect((await record(MOMENT))?.pending).toMatchObject({ state: "waiting", change: CHANGE });
});

test("a photo is sent after its moment: asked for, uploaded, confirmed, and forgotten", async () => {
  await queue.write(PHOTO_KEY, PHOTO_CHANGE, 0);
  await queue.write(MOMENT_KEY, CHANGE, 0);
  sent = [];
  answers = [written(1), () => json(LINK), () => json({ status: "ok", item: moment(1) })];
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(sent.map((request) => request.split(" {")[0])).toEqual([
    `PUT /events/${ID}`,
    `POST /events/${ID}/upload-url`,
    `POST /events/${ID}/photos`,
  ]);
  expect(sent[1]).toContain(`{"userId":"me","photo":"p","type":"image/jpeg","length":7,"checksum":"sum"}`);
  expect(sent[2]).toContain(`{"userId":"me","key":"p","alt":"A lake"}`);
  expect(uploaded).toMatchObject([{ upload: { url: LINK.url } }]);
  expect(await uploaded[0]!.picture.text()).toBe("picture");
  expect(await queue.records(PHOTO)).toEqual([]);
});

test("an upload that breaks off is made again, under the same key", async () => {
  isUploadable = false;
  answers = [() => json(LINK)];
  await queue.write(PHOTO_KEY, PHOTO_CHANGE, 0);
  expect((await record(PHOTO))?.pending?.state).toBe("waiting");
  isUploadable = true;
  answers = [() => json(LINK), () => json({ status: "ok" })];
  await queue.send(PHOTO_KEY);
  expect(uploaded).toHaveLength(1);
  expect(sent.at(-1)).toContain(`"key":"p"`);
  expect(await queue.records(PHOTO)).toEqual([]);
});

test("a photo whose upload is not found is sent again, and one that the server refuses says why", async () => {
  answers = [() => json(LINK), () => refuse(404, "not_found", "key")];
  await queue.write(PHOTO_KEY, PHOTO_CHANGE, 0);
  expect((await record(PHOTO))?.pending?.state).toBe("waiting");
  answers = [() => json(LINK), () => refuse(415, "unsupported_media_type", "key")];
  await queue.send(PHOTO_KEY);
  expect((await record(PHOTO))?.pending).toMatchObject({
    state: "rejected",
    error: { error: { kind: "unsupported_media_type" } },
  });
});

test("moments and photos of a former journal follow their person", async () => {
  await queue.write(["former", MOMENT, ID], CHANGE, 0);
  await queue.write(["former", PHOTO, `${ID}/p`], PHOTO_CHANGE, 0);
  await queue.opened("me", 0, "former");
  answers = [written(1), () => json(LINK), () => json({ status: "ok" })];
  sent = [];
  expect(await queue.flush()).toBe(true);
  expect(sent[0]).toContain(`"userId":"me"`);
  expect(uploaded).toHaveLength(1);
});

test("a photo is not sent while its moment waits, and is rejected once that is gone", async () => {
  await queue.store([[MOMENT_KEY, CHANGE]], 0);
  await queue.store([[PHOTO_KEY, PHOTO_CHANGE]], 0);
  expect(await queue.send(PHOTO_KEY)).toBe(true);
  expect(sent).toEqual([]);
  expect((await record(PHOTO))?.pending?.state).toBe("waiting");
  await queue.discard(MOMENT_KEY);
  answers = [() => refuse(404, "not_found", "id")];
  await queue.send(PHOTO_KEY);
  expect((await record(PHOTO))?.pending).toMatchObject({
    state: "rejected",
    error: { error: { kind: "not_found", field: "id" } },
  });
  await queue.opened("me", 0);
  expect(await queue.flush()).toBe(true);
  expect(sent).toHaveLength(1);
});

test("a picture that the storage will never take is rejected, and delays no other", async () => {
  await queue.store([[PHOTO_KEY, PHOTO_CHANGE]], 0);
  const second = { ...PHOTO_CHANGE, confirm: { key: "q", alt: "" } };
  await queue.store([[["me", PHOTO, `${ID}/q`], second]], 0);
  await queue.opened("me", 0);
  // Its link has expired: another one may do.
  putStatus = 403;
  answers = [() => json(LINK), () => json(LINK)];
  expect(await queue.flush()).toBe(false);
  expect(uploaded).toHaveLength(2);
  for (const status of [413, 415, 422]) {
    await queue.store([[PHOTO_KEY, PHOTO_CHANGE]], 0, true);
    putStatus = status;
    answers = [() => json(LINK), () => json(LINK)];
    await queue.send(PHOTO_KEY);
    expect((await queue.records(PHOTO))[0]?.pending).toMatchObject({ state: "rejected", change: { moment: ID } });
  }
  [putStatus, answers] = [200, [() => json(LINK), () => json({ status: "ok" })]];
  expect(await queue.flush()).toBe(true);
  expect((await queue.records(PHOTO)).map(({ id }) => id)).toEqual([`${ID}/p`]);
});

test("a photo that is discarded while its address is asked for is not uploaded", async () => {
  let arrive!: () => void;
  const asked = new Promise<void>((done) => (arrive = done));
  answers = [() => asked.then(() => json(LINK)) as unknown as Response];
  await queue.store([[PHOTO_KEY, PHOTO_CHANGE]], 0);
  const sending = queue.send(PHOTO_KEY);
  await expect.poll(() => sent.length).toBe(1);
  await queue.discard(PHOTO_KEY);
  arrive();
  expect(await sending).toBe(true);
  expect(uploaded).toEqual([]);
  expect(sent).toHaveLength(1);
  expect(await queue.records(PHOTO)).toEqual([]);
});

test("a photo that is discarded while it is uploaded is not confirmed", async () => {
  let arrive!: () => void;
  uploading = new Promise<void>((done) => (arrive = done));
  answers = [() => json(LINK)];
  await queue.store([[PHOTO_KEY, PHOTO_CHANGE]], 0);
  const sending = queue.send(PHOTO_KEY);
  await expect.poll(() => uploaded.length).toBe(1);
  await queue.discard(PHOTO_KEY);
  arrive();
  expect(await sending).toBe(true);
  expect(sent).toHaveLength(1);
  expect(await queue.records(PHOTO)).toEqual([]);
});

test("a moment and its photos are stored all together, or not at all", async () => {
  const unstorable = { ...PHOTO_CHANGE, picture: (() => 0) as unknown as Blob };
  const storing = queue.store(
    [
      [MOMENT_KEY, CHANGE],
      [PHOTO_KEY, PHOTO_CHANGE],
      [["me", PHOTO, `${ID}/q`], unstorable],
    ],
    0,
    true,
  );
  await expect(storing).rejects.toThrow();
  expect([...(await queue.records(MOMENT)), ...(await queue.records(PHOTO))]).toEqual([]);
});
