// Lives of functions, from the first event to the last.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { median } from "../table.mjs";
import { emulate } from "./emulator.mjs";
import { save, week } from "./events.mjs";

export const ROUNDS = 3;
/** Requests after each cold start, of which the first few still load and compile. */
const WARM = 50;
const WARMING = 10;
/** The pause between two requests, while the reader reads and the quota of the core refills. */
const PAUSE_MS = 25;

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One life of a function: its first answer, more of them if it is to get warm, its memory. */
async function live(of, { share = 1, always = false, isWarm = false }, { folder, group }) {
  const warm = isWarm ? WARM : 0;
  const home = join(folder, "run");
  mkdirSync(home, { recursive: true });
  group?.limit(always ? share : 1);
  const emulator = await emulate(of, { folder: home, group, onReady: () => group?.limit(share) });
  try {
    const begun = performance.now();
    const answer = await emulator.invoke(save(["humeur=bench"]));
    const cold = performance.now() - begun;
    const cookies = answer.cookies?.map((cookie) => cookie.split(";")[0]) ?? ["humeur=bench"];
    for (let request = 0; request < warm; request++) {
      await wait(PAUSE_MS);
      const { body } = await emulator.invoke(request % 2 ? week(cookies) : save(cookies));
      // A response without the entry would be quicker.
      if (!body.includes("A walk by the canal.")) throw new Error(`${of.name} forgets: ${body}`);
    }
    const durations = await emulator.durations(warm + 1);
    return { cold, warm: durations.slice(1 + WARMING), memory: emulator.memory() };
  } finally {
    await emulator.stop();
  }
}

/** The figures of each function under each condition: all take turns, as what disturbs the machine disturbs all. */
export async function measure(all, conditions, { progress, ...how }) {
  const lives = conditions.map(() => all.map(() => []));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, condition] of conditions.entries()) {
      progress(`round ${round + 1} of ${ROUNDS}: ${condition.title}`);
      for (const [j, of] of all.entries()) lives[i][j].push(await live(of, condition, how));
    }
  }
  return lives.map((functions) =>
    functions.map((runs) => {
      const warm = runs.flatMap((run) => run.warm).sort((a, b) => a - b);
      return {
        cold: median(runs.map((run) => run.cold)),
        p50: warm[Math.floor(warm.length * 0.5)],
        p99: warm[Math.floor(warm.length * 0.99)],
        memory: Math.max(...runs.map((run) => run.memory)),
      };
    }),
  );
}
