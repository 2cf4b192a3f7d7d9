// The function of the restore drill (lib/drill.ts), which runs after every export of a table.

import { dynamoDbIn, s3 } from "./clients.ts";
import { drill } from "./drill.ts";
import { open } from "./export.ts";
import { Failure } from "./failure.ts";
import { discardAbandoned } from "./scratch.ts";
import { source, summaryTimes, text } from "./source.ts";
import { EXPORTED, exportPrefix } from "./tables.ts";

/** The name of an export's summary, which DynamoDB writes last. */
const SUMMARY = "manifest-summary.json";
/** The time for the restore and the comparison, in seconds: a minute less than the function has, so that it can delete
    the table. */
const TIMEOUT_SECONDS = 14 * 60;

/** The written summary of an export. */
export interface SummaryEvent {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Proves that an export can be restored, and logs the metrics:
 * - `RestoreProvenAge`, the seconds from the time of the export to its proof. Only a proof has it, so a
 *   missing value counts as too old.
 * - `RestoreSeconds`, the duration of restore and comparison.
 *
 * @throws {Failure} if there is no proof. It names the export and no content.
 */
export async function handler({ bucket, key }: SummaryEvent): Promise<void> {
  const { HUMEUR_ENVIRONMENT: environment = "", HUMEUR_DRILL_REGION: region = "" } = process.env;
  const table = EXPORTED.find((known) => key.startsWith(exportPrefix(known)));
  if (!table || !key.endsWith(`/${SUMMARY}`)) {
    throw new Failure(`s3://${bucket}/${key} is not the summary of an export: see server/tables.json.`);
  }
  const from = source(`s3://${bucket}/${key.slice(0, -SUMMARY.length)}`, s3);
  const exported = await open(from, table);
  const exportedAt = summaryTimes((await text(from, SUMMARY)) ?? "").find((time) => !Number.isNaN(time));
  if (exportedAt === undefined) throw new Failure(`${from.name} has no time: start another export.`);

  const client = dynamoDbIn(region);
  await discardAbandoned(client, environment, Date.now() / 1000);
  const begun = Date.now();
  const items = await drill(client, environment, exported, { now: Math.floor(begun / 1000), seconds: TIMEOUT_SECONDS });
  const ended = Date.now();
  log(environment, table.name, items, {
    RestoreProvenAge: (ended - exportedAt) / 1000,
    RestoreSeconds: (ended - begun) / 1000,
  });
}

/** Writes the metrics in CloudWatch's embedded format. Lambda leaves stdout as it is, other than the console. */
function log(environment: string, table: string, items: number, metrics: Record<string, number>): void {
  const Metrics = Object.keys(metrics).map((Name) => ({ Name, Unit: "Seconds" }));
  const CloudWatchMetrics = [{ Namespace: "Humeur", Dimensions: [["environment", "table"]], Metrics }];
  const line = {
    _aws: { Timestamp: Date.now(), CloudWatchMetrics },
    message: "restore proven",
    environment,
    table,
    items,
    ...metrics,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
