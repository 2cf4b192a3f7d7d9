import { demand, requests } from "./bill.mjs";
import { PRICES_OF } from "./prices.mjs";
import { bytes, fixed, habits, times, units } from "./usage.mjs";

const scales = [
  { name: "1 million requests", month: requests(1e6) },
  { name: "1,000 people", month: demand(1e3) },
  { name: "100,000 people", month: demand(1e5) },
  { name: "10 million people", month: demand(1e7) },
];

const dollars = (amount) =>
  amount < 0.005
    ? "–"
    : amount < 100
      ? amount.toFixed(2)
      : Math.round(amount).toLocaleString("en-US");

const row = (cells) => `| ${cells.join(" | ")} |`;

function table(bill) {
  const bills = scales.map(({ month }) => bill(month));
  const names = Object.keys(bills[0].lines);
  return [
    row(["US dollars a month", ...scales.map(({ name }) => name)]),
    row(["---", ...scales.map(() => "---:")]),
    ...names.map((name) => row([name, ...bills.map(({ lines }) => dollars(lines[name]))])),
    row(["**together**", ...bills.map(({ total }) => `**${dollars(total)}**`)]),
    row([
      "each person",
      "",
      ...bills.slice(1).map(({ total }, i) => `${((100 * total) / [1e3, 1e5, 1e7][i]).toFixed(3)} ¢`),
    ]),
  ].join("\n");
}

/** The three largest lines, with their shares. */
function largest({ lines, total }) {
  const sorted = Object.entries(lines).sort(([, a], [, b]) => b - a);
  const share = ([name, cost]) => `${name} (${Math.round((100 * cost) / total)} %)`;
  return sorted.slice(0, 3).map(share).join(", ");
}

/** docs/cost.md, whole. */
export function page(bill) {
  const perDay = habits.pages + habits.writes + habits.weeks + habits.versions;
  return `<!-- Computed by tools/cost/main.mjs: change the figures there. -->

# What it costs

A month in us-east-1, with the prices of ${PRICES_OF}, everything optional off, free amounts that do
not end taken off, without taxes. Prices change: \`tools/cost/prices.mjs\` names its pages.

${table(bill)}

The first column is a million requests to the function and no more is known of them; the
entries that so many people would have are in it.

**What grows.** ${scales
    .map(({ name, month }) => `At ${name}: ${largest(bill(month))}.`)
    .join(" ")}
At the small end it is watching that costs, not serving. At the large end it is the number of
requests (API Gateway, CloudFront) and the nightly export, which writes the whole table every
night: from about 100,000 people on, \`-c backups=twice-weekly\` takes five sevenths off that line, and
point-in-time recovery still reaches every second of the last 35 days.

## What that is computed from

| measured | |
|---|---:|
| a page with a full week, gzip, headers included | ${bytes.page} bytes |
| an answer of the API | ${bytes.call} bytes |
| a visit with an empty cache | ${bytes.fresh} bytes, ${fixed.files} requests |
| an entry with a note, in the table (counted) | ${bytes.entry} bytes, one write unit |
| a reminder, sent or not (counted) | ${units.remind} write units, one read unit; at a push service it is free |
| a look for reminders that are due (counted) | ${fixed.runs.toLocaleString("en-US")} a month, ${units.look} read units each |
| a week | one query, one read unit (strongly consistent, up to 4 kB) |
| a request in the logs (estimated) | ${bytes.log} bytes |

Assumed of Lambda at ${times.memory} MB: it bills ${times.page} ms for a page, ${times.call} ms for a call and ${times.cold} ms for a
cold start. That is the program's own 3 ms (\`make bench-lambda\`, which knows no real network) with
room for DynamoDB's answers; Lambda's time hardly shows in the bill.

Assumed of people: they write every day (${habits.writes} times), open the page ${habits.pages} times and
another week ${habits.weeks} times, and their browser looks for a new version ${habits.versions} time: ${perDay.toFixed(1)} requests a day; ${habits.fresh} visits a month find an empty cache; one
request in ${Math.round(1 / times.coldShare)} meets a cold start; entries live for six months; for every ${1 / habits.reminded} people one
device has a reminder.

## What is optional

| option | a month |
|---|---|
| \`domain\` | 0.50 for the zone; the certificate is free |
| \`waf\` | 8, and 0.60 for a million requests |
| \`cognito\` | nothing up to 10,000 people who sign in, then 1.5 ¢ each |
| \`provisioned\` | nothing: 5 reads and 5 writes a second are inside the free tier, enough for about 10,000 people spread over the day; more at once are throttled |
| \`objectLock\` | nothing by itself; back-ups can't be removed before their day |

## At internet scale, on paper

- **Hot keys.** A person's entries are one partition, and a person writes a few times a day: no key
  is ever hot. \`/health\` reads one key that nobody has; at one call in five minutes that is nothing.
- **On-demand tables** start at 4,000 writes a second and double what they saw before within
  minutes; the rush is at nine in the evening, zone after zone. Ten million people who write within
  two hours are about 1,500 writes a second: warm throughput set once is enough.
- **Our own limit** comes first: 100 requests a second, which bounds what an attack can cost. Ten
  million people make 320 on average and several times that at nine in the evening: \`-c rate=…\`.
- **Account limits** come next: 10,000 requests a second of API Gateway in a region, 1,000 Lambda
  functions at once, and 40 calls a second to SSM, which every cold start makes: the function waits for
  its turn, and the limit is raised by a switch. The others are raised by a form.
- **Reminders.** A run takes at most 496, and what it can send in three seconds; every five minutes,
  and up to three hours late, that is about ten thousand devices with one hour. More want a schedule for
  each of the sixteen shards.
- **The front.** From a few hundred million requests a month a Lambda function URL behind CloudFront
  would save the API's line, but asks every form for a hash of its body; CloudFront's committed
  prices come before that.
- **Regions.** A day is written by one person, mostly from one place, and global tables let the last
  writer win: that fits as long as a person stays in one region, as conditions on a write hold in one
  region only. Each further region adds the writes' line and the storage once more. The session
  key must be the same in all; the export runs in one.
`;
}
