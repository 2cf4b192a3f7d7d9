// AWS's own emulator of Lambda's runtime around one function.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../port.mjs";

const START_MS = 10_000;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1").once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy() && resolve(true));
  });

/** The emulator, ready; the function itself begins with the first event. */
export async function emulate({ command, env }, { folder, group, onReady }) {
  const [port, runtime] = [await freePort(), await freePort()];
  const pidFile = join(folder, "pid");
  // Joins the group before it is what is measured: a shell takes about a millisecond.
  const bootstrap = join(folder, "bootstrap");
  const enter = group ? `echo $$ > '${group.path}/cgroup.procs'\n` : "";
  writeFileSync(
    bootstrap,
    `#!/bin/sh\n${enter}echo $$ > '${pidFile}'\nexec ${command.map((word) => `'${word}'`).join(" ")}\n`,
    { mode: 0o755 },
  );

  const address = (number) => `127.0.0.1:${number}`;
  const child = spawn(
    "aws-lambda-rie",
    [
      "--runtime-interface-emulator-address",
      address(port),
      "--runtime-api-address",
      address(runtime),
      bootstrap,
      "handler",
    ],
    { env: { PATH: process.env.PATH, ...env }, cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  const gone = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  let log = "";
  child.stdout.on("data", (text) => (log = (log + text).slice(-4000)));
  let told = "";
  const durations = [];
  child.stderr.on("data", (text) => {
    told += text;
    const lines = told.split("\n");
    told = lines.pop();
    for (const line of lines) {
      if (line.includes("INIT RTDONE")) onReady?.();
      const [, milliseconds] = /INVOKE RTDONE\(.*duration: ([\d.]+)ms/.exec(line) ?? [];
      if (milliseconds) durations.push(Number(milliseconds));
    }
  });
  for (const until = Date.now() + START_MS; !(await listens(port)); await wait(5)) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error("aws-lambda-rie does not start: run 'make bench-lambda', which installs it");
  }

  const agent = new Agent({ keepAlive: true });
  return {
    /** Sends an event; the answer of the function. */
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const path = "/2015-03-31/functions/function/invocations";
        const sent = request({ host: "127.0.0.1", port, path, method: "POST", agent }, (answer) => {
          const chunks = [];
          answer.on("data", (chunk) => chunks.push(chunk)).once("error", reject);
          answer.once("end", () => {
            const text = Buffer.concat(chunks).toString();
            const status = /"statusCode":\s*(\d+)/.exec(text)?.[1];
            if (status === "200") resolve(JSON.parse(text));
            else reject(new Error(`the function answers ${text.slice(0, 300)}\n${log}`));
          });
        });
        sent.once("error", reject).end(JSON.stringify(event));
      }),
    /** Durations of the events since the last call, in milliseconds, as AWS would bill them. */
    durations: async (count) => {
      // They come by another way than the answers.
      for (let tries = 0; durations.length < count && tries < 200; tries++) await wait(5);
      return durations.splice(0);
    },
    /** Peak of the resident memory in bytes. */
    memory: () => {
      const status = readFileSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)[1]) * 1024;
    },
    stop: async () => {
      agent.destroy();
      kill();
      await gone;
      process.removeListener("exit", kill);
    },
  };
}
