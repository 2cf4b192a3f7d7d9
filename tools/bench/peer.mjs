// Humeur beside the same page and API in SvelteKit on SQLite (tools/bench/peer-sveltekit).
//
// The two take turns, request by request and round by round, on the same core: their ratio holds
// on a busy machine too.
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DAYS, failures, requests } from "./load.mjs";
import { freePort } from "./port.mjs";
import { launch, start } from "./server.mjs";
import { count, MB, median, ms, table, times } from "./table.mjs";

const AT_ONCE = [1, 16];
const WARM_UP_SECONDS = 2;
const REQUESTS = [
  ["GET / (the page)", "page"],
  ["GET /, not compressed", "unpackedPage"],
  ["GET /mood/week", "week"],
  ["POST /mood", "save"],
];
const MOODS = ["awful", "bad", "okay", "good", "great"];
/** The note that requests.lua sends. */
const NOTE = "A walk by the canal, and soup";

async function startPeer(folder, pin) {
  const port = await freePort();
  const env = {
    HOST: "127.0.0.1",
    PORT: String(port),
    ORIGIN: `http://127.0.0.1:${port}`,
    NODE_ENV: "production",
    PEER_DATABASE: join(folder, "peer.db"),
    PEER_KEY: randomBytes(64).toString("base64"),
  };
  return launch("the peer", [process.execPath, "tools/bench/peer-sveltekit/build"], env, { port, folder, pin });
}

/** A new visitor with DAYS entries, as Humeur's has. */
async function visitor(peer, today) {
  const page = await fetch(peer.url);
  const cookie = page.headers.getSetCookie()[0].split(";")[0];
  for (let back = 0; back < DAYS; back++) {
    const day = new Date(today - back * 86_400_000).toISOString().slice(0, 10);
    const body = JSON.stringify({ day, mood: MOODS[back % MOODS.length], note: NOTE });
    const answer = await fetch(`${peer.url}/mood`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json" },
      body,
    });
    if (!answer.ok) throw new Error(`the peer refuses a mood: ${await answer.text()}`);
  }
  return { cookie };
}

/** Milliseconds from start to the first response, a few times each in turn. */
async function startTimes(folder, pin, rounds) {
  const taken = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, begin] of [
      ["ours", start],
      ["theirs", startPeer],
    ]) {
      const server = await begin(folder, pin);
      taken[name].push(server.started);
      await server.stop();
    }
  }
  return taken;
}

/** A round, with the processor's time of one request: it hardly depends on what else the machine does. */
async function measured(server, round) {
  const before = server.processorTime();
  const taken = await round();
  return { ...taken, cpu: (server.processorTime() - before) / taken.count };
}

async function speed(server, person, peer, cores, today, { rounds, seconds }) {
  const [ours, theirs] = [requests(server, cores, today), requests(peer, cores, today)];
  const guest = await visitor(peer, today);
  const rows = [];
  const all = [];
  for (const atOnce of AT_ONCE) {
    for (const [title, name] of REQUESTS) {
      const taken = { ours: [], theirs: [] };
      // Not counted: V8 compiles what is hot, and caches fill.
      await ours[name](person, atOnce, WARM_UP_SECONDS);
      await theirs[name](guest, atOnce, WARM_UP_SECONDS);
      for (let round = 0; round < rounds; round++) {
        taken.ours.push(await measured(server, () => ours[name](person, atOnce, seconds)));
        taken.theirs.push(await measured(peer, () => theirs[name](guest, atOnce, seconds)));
      }
      const ratio = (figure) => times(median(taken.ours.map((round, i) => round[figure] / taken.theirs[i][figure])));
      const cells = (rounds) => [
        count(median(rounds.map(({ rate }) => rate))),
        ms(median(rounds.map(({ p99 }) => p99))),
        ms(median(rounds.map(({ cpu }) => cpu))),
      ];
      rows.push([
        title,
        atOnce,
        ...cells(taken.ours),
        "|",
        ...cells(taken.theirs),
        "|",
        ratio("rate"),
        ratio("p99"),
        ratio("cpu"),
      ]);
      all.push(taken.ours, taken.theirs);
    }
  }
  const head = [
    "request",
    "at once",
    "Humeur: calls/s",
    "p99",
    "CPU",
    "|",
    "SvelteKit: calls/s",
    "p99",
    "CPU",
    "|",
    "ratio: calls/s",
    "p99",
    "CPU",
  ];
  return table(head, rows) + failures(all.flat());
}

/** Requests a second, start and memory of both. `server` runs, and `person` has DAYS entries in it. */
export async function besidePeer(server, person, { folder, cores, today, rounds, seconds }) {
  const peer = await startPeer(folder, cores.server);
  try {
    const requestsTable = await speed(server, person, peer, cores, today, { rounds, seconds });
    const [ourMemory, theirMemory] = [server.memory(), peer.memory()];
    const other = join(folder, "start");
    mkdirSync(other);
    const { ours, theirs } = await startTimes(other, cores.server, rounds);
    const rows = [
      [
        "start",
        `${median(ours).toFixed(0)} ms`,
        `${median(theirs).toFixed(0)} ms`,
        times(median(ours) / median(theirs)),
      ],
    ];
    if (ourMemory)
      rows.push([
        "memory after the load, at most",
        MB(ourMemory.most),
        MB(theirMemory.most),
        times(ourMemory.most / theirMemory.most),
      ]);
    return `${requestsTable}\n\n${table(["", "Humeur", "SvelteKit", "ratio"], rows)}`;
  } catch (failure) {
    throw new Error(peer.ended() ?? failure.message);
  } finally {
    await peer.stop();
  }
}
