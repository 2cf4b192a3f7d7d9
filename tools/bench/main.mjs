// Measures, and prints the report. Called by tools/bench.sh:
//
//   node tools/bench/main.mjs FOLDER BENCH     FOLDER is deleted afterwards; BENCH is bench/, built
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { cores as findCores } from "./cores.mjs";
import { instant } from "./instant.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { bareCalls, DAYS, fill, historyPages, requests, throughput, weekByLength } from "./load.mjs";
import { machine } from "./machine.mjs";
import { besidePeer } from "./peer.mjs";
import { person, start } from "./server.mjs";
import { sizes } from "./sizes.mjs";
import { MB, ms, table } from "./table.mjs";

const ROUNDS = 3;
const [folder, bench] = process.argv.slice(2);
// With the event handlers of "exit", which end the server.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const progress = (what) => process.stderr.write(`bench: ${what}\n`);
const print = (text) => process.stdout.write(`${text}\n`);
const section = (title, text) => print(`\n${title}\n\n${text}`);

function memoryTable(started, loaded) {
  if (!started) return "  Not measured: this machine has no /proc.";
  return table(
    ["resident", "now", "at most"],
    [
      ["after the start", started],
      ["after the load", loaded],
    ].map(([when, { now, most }]) => [when, MB(now), MB(most)]),
  );
}

// Of this machine's own processor, without server or store.
function insight() {
  const { days, fastest, median } = JSON.parse(execFileSync("target/release/examples/insight", { encoding: "utf8" }));
  return table(["days", "fastest", "median"], [[days, ms(fastest), ms(median)]]);
}

async function run() {
  print(await machine());
  const cores = findCores();
  const today = Date.now();
  const data = join(folder, "data");
  const bare = join(folder, "bare");

  progress("filling five journals");
  const people = {};
  const before = await start(folder, cores.server);
  for (const [name, days] of [
    ["load", DAYS],
    ["short", 10],
    ["long", 10_000],
    ["week", 7],
    ["decade", 3_650],
  ]) {
    people[name] = { ...(await person(before)), days };
  }
  await before.stop();
  await fill(bench, data, people, today);
  // A copy, as an engine is one process's at a time.
  cpSync(data, bare, { recursive: true });

  const server = await start(folder, cores.server);
  try {
    const started = server.memory();
    progress("sizes");
    section("1. What the first visit of Today brings", await sizes(server));

    progress(`Lighthouse, ${ROUNDS} times`);
    // A browser is the likeliest to be missing, and the rest does not need one.
    const speed = await lighthouse(server, folder, ROUNDS).catch((failure) => `  Not measured: ${failure.message}.`);
    section("2. Lighthouse, mobile", speed);

    progress("from the home screen");
    const opened = await instant(server, folder, ROUNDS).catch((failure) => `  Not measured: ${failure.message}.`);
    section("3. From the home screen, on a phone's share of a processor", opened);

    const call = { ...requests(server, cores, today), ...bareCalls({ cores, bench, bare, today }) };
    progress("requests a second, beside the bare SDK");
    section(
      "4. Requests a second and their times, beside the bare SDK call on the same engine",
      `  ${cores.words}\n  Medians of ${ROUNDS} rounds in turn. Every write is on the disk before it is answered.\n\n` +
        (await throughput(call, people.load, { rounds: ROUNDS, seconds: 3 })),
    );

    progress("a week out of a short and a long journal");
    section(
      "5. A week out of a short journal and out of a long one",
      await weekByLength(call, people, { rounds: ROUNDS, seconds: 2 }),
    );

    progress("pages of ten years");
    section(
      "6. The pages about ten years, beside those of a week",
      await historyPages(call, people, { rounds: ROUNDS, seconds: 2 }),
    );

    section("7. Memory of the server", memoryTable(started, server.memory()));

    progress("beside the same page in SvelteKit");
    section(
      "8. Beside the same page and API in SvelteKit (Node, better-sqlite3, every write on the disk)",
      await besidePeer(server, people.load, { folder, cores, today, rounds: ROUNDS, seconds: 3 }),
    );

    progress("statistics of ten years");
    section("9. The statistics of ten years", insight());
  } catch (failure) {
    throw new Error(server.ended() ?? failure.message);
  } finally {
    await server.stop();
  }
}

run().catch((failure) => {
  progress(failure.message);
  process.exitCode = 1;
});
