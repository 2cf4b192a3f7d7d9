// The server under load, beside the bare SDK on the same engine.
//
// The two take turns, round after round, on the same core and on copies of the same data: what
// disturbs the machine disturbs both, and their ratio is worth more than either figure.
import { spawn } from "node:child_process";
import { count, median, ms, table, times } from "./table.mjs";

/** Fewer than the days that the journal may remember by default. */
export const DAYS = 150;
const AT_ONCE = [1, 32];

/** The last line of what a command prints, which is one line of JSON. */
function lastLine(command, failed) {
  const child = spawn(command[0], command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  let [output, complaint] = ["", ""];
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (complaint += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      if (code) reject(new Error(`${failed}: ${complaint.trim() || output.trim()}`));
      else resolve(output.trim().split("\n").at(-1));
    });
  });
}

function figures(line) {
  const { count, us, p50, p99, failed } = JSON.parse(line);
  return { count, rate: count / (us / 1e6), p50, p99, failed };
}

const day = (today, back) => new Date(today - back * 86_400_000).toISOString().slice(0, 10);

/** The requests that can be measured, of a server with Humeur's API. */
export function requests(server, cores, today) {
  const wrk = async (url, person, atOnce, seconds, { headers = [], script = [] } = {}) =>
    figures(
      await lastLine(
        cores.load([
          "wrk",
          "-t1",
          `-c${atOnce}`,
          `-d${seconds}s`,
          ...headers.flatMap((header) => ["-H", header]),
          "-s",
          "tools/bench/requests.lua",
          url,
          "--",
          person.cookie,
          ...script.map(String),
        ]),
        "wrk fails",
      ),
    );
  return {
    week: (...how) => wrk(`${server.url}/mood/week?start=${day(today, 6)}&end=${day(today, 0)}`, ...how),
    page: (...how) => wrk(`${server.url}/`, ...how),
    year: (...how) => wrk(`${server.url}/calendar/${day(today, 0).slice(0, 4)}`, ...how),
    insight: (...how) => wrk(`${server.url}/insight`, ...how),
    insightYear: (...how) => wrk(`${server.url}/insight?span=365`, ...how),
    insightAll: (...how) => wrk(`${server.url}/insight?span=all`, ...how),
    unpackedPage: (...how) => wrk(`${server.url}/`, ...how, { headers: ["Accept-Encoding: identity"] }),
    save: (...how) => wrk(`${server.url}/mood`, ...how, { script: [Math.floor(today / 1000), DAYS] }),
  };
}

/** The same calls on the bare SDK. */
export function bareCalls({ cores, bench, bare, today }) {
  const sdk = async (call, person, atOnce, seconds) =>
    figures(
      await lastLine(
        cores.server([bench, call, bare, person.user, day(today, 0), String(DAYS), String(atOnce), String(seconds)]),
        "the bare SDK call fails",
      ),
    );
  return {
    bareWeek: (...how) => sdk("week", ...how),
    bareSave: (...how) => sdk("save", ...how),
  };
}

/** The median of each figure, over all rounds. */
function middle(rounds) {
  const of = (name) => median(rounds.map((round) => round[name]));
  return { rate: of("rate"), p50: of("p50"), p99: of("p99") };
}

/** A line about failed requests, if there are any. */
export function failures(rounds) {
  const failed = rounds.flat().reduce((sum, round) => sum + round.failed, 0);
  return failed ? `\n\n  ${count(failed)} REQUESTS FAILED: the figures count their answers, too.` : "";
}

/** Requests a second and times of the three requests that matter. */
export async function throughput(call, person, { rounds, seconds }) {
  const rows = [];
  const all = [];
  for (const atOnce of AT_ONCE) {
    const taken = { bareWeek: [], week: [], page: [], bareSave: [], save: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(taken)) taken[name].push(await call[name](person, atOnce, seconds));
    }
    const row = (title, name, bareName, bareTitle) => {
      const [ours, bare] = [middle(taken[name]), middle(taken[bareName])];
      const ratio = (figure) => median(taken[name].map((round, i) => round[figure] / taken[bareName][i][figure]));
      rows.push([
        title,
        atOnce,
        count(ours.rate),
        ms(ours.p50),
        ms(ours.p99),
        "|",
        bareTitle,
        count(bare.rate),
        ms(bare.p50),
        ms(bare.p99),
        "|",
        times(ratio("rate")),
        times(ratio("p50")),
        times(ratio("p99")),
      ]);
    };
    row("GET /mood/week", "week", "bareWeek", "Query");
    row("POST /mood", "save", "bareSave", "UpdateItem");
    row("GET / (the page)", "page", "bareWeek", "Query");
    all.push(...Object.values(taken));
  }
  return (
    table(
      [
        "request",
        "at once",
        "calls/s",
        "p50",
        "p99",
        "|",
        "bare SDK",
        "calls/s",
        "p50",
        "p99",
        "|",
        "ratio: calls/s",
        "p50",
        "p99",
      ],
      rows,
    ) + failures(all.flat())
  );
}

/** The same week out of a short journal and out of a long one. */
export async function weekByLength(call, people, { rounds, seconds }) {
  const rows = [];
  const all = [];
  for (const [title, name] of [
    ["GET /mood/week", "week"],
    ["bare SDK Query", "bareWeek"],
  ]) {
    const taken = { short: [], long: [] };
    for (let round = 0; round < rounds; round++) {
      for (const length of ["short", "long"]) taken[length].push(await call[name](people[length], 1, seconds));
    }
    const [short, long] = [middle(taken.short), middle(taken.long)];
    const ratio = (figure) => times(median(taken.long.map((round, i) => round[figure] / taken.short[i][figure])));
    rows.push([title, ms(short.p50), ms(short.p99), "|", ms(long.p50), ms(long.p99), "|", ratio("p50"), ratio("p99")]);
    all.push(taken.short, taken.long);
  }
  const [short, long] = [people.short.days, people.long.days].map((days) => `${count(days)} entries: p50`);
  return table(["one at a time", short, "p99", "|", long, "p99", "|", "ratio p50", "p99"], rows) + failures(all.flat());
}

/** The pages about a history of ten years, beside the same pages of a week, and beside its Today. */
export async function historyPages(call, people, { rounds, seconds }) {
  const pages = [
    ["GET / (Today)", "page"],
    ["GET /calendar/{year}", "year"],
    ["GET /insight (90 days)", "insight"],
    ["GET /insight?span=365", "insightYear"],
    ["GET /insight?span=all", "insightAll"],
  ];
  const taken = pages.map(() => ({ week: [], decade: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, [, name]] of pages.entries()) {
      for (const who of ["week", "decade"]) taken[at][who].push(await call[name](people[who], 1, seconds));
    }
  }
  const beside = (rounds, others) => times(median(rounds.map((round, i) => round.p50 / others[i].p50)));
  const rows = pages.map(([title], at) => {
    const { week, decade } = taken[at];
    const [short, long] = [middle(week), middle(decade)];
    const ratios = [beside(decade, week), beside(decade, taken[0].week)];
    return [title, ms(short.p50), "|", ms(long.p50), ms(long.p99), "|", ...ratios];
  });
  const [short, long] = [people.week.days, people.decade.days].map((days) => `${count(days)} entries: p50`);
  const head = ["one at a time", short, "|", long, "p99", "|", "ratio p50", "to Today"];
  return table(head, rows) + failures(taken.flatMap(({ week, decade }) => [week, decade]).flat());
}

/** Gives each person their days, in the data directory of a server that does not run. */
export async function fill(bench, directory, people, today) {
  for (const { user, days } of Object.values(people)) {
    const day = new Date(today).toISOString().slice(0, 10);
    await lastLine([bench, "fill", directory, user, day, String(days)], "the journals can't be filled");
  }
}
