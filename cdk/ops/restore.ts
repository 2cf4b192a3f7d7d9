// Restores tables from their exports.
//
// An entry that its owner removed after the export stays removed, because the table has its
// tombstone. If the table was lost, or with --overwrite, the entry comes back.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { oneOf, program, say } from "./cli.ts";
import { cloudFormation, dynamoDb, s3 } from "./clients.ts";
import { type Export, items, open } from "./export.ts";
import { Failure, isNamed } from "./failure.ts";
import { isExpired, keyNames, putAnyway, putUnlessNewer } from "./item.ts";
import { output } from "./outputs.ts";
import { forEach } from "./pool.ts";
import { latest, source } from "./source.ts";
import { type Stage, stage } from "./stage.ts";
import { EXPORTED, type ExportedTable, exportPrefix, nameOutput } from "./tables.ts";

const USAGE = `restore.ts (--latest | --from PLACE) [--table NAME] [--to NAME] [--stage NAME] [--endpoint URL]
           [--overwrite] [--dry-run]

  --latest    the newest completed export of each table in the stage's archive
  --from      one export: s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT, or a folder with a copy of it
  --table     the table: ${EXPORTED.map(({ name }) => name).join(", ")} (default: all of them with --latest; required with --from
              if there are several)
  --to        the name in DynamoDB of the table to write to (default: the stage's own)
  --stage     the stage (default: production)
  --endpoint  another DynamoDB engine
  --overwrite write every item of the export, even over newer ones: replaces what a bad release
              wrote, and what people have written since
  --dry-run   read and check everything, and write nothing

Writes items that are missing or older in the table, and keeps newer ones, unless --overwrite is
given. To continue an interrupted restore, run it again.
`;

const CONCURRENCY = 32;
const REPORT_EVERY = 10_000;

/**
 * The errors of a throttled table. The SDK retries a few times and then gives up; a restore must
 * wait longer, because a table with five write units takes five items a second.
 */
const THROTTLED = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];
const PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;
const TIMEOUT_MS = 10 * 60_000;

/** The numbers of a restore, in items. */
export interface Restored {
  /** Written; in a dry run, those that may be. */
  restored: number;
  /** Written over an item of the table. */
  overwritten: number;
  /** Kept, because the table's own is not older. */
  kept: number;
  /** Skipped, because they have expired. */
  expired: number;
  /** In the export. */
  readonly total: number;
}

/**
 * Restores an export into the table `name`. The export is read twice, so that all of it is checked
 * before the first write.
 *
 * @param now in seconds since the epoch.
 * @throws {Failure} if the table or the export is invalid.
 */
export async function restore(
  client: DynamoDBClient,
  name: string,
  from: Export,
  { now, dryRun = false, overwrite = false }: { now: number; dryRun?: boolean; overwrite?: boolean },
): Promise<Restored> {
  const { table } = from;
  await checkTable(client, name, table);
  const result: Restored = { restored: 0, overwritten: 0, kept: 0, expired: 0, total: from.items };
  const checked = { ...result };
  for await (const item of items(from)) checked[isExpired(table, item, now) ? "expired" : "restored"] += 1;
  if (dryRun) return checked;

  let seen = 0;
  await forEach(items(from), CONCURRENCY, async (item) => {
    const request = overwrite ? putAnyway(name, item) : putUnlessNewer(table, name, item, now);
    result[isExpired(table, item, now) ? "expired" : await put(client, request)] += 1;
    seen += 1;
    if (seen % REPORT_EVERY === 0) say(`${seen} of ${from.items} items`);
  });
  return result;
}

/** One line for a person. */
export function report(done: Restored): string {
  const over = done.overwritten ? `, overwritten ${done.overwritten}` : "";
  return `restored ${done.restored}${over}, kept ${done.kept} not older, skipped ${done.expired} expired: ${done.total} in the export`;
}

/** Writes an item, waiting as long as the table is throttled. */
async function put(client: DynamoDBClient, request: PutItemCommandInput): Promise<"restored" | "overwritten" | "kept"> {
  const since = Date.now();
  for (let attempt = 0; ; attempt++) {
    try {
      const { Attributes } = await client.send(new PutItemCommand(request));
      return Attributes ? "overwritten" : "restored";
    } catch (error) {
      if (isNamed(error, "ConditionalCheckFailedException")) return "kept";
      if (!isNamed(error, ...THROTTLED)) throw error;
      if (Date.now() - since > TIMEOUT_MS) {
        throw new Failure(`table ${request.TableName} stays throttled: run this again later, to continue.`);
      }
    }
    // At random, so that the workers do not retry all at once.
    await sleep(Math.random() * Math.min(PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS));
  }
}

async function checkTable(client: DynamoDBClient, name: string, declared: ExportedTable): Promise<void> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const found = (Table?.KeySchema ?? []).map((part) => part.AttributeName).join(", ");
    const expected = keyNames(declared).join(", ");
    if (found !== expected) {
      throw new Failure(
        `table ${name} has the key ${found} and not ${expected}: use --to with a table of ${declared.name}.`,
      );
    }
  } catch (error) {
    if (!isNamed(error, "ResourceNotFoundException")) throw error;
    throw new Failure(`there is no table ${name}: deploy the storage stack first, or check its name.`);
  }
}

/** An export to restore, and the table to write to. */
interface Task {
  readonly from: Export;
  readonly to: string;
}

interface Arguments {
  readonly from?: string;
  readonly latest?: boolean;
  readonly table?: string;
  readonly to?: string;
}

async function tasks(of: Stage, { from, latest: newest, table: name, to }: Arguments): Promise<Task[]> {
  if (Boolean(from) === Boolean(newest)) {
    throw new Failure("choose what to restore: either --latest, or --from with an export (--help explains both).");
  }
  const chosen = name
    ? EXPORTED.filter(
        (table) =>
          table.name ===
          oneOf(
            EXPORTED.map((known) => known.name),
            name,
          ),
      )
    : EXPORTED;
  if ((from || to) && chosen.length > 1) throw new Failure("--table is missing: the table of this export.");
  const stacks = cloudFormation();
  const found: Task[] = [];
  for (const table of chosen) {
    const place = from ?? (await latest(s3(), await output(stacks, of.storage, "ArchiveBucket"), exportPrefix(table)));
    found.push({
      from: await open(source(place, s3), table),
      to: to ?? (await output(stacks, of.storage, nameOutput(table))),
    });
  }
  return found;
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      from: { type: "string" },
      latest: { type: "boolean" },
      table: { type: "string" },
      to: { type: "string" },
      stage: { type: "string" },
      endpoint: { type: "string" },
      overwrite: { type: "boolean" },
      "dry-run": { type: "boolean" },
    },
  });
  const { overwrite, "dry-run": dryRun = false } = values;
  const now = Math.floor(Date.now() / 1000);
  for (const { from, to } of await tasks(stage(values.stage), values)) {
    say(`${dryRun ? "checking" : "restoring"} ${from.from.name}, ${from.items} items, to table ${to}`);
    const done = await restore(dynamoDb(values.endpoint), to, from, { now, dryRun, overwrite });
    process.stdout.write(`${from.table.name}: ${dryRun ? "would have " : ""}${report(done)}\n`);
    if (done.restored + done.overwritten + done.kept + done.expired !== done.total) {
      throw new Failure("these numbers do not add up: run this again; restored items are kept.");
    }
  }
});
