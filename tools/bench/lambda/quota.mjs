// A share of a core, as Lambda gives it: by the kernel's own limit on a control group.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** In microseconds. Of so long a period each group gets its share, and waits for the next. */
const PERIOD = 20_000;

/** The groups that this process is in, in both versions of the kernel's interface. */
function parents() {
  if (!existsSync("/proc/self/cgroup")) return [];
  return readFileSync("/proc/self/cgroup", "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [id, controllers, path] = line.split(":");
      if (id === "0") return [join("/sys/fs/cgroup", path)];
      return controllers.split(",").includes("cpu")
        ? [join("/sys/fs/cgroup", controllers, path), join("/sys/fs/cgroup/cpu", path)]
        : [];
    });
}

const NAME = "humeur-bench-";

/** Removes the leftovers of an interrupted benchmark: a group in use can't be removed. */
function tidy(parent) {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    if (!name.startsWith(NAME)) continue;
    try {
      rmdirSync(join(parent, name));
    } catch {
      // Another benchmark's, just now.
    }
  }
}

/** A group of our own, or null where we may not make one. */
export function makeGroup() {
  for (const parent of parents()) {
    tidy(parent);
    const path = join(parent, NAME + process.pid);
    const files = {
      max: join(path, "cpu.max"),
      quota: join(path, "cpu.cfs_quota_us"),
      period: join(path, "cpu.cfs_period_us"),
    };
    try {
      mkdirSync(path);
    } catch {
      continue;
    }
    const isNew = existsSync(files.max);
    if (!isNew && !existsSync(files.quota)) {
      rmdirSync(path);
      continue;
    }
    const set = (microseconds) => {
      if (isNew) return writeFileSync(files.max, `${microseconds ?? "max"} ${PERIOD}`);
      writeFileSync(files.quota, "-1");
      writeFileSync(files.period, String(PERIOD));
      if (microseconds) writeFileSync(files.quota, String(microseconds));
    };
    return {
      path,
      /** Gives it a part of one core, or all there is. */
      limit: (part) => set(part < 1 ? Math.round(part * PERIOD) : null),
      remove: () => rmdirSync(path),
    };
  }
  return null;
}
