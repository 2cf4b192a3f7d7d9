// Archives with photos: read in slices, and their photos added to the moments of a journal.

import { describe, expect, test } from "vitest";
import type { ApiRequest, Reply } from "../http/http.ts";
import { OFFLINE } from "../http/http.ts";
import { journalOf, type Picture, picturesOf } from "../page/imports/archive.ts";
import { addPhotos, type Surroundings } from "../page/imports/photos.ts";
import { content, directory } from "../page/imports/zip.ts";

const MOMENT = "019abc22-79b0-7cc3-98c4-dc0c0c07398e",
  OTHER = "019abc22-79b0-7cc3-98c4-dc0c0c07398f",
  PHOTO = "019abc23-5c10-7d1e-8a52-0f5b7c6d9e21",
  SECOND = "019abc23-5c10-7d1e-8a52-0f5b7c6d9e22";

interface Packed {
  name: string;
  text: string;
  deflated?: boolean;
  /** Lies of the directory. */
  size?: number;
  packed?: number;
  crc?: number;
  at?: number;
}

type Field = [value: number, bytes: 2 | 4];

const numbers = (...all: Field[]) =>
  Uint8Array.from(all.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, at) => (value / 256 ** at) & 255)));

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function deflate(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([plain]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** An archive as other programs write it, too: with extra fields and a comment. */
async function zip(files: Packed[], comment = ""): Promise<Blob> {
  const text = new TextEncoder(),
    extra = text.encode("ux\x04\0aaaa"),
    parts: BlobPart[] = [],
    entries: BlobPart[] = [];
  let at = 0;
  for (const { name, text: words, deflated, ...lies } of files) {
    const plain = text.encode(words),
      packed = deflated ? await deflate(plain) : plain,
      title = text.encode(name);
    const facts = numbers(
      [20, 2],
      [0, 2],
      [deflated ? 8 : 0, 2],
      [0, 4],
      [lies.crc ?? crc32(plain), 4],
      [lies.packed ?? packed.length, 4],
      [lies.size ?? plain.length, 4],
      [title.length, 2],
      [extra.length, 2],
    );
    const local = new Blob(["PK\x03\x04", facts, title, extra, packed]);
    entries.push("PK\x01\x02\x14\0", facts, numbers([0, 2], [0, 4], [0, 4], [lies.at ?? at, 4]), title, extra);
    parts.push(local);
    at += local.size;
  }
  const listed = new Blob(entries),
    count = files.length;
  const end = numbers([0, 4], [count, 2], [count, 2], [listed.size, 4], [at, 4], [comment.length, 2]);
  return new Blob([...parts, listed, "PK\x05\x06", end, comment]);
}

const picture = (moment: string, photo: string) => `photos/${moment}/${photo}.jpg`;
const journal = (moments: unknown) => ({ name: "humeur.json", text: JSON.stringify({ format: "humeur", moments }) });
const MOMENTS = [
  {
    id: MOMENT,
    photos: [
      { id: PHOTO, alt: "Snow" },
      { id: SECOND, alt: null },
    ],
  },
];
const OURS = [
  journal(MOMENTS),
  { name: picture(MOMENT, PHOTO), text: "first" },
  { name: picture(MOMENT, SECOND), text: "second" },
];

async function only(files: Packed[], max = 1_000): Promise<string> {
  const archive = await zip(files),
    [entry] = await directory(archive);
  return new TextDecoder().decode(await content(archive, entry!, max));
}

describe("an archive", () => {
  test("lists its journal and its photos with their texts, stored or deflated, with a comment", async () => {
    for (const deflated of [false, true]) {
      const archive = await zip(
        OURS.map((file) => ({ ...file, deflated })),
        "PK\x05 made by hand",
      );
      expect(await (await journalOf(archive)).text()).toBe(OURS[0]!.text);
      const pictures = await picturesOf(archive);
      expect(pictures.map(({ moment, photo, alt }) => [moment, photo, alt])).toEqual([
        [MOMENT, PHOTO, "Snow"],
        [MOMENT, SECOND, ""],
      ]);
      const texts = pictures.map(async ({ entry }) => new TextDecoder().decode(await content(archive, entry, 9)));
      expect(await Promise.all(texts)).toEqual(["first", "second"]);
    }
  });

  test("may be in one folder, as some systems pack it again", async () => {
    const archive = await zip(OURS.map(({ name, text }) => ({ name: `humeur-2026-11-27/${name}`, text })));
    expect(await picturesOf(archive)).toHaveLength(2);
  });

  test("has no other photos than those at their own places", async () => {
    const names = [
      `../${picture(MOMENT, PHOTO)}`,
      `photos/../${MOMENT}/${PHOTO}.jpg`,
      `a/b/${picture(MOMENT, PHOTO)}`,
      `/${picture(MOMENT, PHOTO)}`,
      `${picture(MOMENT, PHOTO)}.exe`,
      `photos/${MOMENT}/${PHOTO}.svg`,
      `photos/${MOMENT}/x.jpg`,
      `__MACOSX/._${PHOTO}.jpg`,
    ];
    const archive = await zip([journal([]), ...names.map((name) => ({ name, text: "x" }))]);
    expect(await picturesOf(archive)).toEqual([]);
  });

  test("of another program, or of none, is refused", async () => {
    for (const other of [
      await zip([{ name: "backup.daylio", text: "e30=" }]),
      await zip([{ name: "../humeur.json", text: "{}" }]),
      await zip([{ name: "humeur.json", text: "no JSON" }]),
      await zip([journal("no list")]),
      await zip([]),
      new Blob(["PK\x03\x04"]),
      new Blob([]),
      new Blob(["x".repeat(70_000)]),
    ])
      await expect(picturesOf(other)).rejects.toThrow();
  });

  test("that is cut anywhere is refused", async () => {
    const whole = await zip(OURS);
    for (let length = 0; length < whole.size; length++)
      await expect(picturesOf(whole.slice(0, length)), `${length}`).rejects.toThrow();
    expect(await picturesOf(whole)).toHaveLength(2);
  });

  test("that lies about a file is refused", async () => {
    const file = { name: "a", text: "content" };
    expect(await only([file])).toBe("content");
    expect(await only([{ ...file, deflated: true }])).toBe("content");
    for (const lie of [
      { size: 6 },
      { size: 8 },
      { packed: 6 },
      { packed: 6, size: 6 },
      { packed: 4_000_000_000, size: 4_000_000_000 },
      { crc: 7 },
      { at: 1 },
      { at: 4_000_000_000 },
    ])
      for (const deflated of [false, true])
        await expect(only([{ ...file, deflated, ...lie }]), JSON.stringify(lie)).rejects.toThrow();
  });

  test("that unpacks to more than it says, or than is allowed, is refused", async () => {
    const bomb = { name: "a", text: "x".repeat(100_000), deflated: true };
    await expect(only([bomb], 99_999)).rejects.toThrow();
    await expect(only([{ ...bomb, size: 500 }])).rejects.toThrow();
    expect(await only([bomb], 100_000)).toHaveLength(100_000);
  });
});

describe("photos", () => {
  /** A server with one moment, and what it was asked. */
  function server(photos: string[] = []) {
    const seen: string[] = [],
      uploads: string[] = [],
      said: string[] = [];
    const answer = (json: unknown): Reply => ({ ok: true, status: 200, body: "", json });
    const refusal = (status: number, kind: "not_found" | "too_many_requests" | "invalid"): Reply => ({
      ok: false,
      status,
      body: "",
      error: { kind, message: "" },
    });
    const state = { refusals: [] as (Reply | undefined)[], cancelled: false, pauses: 0 };
    const around: Surroundings = {
      user: "ada",
      async call({ method, path, body }: ApiRequest) {
        const [, , moment, call] = path.split(/[/?]/);
        seen.push(`${method} ${path}`);
        if (moment !== MOMENT) return refusal(404, "not_found");
        if (method === "POST" && state.refusals.length > 0) {
          const refused = state.refusals.shift();
          if (refused) return refused;
        }
        if (call === "upload-url") return answer({ url: "/incoming/x", method: "PUT", headers: {} });
        if (call === "photos") {
          const { key, alt, userId } = JSON.parse(body!) as { key: string; alt: string; userId: string };
          photos.push(key);
          said.push(`${userId}: ${alt}`);
        }
        return answer({ id: MOMENT, photos: photos.map((id) => ({ id })) });
      },
      async put(_, body) {
        uploads.push(await body.text());
        return { ok: true, status: 200 };
      },
      pause: async () => void state.pauses++,
      progress: () => undefined,
      isCancelled: () => state.cancelled,
    };
    return { around, state, seen, uploads, said, refusal };
  }

  const add = async (files: Packed[], around: Surroundings) => {
    const archive = await zip(files);
    return addPhotos(archive, await picturesOf(archive), around);
  };

  test("are uploaded with their texts, and those that are there are not", async () => {
    const { around, seen, uploads, said } = server([SECOND]);
    const outcome = await add([...OURS, { name: picture(OTHER, PHOTO), text: "x" }], around);
    expect(outcome).toEqual({ added: 1, present: 1, missing: 1, failed: [] });
    expect(uploads).toEqual(["first"]);
    expect(said).toEqual(["ada: Snow"]);
    expect(seen).toEqual([
      `GET /events/${MOMENT}?userId=ada`,
      `POST /events/${MOMENT}/upload-url`,
      `POST /events/${MOMENT}/photos`,
      `GET /events/${OTHER}?userId=ada`,
    ]);
    expect(await add(OURS, around)).toMatchObject({ added: 0, present: 2 });
  });

  test("that fail are named, and the others go on", async () => {
    const { around, state, refusal } = server();
    state.refusals = [refusal(422, "invalid")];
    const damaged = { ...OURS[2]!, crc: 7 };
    const outcome = await add([...OURS.slice(0, 2), damaged, { ...OURS[2]!, name: picture(MOMENT, OTHER) }], around);
    expect(outcome).toMatchObject({ added: 1, present: 0, missing: 0 });
    expect(outcome.failed.map(({ photo }: Picture) => photo)).toEqual([PHOTO, SECOND]);
    const lost = await add(OURS, { ...around, put: () => Promise.reject(new Error("no network")) });
    expect(lost.failed).toHaveLength(2);
    const offline = await add(OURS, { ...around, call: async () => OFFLINE });
    expect(offline.failed).toHaveLength(2);
  });

  test("wait while the server takes no more", async () => {
    const { around, state, uploads, refusal } = server();
    const many = refusal(429, "too_many_requests");
    // Twice at the link of the first photo, and once at its confirmation.
    state.refusals = [many, many, undefined, many];
    expect(await add(OURS, around)).toMatchObject({ added: 2, failed: [] });
    expect([state.pauses, uploads.length]).toEqual([3, 2]);
  });

  test("end where they are cancelled, and begin there again", async () => {
    const { around, state } = server();
    const cancelled = await add(OURS, {
      ...around,
      progress: (number) => {
        state.cancelled = number === 2;
      },
      put: async (...put) => (state.cancelled ? Promise.reject(new Error("aborted")) : around.put(...put)),
    });
    expect(cancelled).toEqual({ added: 1, present: 0, missing: 0, failed: [] });
    state.cancelled = false;
    expect(await add(OURS, around)).toMatchObject({ added: 1, present: 1, failed: [] });
  });
});
