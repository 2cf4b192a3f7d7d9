// Brings entries back from a nightly export.
//
// An entry that its owner removed after the backup stays removed, as the table still knows of the
// removal. Where the table itself was lost, or is written over, that can't be known: it comes back.

import { DescribeTableCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { program, say } from "./cli.ts";
import { cloudFormation, dynamoDb, s3 } from "./clients.ts";
import { items, open, type Export } from "./export.ts";
import { Failure, isNamed } from "./failure.ts";
import { isExpired, KEY, putAnyway, putUnlessNewer, type Item } from "./item.ts";
import { output } from "./outputs.ts";
import { forEach } from "./pool.ts";
import { latest, source } from "./source.ts";
import { stage } from "./stage.ts";

const USAGE = `restore.ts (--latest | --from PLACE) [--table NAME] [--stage NAME] [--endpoint URL] [--overwrite] [--dry-run]

  --latest    the newest finished export of the stage's archive
  --from      an export: s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT, or a folder with a copy of it
  --table     the table to restore to (default: the stage's own)
  --stage     the stage (default: production)
  --endpoint  a DynamoDB engine elsewhere
  --overwrite write every entry of the export, whatever the table has: what people changed since
              is lost, and what a bad release wrote
  --dry-run   read and check everything, and write nothing

Writes what is missing in the table or older there; what is newer there stays, unless --overwrite
is given. An interrupted restore is simply run again.
`;

const AT_A_TIME = 32;
const REPORT_EVERY = 10_000;

/**
 * How a table says that it takes no more for now. The SDK asks again some times, and then spares
 * the table; a restore has time, as one with five write units writes five items a second.
 */
const THROTTLED = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const PATIENCE_MS = 10 * 60_000;

/** What became of the items of a backup. */
export interface Restored {
  /** Written. In a dry run: what might be. */
  restored: number;
  /** Written over what was there, when that was asked for. */
  overwritten: number;
  /** Found in the table as new as the backup's, or newer, and left alone. */
  kept: number;
  /** Past their retention, and left out. */
  expired: number;
  /** In the backup. */
  readonly total: number;
}

/**
 * Restores an export. It is read twice: all of it is found good before the first item is written.
 *
 * @param now in seconds since the epoch.
 * @throws {Failure} when the table or the export is not as it must be.
 */
export async function restore(
  client: DynamoDBClient,
  table: string,
  from: Export,
  { now, dryRun = false, overwrite = false }: { now: number; dryRun?: boolean; overwrite?: boolean },
): Promise<Restored> {
  await checkTable(client, table);
  const result: Restored = { restored: 0, overwritten: 0, kept: 0, expired: 0, total: from.items };
  const checked = { ...result };
  for await (const item of items(from)) checked[isExpired(item, now) ? "expired" : "restored"] += 1;
  if (dryRun) return checked;

  let seen = 0;
  await forEach(items(from), AT_A_TIME, async (item) => {
    if (isExpired(item, now)) result.expired += 1;
    else result[await put(client, table, item, overwrite)] += 1;
    seen += 1;
    if (seen % REPORT_EVERY === 0) say(`${seen} of ${from.items} items`);
  });
  return result;
}

/** One line about it, for a person. */
export function report(done: Restored): string {
  const over = done.overwritten ? `, wrote over ${done.overwritten} that were there` : "";
  return `restored ${done.restored}${over}, kept ${done.kept} that were as new or newer, left out ${done.expired} expired: ${done.total} in the backup`;
}

/** Writes an item, and says what became of it: kept is the table's own. */
async function put(
  client: DynamoDBClient,
  table: string,
  item: Item,
  overwrite: boolean,
): Promise<"restored" | "overwritten" | "kept"> {
  const since = Date.now();
  for (let tries = 0; ; tries++) {
    try {
      const { Attributes } = await client.send(
        new PutItemCommand(overwrite ? putAnyway(table, item) : putUnlessNewer(table, item)),
      );
      return Attributes ? "overwritten" : "restored";
    } catch (error) {
      if (isNamed(error, "ConditionalCheckFailedException")) return "kept";
      if (!isNamed(error, ...THROTTLED)) throw error;
      if (Date.now() - since > PATIENCE_MS) {
        throw new Failure(`table ${table} takes no more: run this again later, it goes on where it stopped.`);
      }
    }
    // Not all at once again.
    await sleep(Math.random() * Math.min(PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
  }
}

async function checkTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const key = (Table?.KeySchema ?? []).map((part) => part.AttributeName);
    if (key.join() !== KEY.join()) {
      throw new Failure(`table ${table} has the key ${key.join(", ")} and not ${KEY.join(", ")}: name the table of moods.`);
    }
  } catch (error) {
    if (!isNamed(error, "ResourceNotFoundException")) throw error;
    throw new Failure(`there is no table ${table}: deploy the storage stack first, or look at its name.`);
  }
}

async function place(of: ReturnType<typeof stage>, values: { from?: string; latest?: boolean }): Promise<string> {
  if (values.from && !values.latest) return values.from;
  if (values.latest && !values.from) {
    return latest(s3(), await output(cloudFormation(), of.storage, "ArchiveBucket"), "tables/moods/");
  }
  throw new Failure("say what to restore: either --latest, or --from with an export (--help says more).");
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: "string" },
      latest: { type: "boolean" },
      table: { type: "string" },
      stage: { type: "string" },
      endpoint: { type: "string" },
      overwrite: { type: "boolean" },
      "dry-run": { type: "boolean" },
    },
  });
  const of = stage(values.stage);
  const found = await open(source(await place(of, values), s3));
  const table = values.table ?? (await output(cloudFormation(), of.storage, "MoodsTable"));
  const dryRun = values["dry-run"] ?? false;
  say(`${dryRun ? "checking" : "restoring"} ${found.from.name}, ${found.items} items, to table ${table}`);
  const now = Math.floor(Date.now() / 1000);
  const done = await restore(dynamoDb(values.endpoint), table, found, { now, dryRun, overwrite: values.overwrite });
  process.stdout.write(`${dryRun ? "would have " : ""}${report(done)}\n`);
  if (done.restored + done.overwritten + done.kept + done.expired !== done.total) {
    throw new Failure("these numbers do not add up: run it again, what was restored is kept.");
  }
});
