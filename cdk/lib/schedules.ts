// The schedules, as server/schedules.json declares them. The server of one machine reads the same file.

import { readFileSync } from "node:fs";

/** A declared schedule. */
export interface Schedule {
  /** The job's name, as `server/src/jobs/job.rs` parses it. */
  readonly job: string;
  readonly description: string;
  /** Appended to the site's address, as the event's `url`. */
  readonly path: string;
  /** The time between two runs on AWS, in minutes. */
  readonly awsMinutes: number;
  /** The same on one machine; missing for a job that only AWS runs. */
  readonly localMinutes?: number;
}

/** The job that asks other people's servers. It has a function only with sources. */
export const SIGNALS = "signals";

const ALL = JSON.parse(readFileSync(new URL("../../server/schedules.json", import.meta.url), "utf8")) as readonly (Omit<
  Schedule,
  "awsMinutes"
> & { readonly awsMinutes?: number })[];

/** The schedules of AWS. */
export const SCHEDULES = ALL.filter((schedule): schedule is Schedule => schedule.awsMinutes !== undefined);

/**
 * The number of runs in an hour below which a job is silent: those of all schedules, less half of the rarest one's.
 * AWS counts the runs of a group of schedules, and not those of one.
 */
export function silentBelow(schedules: readonly Schedule[]): number {
  const runs = schedules.map(({ awsMinutes }) => 60 / awsMinutes);
  return runs.reduce((sum, each) => sum + each, 0) - Math.min(...runs) / 2;
}

/** The logical id of a job's schedule, and of its function. */
export function logicalId({ job }: Pick<Schedule, "job">): string {
  return job.charAt(0).toUpperCase() + job.slice(1);
}
