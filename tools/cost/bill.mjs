import { backup, cloudfront, cloudwatch, dynamodb, httpApi, lambda, price, s3 } from "./prices.mjs";
import { bytes, drill, fixed, habits, photoLimit, signals, times, units } from "./usage.mjs";

const GB = 1e9;

/** The usage of `people` in a month, with a journal entry every day, kept for `months`. */
export function demand(people, months = 6) {
  const days = people * habits.days;
  return amounts({
    pages: days * habits.pages,
    writes: days * habits.writes,
    weeks: days * habits.weeks,
    versions: days * habits.versions,
    fresh: people * habits.fresh,
    reminders: days * habits.reminded,
    entries: days * months,
    photos: people * habits.photos,
  });
}

/** A number of requests, divided among their kinds as people's are. */
export function requests(count) {
  const each = habits.pages + habits.writes + habits.weeks + habits.versions;
  return demand(count / each / habits.days);
}

/**
 * The usage of a month in which a script makes `rate` requests in every second: `pages` of them, or else writes of
 * new entries, which stay.
 */
export function attack(rate, { pages }) {
  const count = rate * 86_400 * habits.days;
  const none = { weeks: 0, versions: 0, fresh: 0, reminders: 0, photos: 0 };
  return amounts({ ...none, pages: pages ? count : 0, writes: pages ? 0 : count, entries: pages ? 0 : count });
}

function amounts({ pages, writes, weeks, versions, fresh, reminders, entries, photos }) {
  const calls = writes + weeks + versions + fixed.canaries;
  const all = pages + calls;
  const served = pages * times.page + calls * times.call + all * times.coldShare * times.cold;
  const milliseconds = served + fixed.runs * times.look + fixed.works * times.call + reminders * times.remind;
  const stored = (entries * bytes.entry) / GB;
  return {
    requests: all,
    invocations: all + fixed.runs + fixed.works + photos,
    files: fresh * fixed.files,
    out: (pages * bytes.page + calls * bytes.call + fresh * bytes.fresh) / GB,
    gigabyteSeconds: (milliseconds / 1000) * (times.memory / 1024),
    writes: writes * units.write + reminders * units.remind,
    reads:
      pages * units.page +
      (weeks + reminders + fixed.canaries + fixed.works) * units.read +
      (all - fixed.canaries) * 2 * units.person +
      fixed.runs * units.look,
    stored,
    photos: (photos * habits.photoMonths * bytes.photo) / GB,
    photoRequests: photos * units.photo,
    reminders: ((reminders / habits.days) * bytes.reminder) / GB,
    logs: ((all + fixed.runs + fixed.works) * bytes.log) / GB,
  };
}

/** The lines of a month's bill, in dollars, without taxes. */
export function bill(month) {
  const lines = {
    "API Gateway, requests": price(month.requests, httpApi.requests),
    "Lambda, requests": price(month.invocations, lambda.requests, lambda.freeRequests),
    "Lambda, time": price(month.gigabyteSeconds, lambda.gigabyteSeconds, lambda.freeGigabyteSeconds),
    "DynamoDB, writes": price(month.writes, dynamodb.write),
    "DynamoDB, reads": price(month.reads, dynamodb.read),
    "DynamoDB, storage": price(month.stored + month.reminders, dynamodb.storage, dynamodb.freeStorage),
    "DynamoDB, point-in-time recovery": price(month.stored + month.reminders, dynamodb.recovery),
    "Back-ups, nightly export": price(month.stored * habits.days, dynamodb.export),
    // Exports are compressed, to about a fifth. Each is gone after 35 days, and billed for 90.
    "Back-ups, archive": price((month.stored / 5) * 90, s3.glacierInstant),
    "S3, photos": price(month.photos, s3.standard) + price(month.photoRequests, s3.requests),
    "Back-ups, photos": price(month.photos, backup.s3),
    "CloudFront, requests": price(month.requests + month.files, cloudfront.requests, cloudfront.freeRequests),
    "CloudFront, functions": price(month.requests + month.files, cloudfront.functions, cloudfront.freeFunctions),
    "CloudFront, traffic": price(month.out, cloudfront.out, cloudfront.freeOut),
    "CloudWatch, logs":
      price(month.logs, cloudwatch.logs, cloudwatch.freeLogs) + price(month.logs / 6, cloudwatch.logStorage),
    "CloudWatch, metrics": price(fixed.routeMetrics, cloudwatch.metrics, cloudwatch.freeMetrics),
    "CloudWatch, alarms": price(fixed.alarmMetrics, cloudwatch.alarms, cloudwatch.freeAlarms),
  };
  return { lines, total: Object.values(lines).reduce((sum, line) => sum + line, 0) };
}

/** The lines of the photos of one client that uploads as many as it may, counted as if all were there from the first day. */
export function photosBill() {
  const count = photoLimit.burst + (86_400 * habits.days) / photoLimit.interval;
  const stored = (count * bytes.photo) / GB;
  return price(stored, s3.standard) + price(count * units.photo, s3.requests) + price(stored, backup.s3);
}

/** The lines that a nightly restore drill of so many items adds, without free tiers: a site uses those. */
export function drillBill(items) {
  const restored = items * habits.days;
  const lines = {
    Lambda: price(((restored * drill.item) / 1000) * (drill.memory / 1024), lambda.gigabyteSeconds),
    DynamoDB: price(restored * units.write, dynamodb.write) + price((restored * bytes.entry) / 4096, dynamodb.read),
    CloudWatch: price(drill.metrics / 24, cloudwatch.metrics) + price(drill.alarmMetrics, cloudwatch.alarms),
  };
  return { lines, total: Object.values(lines).reduce((sum, line) => sum + line, 0) };
}

/** The lines that signals add, without free tiers: a site uses those. */
export function signalsBill(count = signals.count) {
  const { sources, runs } = signals;
  const calls = (kind) => runs * (sources * signals.units.source[kind] + count * signals.units.signal[kind]);
  const stored = (count * signals.days * (runs / habits.days) * signals.value) / GB;
  const logs = (runs * bytes.log) / GB;
  const lines = {
    Lambda:
      price(runs, lambda.requests) +
      price(((runs * signals.run) / 1000) * (times.memory / 1024), lambda.gigabyteSeconds),
    DynamoDB:
      price(calls("writes"), dynamodb.write) +
      price(calls("reads"), dynamodb.read) +
      price(stored, dynamodb.storage) +
      price(stored, dynamodb.recovery),
    CloudWatch:
      price(logs, cloudwatch.logs) +
      price(signals.metrics, cloudwatch.metrics) +
      price(signals.alarmMetrics, cloudwatch.alarms),
  };
  return { lines, total: Object.values(lines).reduce((sum, line) => sum + line, 0) };
}
