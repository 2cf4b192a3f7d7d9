// The released server on a data directory and a port of its own.
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./port.mjs";

const START_MS = 10_000;
const POLL_MS = 5;

/** Starts the server as it is released, log and all; `pin` puts a command on a core. */
export async function start(folder, pin) {
  const port = await freePort();
  const env = { HUMEUR_ADDR: `127.0.0.1:${port}`, HUMEUR_DATA_DIR: join(folder, "data") };
  return launch("the server", ["target/release/server"], env, { port, folder, pin });
}

/** Starts a server and waits until its /health says so. */
export async function launch(name, command, env, { port, folder, pin }) {
  const url = `http://127.0.0.1:${port}`;
  const [program, ...rest] = pin(command);
  const errors = join(folder, "server.err");
  const began = performance.now();
  const child = spawn(program, rest, {
    // Nothing of a person's own shell may reach it: not another database, not another site.
    env: { PATH: process.env.PATH, ...env },
    // The log is written, as it costs something, and discarded, as it would fill the disk.
    stdio: ["ignore", openSync("/dev/null", "w"), openSync(errors, "w")],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const output = () => readFileSync(errors, "utf8").trim() || "it says nothing";

  while (
    !(await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || child.signalCode || performance.now() - began > START_MS) {
      throw new Error(`${name} does not start: ${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const started = performance.now() - began;
  return {
    url,
    /** From the first instruction to the first answer, in milliseconds. */
    started,
    memory: () => memory(child.pid),
    processorTime: () => processorTime(child.pid),
    /** Null while it runs; else a sentence: a refused connection would not say why. */
    ended: () =>
      child.exitCode === null && !child.signalCode
        ? null
        : `${name} has ended (${child.signalCode ?? child.exitCode}): ${output()}`,
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
      process.removeListener("exit", kill);
    },
  };
}

/** A new visitor: the cookie, and the user's id in the store. */
export async function person(server) {
  const page = await fetch(server.url, { headers: { accept: "text/html" } });
  const session = page.headers.getSetCookie().find((cookie) => cookie.startsWith("humeur="));
  if (!session) throw new Error("the first visit sets no session cookie");
  const cookie = `${session.split(";")[0]}; tz=UTC`;
  const week = await fetch(`${server.url}/mood/week?start=2026-01-01&end=2026-01-02`, { headers: { cookie } });
  return { cookie, user: (await week.json()).userId };
}

/** Resident bytes, now and at most; none where the system does not say. */
function memory(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return null;
  const status = readFileSync(file, "utf8");
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)[1]) * 1024;
  return { now: bytes("VmRSS"), most: bytes("VmHWM") };
}

/** Microseconds of processor that a process has used, all threads, in ticks of ten milliseconds; NaN where the system does not say. */
function processorTime(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // The name, in parentheses, may contain spaces; user and system time are the 12th and 13th field after it.
  const fields = readFileSync(file, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
