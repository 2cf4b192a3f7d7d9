/**
 * What one person's month asks of AWS. The sizes are measurements of this program; what is assumed
 * says so.
 */

/** Habits of somebody who keeps a journal. Assumed. */
export const habits = {
  days: 30,
  pages: 1.5, // a day: opened once, and every other day looked at again
  writes: 1.1, // a day: the mood, and now and then a correction
  weeks: 0.2, // a day: a walk to another week
  versions: 1, // a day: whether there is a new service worker, asked at most once an hour
  reminded: 0.5, // devices with a reminder, for each person
  fresh: 3, // a month: visits with an empty cache (first ones, and after a release)
};

/** In bytes, as they travel. */
export const bytes = {
  page: 6_100, // GET / with a full week, gzip, with its headers
  call: 1_000, // an answer of the API, with its headers
  fresh: 146_000, // scripts, styles, WASM, faces, and the two pages that the service worker keeps, brotli
  log: 1_300, // the line of a request, API Gateway's own line, and Lambda's REPORT
  reminder: 1_500, // a device's reminder, in the table and once more in its index
  entry: 280, // an entry with a note of 60 characters, keys and the 100 bytes DynamoDB adds
};

/** In milliseconds that Lambda bills at `memory` MB. Assumed: what was measured, with room for a real network. */
export const times = { memory: 512, page: 12, call: 8, cold: 120, coldShare: 0.005, look: 60, remind: 40 };

/** Of DynamoDB. An entry and a reminder are under 1 kB, a week under 4 kB. */
export const units = {
  write: 1,
  read: 1,
  remind: 3, // written when a reminder moves to its next time: the item, and its place in the index twice
  look: 16, // read to see whether one of sixteen shards has something due, or far too late
};

/** What there is of each whatever the number of people. */
export const fixed = {
  alarmMetrics: 18, // the metrics that the ten alarms watch: each is billed
  routeMetrics: 12, // latency of six routes, cold starts of four, an error now and then, the canary
  canaries: 12 * 24 * 30, // calls of the canary, and of /health by it
  runs: 12 * 24 * 30, // of the job that sends reminders
  files: 11, // requests of a visit with an empty cache
};
