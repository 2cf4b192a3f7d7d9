/** The usage of one person in a month. Sizes are measurements of this program; assumptions are marked. */
import { readFileSync } from "node:fs";

/** The declared tables. Each alarm of theirs has one metric per call, or two per table and global index. */
const tables = JSON.parse(readFileSync(new URL("../../server/tables.json", import.meta.url), "utf8"));
const exportedTables = tables.filter(({ export: { newerBy } }) => newerBy).length;
const tableMetrics = tables.reduce(
  (sum, { calls, indexes, export: { newerBy } }) =>
    sum +
    new Set(
      Object.values(calls)
        .flat()
        .map((call) => call.split("/")[0]),
    ).size +
    2 * (1 + indexes.filter(({ local }) => !local).length) +
    (newerBy ? 1 : 0),
  0,
);

/** Habits of a person. Assumed. */
export const habits = {
  days: 30,
  pages: 1.5, // a day: opened once, and every other day twice
  writes: 1.1, // a day: the mood, and sometimes a correction
  weeks: 0.2, // a day: views of another week
  versions: 1, // a day: checks for a new service worker, at most one an hour
  reminded: 0.5, // devices with a reminder, for each person
  photos: 2, // a month: added to moments
  photoMonths: 12, // months for which photos have been added: they stay
  fresh: 3, // a month: visits with an empty cache (first ones, and after a release)
};

/** In bytes, as they travel. */
export const bytes = {
  page: 6_100, // GET / with a full week, gzip, with its headers
  call: 1_000, // an answer of the API, with its headers
  fresh: 146_000, // scripts, styles, WASM, faces, and the two pages that the service worker stores, brotli
  log: 1_300, // the line of a request, API Gateway's own line, and Lambda's REPORT
  reminder: 1_500, // a device's reminder, in the table and again in its index
  photo: 650_000, // both sizes of a photo. Estimated
  entry: 280, // an entry with a note of 60 characters, keys and the 100 bytes DynamoDB adds
};

/** In milliseconds that Lambda bills at `memory` MB. Assumed: the measured times, with room for a real network. */
export const times = { memory: 512, page: 12, call: 8, cold: 120, coldShare: 0.005, look: 60, remind: 40 };

/** Of DynamoDB. An entry and a reminder are under 1 kB, a week under 4 kB. */
export const units = {
  write: 1,
  read: 1,
  page: 2, // reads: the week, and the day's moments
  remind: 3, // writes that move a reminder to its next time: the item once, its index entry twice
  key: { reads: 2, writes: 1 }, // a call by API key, besides its own: the key and its person; the count of calls
  person: 1, // a read of the row of a person, and another one of the session of an account
  photo: 5, // paid requests of S3: the upload, the two sizes, two lists of versions
  look: 16, // reads of a run: two queries per shard, half a unit each
};

/** Amounts that do not depend on the number of people. */
export const fixed = {
  alarmMetrics: 20 + tableMetrics, // each metric of an alarm is billed
  routeMetrics: 12, // latency of six routes, cold starts of four, an error now and then, the canary
  canaries: 12 * 24 * 30, // runs of the canary, each with a call of /health
  runs: 12 * 24 * 30, // of the reminder job
  works: 12 * 24 * 30, // of the job of whole journals, one read unit each
  files: 11, // requests of a visit with an empty cache
};

/** The API's limits in requests a second, by default: `rate`, and `budgetRate` once the budget is exceeded. */
export const limits = { rate: 100, budgetRate: 10 };

/** Option `signals`: presets `bitcoin` and `weather`. Sources are asked less often than the job runs, if they say so. */
export const signals = {
  count: 4,
  sources: 2,
  runs: 12 * 24 * 30,
  run: 1_500, // milliseconds at `memory`. Assumed: a source takes a second
  units: {
    source: { reads: 2, writes: 2 }, // its state, twice; its reservation, its new state
    signal: { reads: 2, writes: 2 }, // the day's values so far, on average; a value, and that of the day
  },
  days: 396, // for which a value is kept
  value: 150, // bytes, with the 100 that DynamoDB adds
  metrics: 1, // of the program: silent sources
  alarmMetrics: 3, // silent sources, throttles, failed runs
};

/** Option `restoreDrill`: each exported table is restored after each export, and compared. */
export const drill = {
  tables: exportedTables,
  people: 1e3, // of the example
  memory: 1024,
  item: 1, // milliseconds for an item: read three times, written, read back. Assumed
  seconds: 14 * 60, // the most that a drill may take
  metrics: 2 * exportedTables, // age of the proof, duration; billed for the hours in which they are sent
  alarmMetrics: exportedTables,
};

/** The photos that one client may upload: so many at once, then one in so many seconds (app/src/api/photos/changes.rs). */
export const photoLimit = { burst: 600, interval: 10 };
