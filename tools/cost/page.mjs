import { attack, demand, drillBill, photosBill, requests, signalsBill } from "./bill.mjs";
import { cloudfront, dynamodb, httpApi, PRICES_OF, price } from "./prices.mjs";
import { bytes, drill, fixed, habits, limits, photoLimit, signals, times, units } from "./usage.mjs";

const scales = [
  { name: "1 million requests", month: requests(1e6) },
  { name: "1,000 people", month: demand(1e3) },
  { name: "100,000 people", month: demand(1e5) },
  { name: "10 million people", month: demand(1e7) },
];

const dollars = (amount) =>
  amount < 0.005 ? "–" : amount < 100 ? amount.toFixed(2) : Math.round(amount).toLocaleString("en-US");

const row = (cells) => `| ${cells.join(" | ")} |`;

function table(bill) {
  const bills = scales.map(({ month }) => bill(month));
  const names = Object.keys(bills[0].lines);
  return [
    row(["US dollars a month", ...scales.map(({ name }) => name)]),
    row(["---", ...scales.map(() => "---:")]),
    ...names.map((name) => row([name, ...bills.map(({ lines }) => dollars(lines[name]))])),
    row(["**total**", ...bills.map(({ total }) => `**${dollars(total)}**`)]),
    row([
      "per person",
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

/** DynamoDB's part of calls by API key, besides that of the calls. */
function keyCalls(count) {
  const { reads, writes } = units.key;
  return price(count * writes, dynamodb.write) + price(count * reads, dynamodb.read);
}

/** The chapter about the worst month. */
function worstText(bill) {
  const at = (rate, pages) => bill(attack(rate, { pages }));
  const [reading, writing] = [at(limits.rate, true), at(limits.rate, false)];
  const day = dollars(Math.max(reading.total, writing.total) / habits.days);
  const million = 1e6;
  const edge = price(million, cloudfront.requests) + price(million, cloudfront.functions);
  const { lines } = reading;
  const spared = lines["Lambda, requests"] + lines["Lambda, time"];
  return `## The worst month

A script that makes as many requests as the API's limit allows, ${limits.rate} a second (\`rate\`), in every second of a
month:

| US dollars a month | pages | new entries, which stay |
| --- | ---: | ---: |
| at \`rate\`, ${limits.rate} a second | ${dollars(reading.total)} | ${dollars(writing.total)} |
| at \`budgetRate\`, ${limits.budgetRate} a second | ${dollars(at(limits.budgetRate, true).total)} | ${dollars(at(limits.budgetRate, false).total)} |

The largest lines are ${largest(reading)} with pages, and ${largest(writing)} with entries, which are counted as if all of
them were there from the first day. Costlier calls have limits of their own, for a journal or a client: exports, imports,
passwords, and photos, of which one client may upload ${photoLimit.burst} at once and then one in ${photoLimit.interval} seconds: about ${dollars(photosBill())} a month. Clients in
many networks multiply that.

**Past the budget** a function lowers the limit to \`budgetRate\`, and notifies the alerts' address. AWS updates a
budget up to three times a day, so a script can spend about a day's share first: ${day} at the limit. A person
[raises the limit again](runbook.md#the-bill). A site that people use needs a budget above its usual bill.

**Beyond the limit** API Gateway refuses, and CloudFront bills the request nevertheless: ${dollars(edge)} for a million, and
${dollars(price(million, httpApi.requests))} more if API Gateway bills what it refuses. Files of the site, which
have no limit, are ${cloudfront.out[0][1]} a GB after the first TB. Against one address \`-c waf=true\` helps, against many it does not:
the alarm [refused-requests](runbook.md#refused-requests) reports both.

**The origin key is checked by the function,** and no authorizer stands before it. At the limit it would spare at most
${dollars(spared)} of ${dollars(reading.total)} (the lines of Lambda), and only when the requests go to the API's own address, which nothing
publishes, without a key: an authorizer remembers its answer for each value of the header, so each made-up key would start
it as it starts the function today. Every page would depend on it.

**CloudFront's flat-rate plans** include the firewall: Free costs nothing, with a million requests and 100 GB, Pro for 15
dollars with 10 million and 50 TB, without a bill for more. No stack subscribes to one, so the firewall stays an option:

- A distribution with a plan can't be deleted, and a cancelled plan lasts until the end of the billing period. \`make
  destroy\` would fail until then, and it has to take a stage offline at any time.
- A plan restricts the distribution. Free is reported to allow five behaviours, and this one has more; the firewall can't
  be detached.
- An account has few Free plans, and one on AWS's own free tier has none.
- A million requests are those of about ${Math.floor(1e6 / (habits.days * (habits.pages + habits.writes + habits.weeks + habits.versions))).toLocaleString("en-US")} people. Beyond its allowance AWS may slow the site down.

A site that stays can subscribe by hand: deploy with \`-c waf=true\`, then choose a plan in CloudFront's console, which
says what the distribution lacks for it. Cancel the plan, and wait for its end, before \`make destroy\` or a deployment
without \`waf\`.`;
}

/** The paragraph about signals. */
function signalsText() {
  const { lines, total } = signalsBill();
  const parts = Object.entries(lines).map(([name, cost]) => `${name} ${dollars(cost)}`);
  const one = signalsBill(signals.count + 1).total - total;
  return `**Signals.** Asking ${signals.sources} sources every five minutes, ${signals.runs.toLocaleString("en-US")} times a month, for the values of
${signals.count} signals costs ${dollars(total)}: ${parts.join(", ")}, free tiers not deducted. CloudWatch is a metric and
the metrics of alarms. A run is assumed to bill ${(signals.run / 1000).toFixed(1)} seconds; a value is kept for 13 months. One signal more costs ${(100 * one).toFixed(1)} ¢.
People add reads only: a page reads the table, never a source.`;
}

/** The paragraph about the restore drill. */
function drillText() {
  // Entries live for six months.
  const perPerson = habits.days * 6;
  const items = drill.people * perPerson;
  const { lines, total } = drillBill(items);
  const parts = Object.entries(lines).map(([name, cost]) => `${name} ${dollars(cost)}`);
  const most = (1000 * drill.seconds) / drill.item;
  return `**Restore drill.** With \`restoreDrill\` every export is restored into a scratch table. Every night, for the
${items.toLocaleString("en-US")} entries of ${drill.people.toLocaleString("en-US")} people, that costs ${dollars(total)}: ${parts.join(", ")}, free tiers not deducted. CloudWatch is
the metrics of alarms, and ${drill.metrics} metrics in the hours in which they are sent. A million items more are ${dollars(millionDrilled())} each
time; a moment or a comment is two writes, because its table has a local index; another region adds its traffic, 0.02 a GB.
An item is assumed to take ${drill.item} ms, so the ${drill.seconds / 60} minutes of a drill are enough for about ${most.toLocaleString("en-US")} in a table, the entries of
${(Math.floor(most / perPerson / 100) * 100).toLocaleString("en-US")} people. With more, [restore-unproven](runbook.md#restore-unproven) fires: restore by hand, and switch the drill off.`;
}

/** The cost of one drill of a million items. */
function millionDrilled() {
  return (drillBill(1e6).total - drillBill(0).total) / habits.days;
}

/** The content of docs/cost.md. */
export function page(bill) {
  const perDay = habits.pages + habits.writes + habits.weeks + habits.versions;
  return `<!-- Computed by tools/cost/main.mjs: change the figures there. -->

# What it costs

A month in us-east-1, with the prices of ${PRICES_OF}, all options off, permanent free tiers deducted,
without taxes. Prices change: \`tools/cost/prices.mjs\` links to their pages.

${table(bill)}

The first column is a million requests to the function, divided among pages and calls as people's are,
with the entries of that many people.

**What grows.** ${scales.map(({ name, month }) => `At ${name}: ${largest(bill(month))}.`).join(" ")}
A small journal pays for monitoring, not for requests. A large one pays for photos and their back-up, for
requests (API Gateway, CloudFront) and for the nightly export, which writes the whole table every night: from about
100,000 people on, \`-c backups=twice-weekly\` saves five sevenths of that line, and point-in-time recovery still
reaches every second of the last 35 days.

## Assumptions

| measured | |
|---|---:|
| a page with a full week, gzip, headers included | ${bytes.page} bytes |
| a response of the API | ${bytes.call} bytes |
| a visit with an empty cache | ${bytes.fresh} bytes, ${fixed.files} requests |
| an entry with a note, in the table (counted) | ${bytes.entry} bytes, one write unit |
| a photo in both sizes (estimated) | ${bytes.photo} bytes, ${units.photo} requests of S3 |
| a reminder, sent or not (counted) | ${units.remind} write units, one read unit; at a push service it is free |
| a run of the reminder job (counted) | ${fixed.runs.toLocaleString("en-US")} a month, ${units.look} read units each |
| a run of the job of whole journals (counted) | ${fixed.works.toLocaleString("en-US")} a month, one read unit each |
| a request, besides its own units (counted) | ${units.person} read unit for the person, ${units.person} more for the session of an account (assumed for all) |
| a call by API key, besides its own units (counted) | ${units.key.reads} read units (the key, its person), ${units.key.writes} write unit (the count) |
| a week | one query, one read unit (strongly consistent, up to 4 kB) |
| the moments of a page | one query, one read unit likewise |
| a request in the logs (estimated) | ${bytes.log} bytes |
| metrics of alarms (counted) | ${fixed.alarmMetrics} |

Lambda at ${times.memory} MB is assumed to bill ${times.page} ms for a page, ${times.call} ms for a call and ${times.cold} ms for a
cold start. That is the program's own 3 ms (\`make bench-lambda\`, without a real network) with
room for DynamoDB's responses; Lambda's time hardly matters in the bill.

People are assumed to write every day (${habits.writes} times), open the page ${habits.pages} times and another week
${habits.weeks} times, and their browser to check for a new version ${habits.versions} time: ${perDay.toFixed(1)} requests a day. ${habits.fresh} visits a
month have an empty cache; ${habits.photos} photos a month are added to moments, for the last ${habits.photoMonths} months, and none is deleted
(a view is not counted: it is a request, and 60 to 600 kB of traffic, once a week for each device); one request in ${Math.round(1 / times.coldShare)} has a cold start; entries live for six months; for every
${1 / habits.reminded} people one device has a reminder.

**API keys.** A million calls by key cost ${dollars(keyCalls(1e6))} in DynamoDB besides the calls' own units; a key
that uses its whole default quota, 100,000 calls a month, costs ${(100 * keyCalls(1e5)).toFixed(1)} ¢. The count is one conditional write for
each call that is answered. A refused call costs only the reads, and a malformed key nothing. A read
does not wait for the write: both run concurrently.

${signalsText()}

${drillText()}

${worstText(bill)}

## Options

| option | a month |
|---|---|
| \`domain\` | 0.50 for the zone; the certificate is free |
| \`waf\` | 8, and 0.60 for a million requests |
| \`signals\`, \`signalsVersion\` | ${dollars(signalsBill().total)} for ${signals.count} signals of ${signals.sources} sources; a parameter above 4 kB is 0.05 |
| \`restoreDrill\` | ${dollars(drillBill(0).total)}, and ${dollars(millionDrilled())} for a million items, each time |
| \`cognito\` | nothing up to 10,000 accounts, then 1.5 ¢ each |
| \`provisioned\` | nothing: 5 reads and 5 writes a second are inside the free tier, enough for about 10,000 people spread over the day; a rush is throttled |
| \`backups=twice-weekly\` | nothing less for photos: a back-up adds only what is new |
| \`budgetRate\` | nothing: the function runs when the budget is exceeded |
| \`objectLock\` | nothing by itself; back-ups can't be deleted early |

## At internet scale, in theory

- **Hot keys.** A person's entries are one partition, and a person writes a few times a day, so no key
  is hot. \`/health\` reads one unused key, once in five minutes.
- **On-demand tables** start at 4,000 writes a second and double their previous peak within minutes. The
  rush is at nine in the evening, one time zone after another. Ten million people who write within two
  hours are about 1,500 writes a second: warm throughput, set once, is enough.
- **Our own limit** comes first: 100 requests a second, which limits the cost of an attack. Ten million
  people make 320 on average, and several times that at nine in the evening: \`-c rate=…\`.
- **Account limits** come next: 10,000 requests a second of API Gateway in a region, 1,000 Lambda
  concurrent functions, and 40 calls a second to SSM, one per cold start: the function retries, and a
  setting raises that limit. A request to AWS raises the others.
- **Reminders.** A run sends at most 496, within three seconds; every five minutes and up to three hours
  late, that is about ten thousand devices with the same hour. More need a schedule for each of the
  sixteen shards.
- **API Gateway.** From a few hundred million requests a month a Lambda function URL behind CloudFront
  would save that line, but requires a hash of the body from every form; CloudFront's committed prices
  save more.
- **Regions.** In global tables the last writer wins, and conditions on a write hold in one region only,
  so each person must stay in one. Each further region adds the lines of writes and storage again.
  The session key must be the same in all; the export runs in one.
`;
}
