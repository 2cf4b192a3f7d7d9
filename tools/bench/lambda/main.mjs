// Cold starts, warm requests, memory and size of the function on AWS Lambda, beside the same two
// calls in Node and in Python. Prints its part of the report. Called by tools/bench.sh:
//
//   node tools/bench/lambda/main.mjs FOLDER ZIP [alone]
//
// FOLDER is deleted afterwards; with a third word it is a report of its own, and says of what.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { machine } from "../machine.mjs";
import { MB, table } from "../table.mjs";
import { certify } from "./authority.mjs";
import { functions } from "./functions.mjs";
import { measure, ROUNDS } from "./lives.mjs";
import { makeGroup } from "./quota.mjs";

/** Lambda's share: a part of a core by the memory paid for, and all of one until it is ready. */
const MEMORY = [512, 256, 128];
/** Where it is also measured as if there were no such moment of grace. */
const HARDER = [512, 128];
const part = (memory) => memory / 1769;
const percent = (memory) => `${Math.round(100 * part(memory))} % of a core (${memory} MB)`;

const [folder, zip, alone] = [resolve(process.argv[2]), ...process.argv.slice(3)];
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const progress = (what) => process.stderr.write(`bench: ${what}\n`);
const print = (text) => process.stdout.write(`${text}\n`);
const duration = (milliseconds) => `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
const times = (ratio) => `${ratio.toFixed(ratio < 1 ? 2 : 1)} x`;

/** The store, over TLS. */
async function openStore(files) {
  const child = spawn(process.execPath, ["tools/bench/lambda/store.mjs", files.certificate, files.key], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill());
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", () => reject(new Error("the store of the benchmark does not start")));
    child.stdout.once("data", (line) => resolve(Number(line)));
  });
  child.removeAllListeners("exit");
  return { endpoint: `https://localhost:${port}`, close: () => child.kill() };
}

/** A row: our figure, then each other's with its ratio to ours. */
const beside = (figures, show) => [
  show(figures[0]),
  ...figures.slice(1).flatMap((figure) => [show(figure), times(figure / figures[0])]),
];
const head = (all, what) => [what, all[0].name, ...all.slice(1).flatMap(({ name }) => [name, "ratio"])];

async function run() {
  if (alone) print(await machine());
  const certificates = certify(folder);
  const store = await openStore(certificates);
  const group = makeGroup();
  try {
    progress("packing the same function in Node and in Python");
    const all = functions(folder, zip, { ...certificates, endpoint: store.endpoint });

    const conditions = [{ title: "a whole core", isWarm: true }];
    if (group) {
      for (const memory of MEMORY) conditions.push({ title: percent(memory), share: part(memory), isWarm: true });
      for (const memory of HARDER)
        conditions.push({ title: `${percent(memory)}, from the first moment`, share: part(memory), always: true });
    }
    const figures = await measure(all, conditions, { folder, group, progress });
    const cold = conditions.map(({ title }, i) => [
      title,
      ...beside(
        figures[i].map(({ cold }) => cold),
        duration,
      ),
    ]);
    const warm = conditions.flatMap((condition, i) =>
      condition.isWarm
        ? ["p50", "p99"].map((name) => [
            `${name}, ${condition.title}`,
            ...beside(
              figures[i].map((of) => of[name]),
              duration,
            ),
          ])
        : [],
    );
    const needs = [
      [
        "package",
        ...beside(
          all.map(({ size }) => size),
          MB,
        ),
      ],
      [
        "peak memory",
        ...beside(
          figures[0].map(({ memory }) => memory),
          MB,
        ),
      ],
    ];
    print(`\n6. The function on AWS Lambda, beside the same two calls in Node and in Python\n`);
    for (const { name, what } of all) print(`  ${name}: ${what}.`);
    print(`  In AWS's emulator; the store answers from memory, over TLS. Medians of ${ROUNDS} rounds in turn.`);
    print(
      group
        ? '  Lambda gives a whole core until the function is ready, then a part of one by its memory; "from the\n  first moment" is harder than that.'
        : "  NO SHARE OF A CORE WAS MEASURED: that takes root, or a control group that one may divide.",
    );
    print(`\n${table(head(all, "from nothing to the first answer"), cold)}`);
    print(`\n${table(head(all, "a warm request"), warm)}`);
    print(`\n${table(head(all, "needs"), needs)}`);
  } finally {
    group?.remove();
    store.close();
  }
}

run().catch((failure) => {
  progress(failure.message);
  process.exitCode = 1;
});
