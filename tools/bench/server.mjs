// The released server on a data directory and a port of its own.
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./port.mjs";

const START_MS = 10_000;

/** Starts the server as it is released, log and all; `pin` puts a command on a core. */
export async function start(folder, pin) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [command, ...rest] = pin(["target/release/server"]);
  // Nothing of a person's own shell may reach it: not another database, not another site.
  const env = { PATH: process.env.PATH, HUMEUR_ADDR: `127.0.0.1:${port}`, HUMEUR_DATA_DIR: join(folder, "data") };
  const errors = join(folder, "server.err");
  // The log is written, as it costs something, and thrown away, as it would fill the disk.
  const child = spawn(command, rest, { env, stdio: ["ignore", openSync("/dev/null", "w"), openSync(errors, "w")] });
  const gone = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  const until = Date.now() + START_MS;
  for (;;) {
    const healthy = await fetch(`${url}/health`).then((answer) => answer.ok, () => false);
    if (healthy) break;
    if (child.exitCode !== null || child.signalCode || Date.now() > until) {
      throw new Error(`the server does not start: ${readFileSync(errors, "utf8").trim() || "it says nothing"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url,
    memory: () => memory(child.pid),
    /** Whether it is still there, in a sentence if not: a refused connection would not say why. */
    ended: () =>
      child.exitCode === null && !child.signalCode
        ? null
        : `the server has ended (${child.signalCode ?? child.exitCode}): ${readFileSync(errors, "utf8").trim() || "it says nothing"}`,
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
      process.removeListener("exit", kill);
    },
  };
}

/** Somebody who has just come: their cookie, and the name that the store knows them by. */
export async function person(server) {
  const page = await fetch(server.url, { headers: { accept: "text/html" } });
  const session = page.headers.getSetCookie().find((cookie) => cookie.startsWith("humeur="));
  if (!session) throw new Error("the first visit sets no session cookie");
  const cookie = `${session.split(";")[0]}; tz=UTC`;
  const week = await fetch(`${server.url}/mood/week?start=2026-01-01&end=2026-01-02`, { headers: { cookie } });
  return { cookie, user: (await week.json()).userId };
}

/** Resident bytes, now and at the most; none where the system does not say. */
function memory(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return null;
  const status = readFileSync(file, "utf8");
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)[1]) * 1024;
  return { now: bytes("VmRSS"), most: bytes("VmHWM") };
}
