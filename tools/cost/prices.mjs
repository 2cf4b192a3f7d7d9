/**
 * AWS's prices in US dollars, in us-east-1, from its price pages on the date below. Check a line
 * before you rely on it.
 */
export const PRICES_OF = "2026-11";

const MILLION = 1e6;
const TB = 1000;

/**
 * A price that falls with the amount: each step is [up to this amount, price for one of it],
 * the last one open-ended.
 */
const tiers = (...steps) => steps;

/** The price of `amount` after the first `free` of it. */
export function price(amount, steps, free = 0) {
  let sum = 0;
  let from = 0;
  const billed = Math.max(0, amount - free);
  for (const [to, each] of steps) {
    sum += Math.max(0, Math.min(billed, to) - from) * each;
    from = to;
  }
  return sum;
}

/** https://aws.amazon.com/lambda/pricing/ (arm64; the free amounts do not end). */
export const lambda = {
  requests: tiers([Infinity, 0.2 / MILLION]),
  freeRequests: MILLION,
  gigabyteSeconds: tiers([7.5e9, 0.0000133334], [18.75e9, 0.0000120001], [Infinity, 0.0000106667]),
  freeGigabyteSeconds: 400_000,
};

/** https://aws.amazon.com/api-gateway/pricing/ (HTTP API, per 512 kB). */
export const httpApi = { requests: tiers([300 * MILLION, 1 / MILLION], [Infinity, 0.9 / MILLION]) };

/** https://aws.amazon.com/dynamodb/pricing/on-demand/ (standard table class). */
export const dynamodb = {
  write: tiers([Infinity, 0.625 / MILLION]), // one write of up to 1 kB
  read: tiers([Infinity, 0.125 / MILLION]), // one consistent read of up to 4 kB
  storage: tiers([Infinity, 0.25]), // GB and month
  freeStorage: 25,
  recovery: tiers([Infinity, 0.2]), // GB and month, point-in-time recovery
  export: tiers([Infinity, 0.1]), // GB written
};

/** https://aws.amazon.com/cloudfront/pricing/ (pay as you go; the free amounts do not end). */
export const cloudfront = {
  requests: tiers([Infinity, 1 / MILLION]),
  freeRequests: 10 * MILLION,
  functions: tiers([Infinity, 0.1 / MILLION]),
  freeFunctions: 2 * MILLION,
  // GB to North America and Europe, in tiers.
  out: tiers(
    [10 * TB, 0.085],
    [50 * TB, 0.08],
    [150 * TB, 0.06],
    [500 * TB, 0.04],
    [1024 * TB, 0.03],
    [5120 * TB, 0.025],
    [Infinity, 0.02],
  ),
  freeOut: TB,
};

/** https://aws.amazon.com/s3/pricing/ */
export const s3 = {
  standard: tiers([50 * TB, 0.023], [500 * TB, 0.022], [Infinity, 0.021]), // GB and month
  glacierInstant: tiers([Infinity, 0.004]), // GB and month
  requests: tiers([Infinity, 0.005 / 1000]), // PUT and LIST
};

/** https://aws.amazon.com/backup/pricing/ (S3, warm; each back-up holds what changed since the one before). */
export const backup = { s3: tiers([Infinity, 0.05]) }; // GB and month

/** https://aws.amazon.com/cloudwatch/pricing/ */
export const cloudwatch = {
  logs: tiers([10 * TB, 0.5], [30 * TB, 0.25], [50 * TB, 0.1], [Infinity, 0.05]), // GB in
  freeLogs: 5,
  logStorage: tiers([Infinity, 0.03]), // GB and month, compressed
  metrics: tiers([10_000, 0.3], [Infinity, 0.1]), // each and month
  freeMetrics: 10,
  alarms: tiers([Infinity, 0.1]), // each and month
  freeAlarms: 10,
};
