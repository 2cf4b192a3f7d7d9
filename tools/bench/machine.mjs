// The head of the report: commit, machine, and other load on it.
import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";

function first(command, ...rest) {
  try {
    return execFileSync(command, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0];
  } catch {
    return "unknown";
  }
}

/** The part of all cores that others use just now: the load average would still be full of our build. */
async function busy() {
  const sum = () =>
    cpus().reduce(
      ([idle, all], { times }) => [idle + times.idle, all + Object.values(times).reduce((a, b) => a + b)],
      [0, 0],
    );
  const [idleBefore, allBefore] = sum();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const [idle, all] = sum();
  return 1 - (idle - idleBefore) / (all - allBefore);
}

/** The head of a report. */
export async function machine() {
  const lines = [
    `Humeur, measured ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC at commit ${first("git", "describe", "--always", "--dirty")}`,
    `on ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB.`,
  ];
  const part = await busy();
  if (part > 0.1)
    lines.push(`OTHERS USED ${Math.round(part * 100)} % OF THE MACHINE: trust the ratios, not the figures.`);
  return lines.join("\n");
}
