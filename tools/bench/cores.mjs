// Pins processes to cores. The server and the load generator get one each: on the same one, or
// moved about by the scheduler, each would measure the other.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** "0-3,8" → [0, 1, 2, 3, 8] */
function numbers(list) {
  return list
    .trim()
    .split(",")
    .flatMap((part) => {
      const [first, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

function siblings(core) {
  const file = `/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`;
  return existsSync(file) ? numbers(readFileSync(file, "utf8")) : [core];
}

/** Two cores, if there are two; what was found, in words; and how to put a command on one. */
export function cores() {
  const onCore = (core) => (command) => ["taskset", "-c", String(core), ...command];
  const anywhere = (command) => command;
  if (spawnSync("taskset", ["-V"]).error || !existsSync("/proc/self/status")) {
    return { words: "Nothing was pinned: this machine has no taskset.", server: anywhere, load: anywhere };
  }
  // The cores that we may use, which in a container are fewer than there are.
  const allowed = numbers(/^Cpus_allowed_list:(.*)$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  const server = allowed[0];
  const real = allowed.find((core) => !siblings(server).includes(core));
  const load = real ?? allowed[1] ?? server;
  let words = `The server, and the bare SDK, on core ${server}; wrk on core ${load}.`;
  if (load === server) words = "ONE CORE ONLY: the server and wrk share it, and halve each other's figures.";
  else if (real === undefined) words += " THEY ARE TWO THREADS OF ONE CORE, and slow each other down.";
  return { words, server: onCore(server), load: onCore(load) };
}
