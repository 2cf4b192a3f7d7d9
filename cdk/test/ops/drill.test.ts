// The drill: everything is lost, and comes back from the nightly export.
//
// The table and the archive are on one engine, and the table to restore to is on another that
// has never seen it, as a new account would be.

import { DynamoDBClient, ExportTableToPointInTimeCommand, DescribeExportCommand, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { open } from "../../ops/export.ts";
import { report, restore } from "../../ops/restore.ts";
import { source } from "../../ops/source.ts";
import { awsFiles, copy, motoLines, store, type Files } from "./aws-export.ts";
import { Engine } from "./engine.ts";
import { comparable, createTable, entry, everything, fill, isOver, NOW, removed, type Item } from "./moods.ts";
import { scheduledExport } from "./schedule.ts";
import { script } from "./script.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const COUNT = 1500;
const ENTRIES = Array.from({ length: COUNT }, (_, n) => entry(n));
const ALIVE = ENTRIES.filter((_entry, n) => !isOver(n));
const EXPIRED = COUNT - ALIVE.length;
const FEW = ENTRIES.slice(0, 150);
const FEW_ALIVE = ALIVE.slice(0, 135);
const BUCKET = "humeur-archive";
const NIGHT = "2026-11-21T03:00:00Z";
const ID = "01795000000000-a1b2c3d4";

let home: Engine;
let away: Engine;
let archive: S3Client;
let target: DynamoDBClient;
let files: Files;
let address: string;
let prefix: string;
const dirs: string[] = [];

beforeAll(async () => {
  [home, away] = await Promise.all([Engine.moto(), Engine.ministack("dynamodb", "cloudformation")]);
  archive = new S3Client(home.config);
  target = new DynamoDBClient(away.config);
  const lost = new DynamoDBClient(home.config);
  const arn = await createTable(lost, "moods");
  await lost.send(
    new UpdateContinuousBackupsCommand({ TableName: "moods", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  );
  await archive.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }));
  await fill(lost, "moods", ENTRIES);

  const input = scheduledExport({ table: arn, bucket: BUCKET, account: "123456789012", time: NIGHT });
  prefix = input.S3Prefix!;
  const { ExportDescription } = await lost.send(new ExportTableToPointInTimeCommand(input));
  await exported(lost, ExportDescription!.ExportArn!);
  files = awsFiles(await motoLines(archive, BUCKET, prefix), prefix, ID, NIGHT);
  address = await store(archive, BUCKET, prefix, ID, files);
});

afterAll(async () => {
  await Promise.all([home?.stop(), away?.stop()]);
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

async function exported(client: DynamoDBClient, arn: string): Promise<void> {
  for (let looks = 0; looks < 300; looks++) {
    const { ExportDescription } = await client.send(new DescribeExportCommand({ ExportArn: arn }));
    if (ExportDescription?.ExportStatus === "COMPLETED") return;
    if (ExportDescription?.ExportStatus === "FAILED") throw new Error(ExportDescription.FailureMessage);
    await sleep(100);
  }
  throw new Error("the export does not end");
}

const fromArchive = () => open(source(address, () => archive));
/** Fewer, where the number proves nothing. */
const few = () => open(source(copied(awsFiles(FEW.map(line), "p", ID)), () => archive));

/** An export in a folder of its own. */
function copied(of: Files): string {
  const dir = mkdtempSync(join(tmpdir(), "humeur-export-"));
  dirs.push(dir);
  return copy(of, dir);
}

/** A copy of the export, with some of its files changed. */
function folder(changes: Files = {}, without: string[] = []): string {
  const kept = Object.entries({ ...files, ...changes }).filter(([name]) => !without.includes(name));
  return copied(Object.fromEntries(kept));
}

describe("everything comes back", () => {
  test("item for item, but for what has expired", async () => {
    await createTable(target, "whole");
    const done = await restore(target, "whole", await fromArchive(), { now: NOW });
    expect(done).toEqual({ restored: ALIVE.length, overwritten: 0, kept: 0, expired: EXPIRED, total: COUNT });
    expect(await everything(target, "whole")).toEqual(comparable(ALIVE));
  });

  test("though nothing newer is undone; and a second time changes nothing", async () => {
    await createTable(target, "newer");
    const older = { ...ENTRIES[8]!, version: { N: "1" }, note: { S: "before" } };
    const changed = { ...ENTRIES[10]!, version: { N: "99" }, note: { S: "changed since" } };
    const afresh = { ...ENTRIES[17]!, version: { N: "1" }, createdAt: { N: String(NOW) }, note: { S: "removed, and written again" } };
    const added = { ...ENTRIES[20]!, day: { S: "2026-11-21" } };
    await fill(target, "newer", [older, changed, afresh, added]);
    expect(Number(ENTRIES[17]!.version!.N)).toBeGreaterThan(1);

    const done = await restore(target, "newer", await few(), { now: NOW });
    expect(done).toEqual({ restored: FEW_ALIVE.length - 2, overwritten: 0, kept: 2, expired: 15, total: 150 });
    const others = FEW_ALIVE.filter((item) => item !== ENTRIES[10] && item !== ENTRIES[17]);
    const expected = comparable([...others, changed, afresh, added]);
    expect(await everything(target, "newer")).toEqual(expected);

    const again = await restore(target, "newer", await few(), { now: NOW });
    expect(again).toEqual({ restored: 0, overwritten: 0, kept: FEW_ALIVE.length, expired: 15, total: 150 });
    expect(await everything(target, "newer")).toEqual(expected);
  });

  test("nor is what was removed brought back, or what was written again since taken out", async () => {
    await createTable(target, "removals");
    const of = (n: number) => ENTRIES[n]!;
    const [gone, again] = [of(29), of(79)];
    expect([gone, again].map((item) => item.mood)).toEqual([undefined, undefined]);
    const newer = [
      // Removed after the backup.
      removed(of(30), Number(of(30).version!.N) + 1, NOW),
      // Begun anew in between by a release that left nothing of a removal, and removed.
      removed(of(50), 2, NOW),
      // Written again after the backup.
      { ...again, mood: { S: "good" }, version: { N: "99" }, createdAt: { N: String(NOW) }, updatedAt: { N: String(NOW) } },
    ];
    const { removedVersion: _none, ...before } = gone;
    const older = [
      { ...before, mood: { S: "bad" }, version: { N: "1" }, createdAt: { N: "1" }, updatedAt: { N: "1" } },
      removed(of(40), 2, Number(of(40).updatedAt!.N) - 1),
    ];
    await fill(target, "removals", [...newer, ...older]);

    const done = await restore(target, "removals", await few(), { now: NOW });
    expect(done).toMatchObject({ restored: FEW_ALIVE.length - 3, kept: 3 });
    const others = FEW_ALIVE.filter((item) => ![of(30), of(50), again].includes(item));
    expect(await everything(target, "removals")).toEqual(comparable([...others, ...newer]));
  });

  test("what is newer is written over when that is asked for, and counted; the rest of the table stays", async () => {
    await createTable(target, "overwritten");
    const bad = { ...ENTRIES[10]!, version: { N: "99" }, note: { S: "by a bad release" } };
    const added = { ...ENTRIES[20]!, day: { S: "2026-11-21" } };
    await fill(target, "overwritten", [bad, added]);
    const done = await restore(target, "overwritten", await few(), { now: NOW, overwrite: true });
    expect(done).toEqual({ restored: FEW_ALIVE.length - 1, overwritten: 1, kept: 0, expired: 15, total: 150 });
    expect(report(done)).toBe("restored 134, wrote over 1 that were there, kept 0 that were as new or newer, left out 15 expired: 150 in the backup");
    expect(await everything(target, "overwritten")).toEqual(comparable([...FEW_ALIVE, added]));
  });

  test("also when the connection breaks in between, and when the table is throttled", async () => {
    await createTable(target, "broken");
    let requests = 0;
    const proxy = await forward(away.url, () => (++requests > 60 ? "break" : "pass"));
    // A client that does not try again, so that the break is the end.
    const weak = new DynamoDBClient({ ...away.config, endpoint: proxy.url, maxAttempts: 1 });
    await expect(restore(weak, "broken", await few(), { now: NOW })).rejects.toThrow();
    await proxy.close();
    const half = (await everything(target, "broken")).length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(FEW_ALIVE.length);

    // More are turned away in a row than the SDK would ask again.
    let turn = 0;
    const throttled = await forward(away.url, () => (++turn > 40 && turn < 160 ? "throttle" : "pass"));
    const patient = new DynamoDBClient({ ...away.config, endpoint: throttled.url });
    const done = await restore(patient, "broken", await few(), { now: NOW });
    await throttled.close();
    expect(done).toMatchObject({ restored: FEW_ALIVE.length - half, kept: half });
    expect(await everything(target, "broken")).toEqual(comparable(FEW_ALIVE));
  });

  test("from a copy in a folder", async () => {
    await createTable(target, "copied");
    const done = await restore(target, "copied", await few(), { now: NOW });
    expect(report(done)).toBe("restored 135, kept 0 that were as new or newer, left out 15 expired: 150 in the backup");
  });
});

/** An item as AWS would write it. */
function line(item: Item): string {
  return JSON.stringify({ Item: item }, (_name, value: unknown) => {
    const { type, data } = (value ?? {}) as { type?: string; data?: number[] };
    return type === "Buffer" && data ? Buffer.from(data).toString("base64") : value;
  });
}

describe("what is not a whole export of the table is refused before anything is written", () => {
  beforeAll(() => createTable(target, "untouched"));

  const part = "data/part2.json.gz";
  const data = () => files[part]!;
  const flipped = () => {
    const copy = Buffer.from(data());
    copy[copy.length >> 1]! ^= 1;
    return copy;
  };
  const rows = () => files["manifest-files.json"]!.toString().trim().split("\n");
  const summary = (changes: object) =>
    Buffer.from(JSON.stringify({ ...JSON.parse(files["manifest-summary.json"]!.toString()), ...changes }));
  const foreign = (changes: object) => {
    const item = { ...ENTRIES[0], ...changes } as Item;
    return awsFiles([line(item)], "p", ID);
  };

  test.each<[string, () => string, RegExp]>([
    ["cut off", () => folder({ [part]: data().subarray(0, data().length - 20) }), /damaged \(data\/part2\.json\.gz is cut off or damaged\): copy it again, or name the one before\.$/],
    ["cut off at the end of a file of two", () => folder({ [part]: data().subarray(0, 0) }), /damaged \(data\/part2\.json\.gz/],
    ["changed", () => folder({ [part]: flipped() }), /damaged \(data\/part2\.json\.gz/],
    ["exchanged", () => folder({ [part]: files["data/part1.json.gz"]! }), /part2\.json\.gz does not have the checksum of the manifest/],
    ["incomplete", () => folder({}, [part]), /damaged \(data\/part2\.json\.gz is missing\)/],
    ["shortened", () => folder({ "manifest-files.json": Buffer.from(rows().slice(1).join("\n")) }), /damaged \(manifest-files\.json lists 1125 items, and manifest-summary\.json 1500\)/],
    ["without its list", () => folder({}, ["manifest-files.json"]), /damaged \(manifest-files\.json is missing\)/],
    ["not JSON", () => folder({ "manifest-summary.json": Buffer.from("{") }), /damaged \(manifest-summary\.json is not JSON\)/],
    ["a list of nothing", () => folder({ "manifest-files.json": Buffer.from("{}\n") }), /damaged \(manifest-files\.json does not say which files there are\)/],
    ["unfinished", () => folder({}, ["manifest-summary.json"]), /is not a finished export .*: wait for it, or name the one before\.$/],
    ["of another format", () => folder({ "manifest-summary.json": summary({ outputFormat: "ION" }) }), /is not a full export as DYNAMODB_JSON/],
    ["of changes alone", () => folder({ "manifest-summary.json": summary({ exportType: "INCREMENTAL_EXPORT" }) }), /is not a full export/],
    ["nowhere", () => join(tmpdir(), "humeur-nowhere"), /^there is no export at .*humeur-nowhere: look at its name/],
    ["nowhere in the archive", () => `s3://${BUCKET}/tables/moods/never/AWSDynamoDB/0`, /^there is no export at s3:\/\/humeur-archive\/tables\/moods\/never/],
    ["in no bucket", () => "s3://humeur-nowhere/tables/AWSDynamoDB/0", /^there is no bucket humeur-nowhere: look at its name\.$/],
    ["a bucket alone", () => `s3://${BUCKET}`, /names no export: it must be s3:\/\/BUCKET\/PREFIX\/AWSDynamoDB\/EXPORT\.$/],
    ["of another table", () => copied(foreign({ userId: { N: "1" } })), /is not of table moods \(line 1 of data\/part0\.json\.gz: 'userId'\)/],
    ["of a table without versions", () => copied(foreign({ version: undefined })), /is not of table moods \(.* 'version'\)/],
    ["with a day that is none", () => copied(foreign({ day: { S: "yesterday" } })), /is not of table moods \(.* 'day'\)/],
  ])("%s", async (_what, place, expected) => {
    const attempt = async () => restore(target, "untouched", await open(source(place(), () => archive)), { now: NOW });
    await expect(attempt()).rejects.toThrow(expected);
    expect(await everything(target, "untouched")).toEqual([]);
  });

  test("nor is a table taken that is not of moods", async () => {
    await createTable(target, "other", ["id", "timestamp"]);
    await expect(restore(target, "other", await fromArchive(), { now: NOW })).rejects.toThrow(
      "table other has the key id, timestamp and not userId, day: name the table of moods.",
    );
    await expect(restore(target, "none-such", await fromArchive(), { now: NOW })).rejects.toThrow(/^there is no table none-such: /);
  });
});

describe("the script", () => {
  const env = () => ({ ...away.env, AWS_ENDPOINT_URL_S3: home.url });

  beforeAll(async () => {
    await createTable(target, "deployed");
    // Tonight's is still under way, and last night's is not the first.
    await store(archive, BUCKET, prefix.replace(NIGHT, "2026-11-20T03:00:00Z"), "00", awsFiles([], "p", "00", "2026-11-20T03:00:00Z"));
    await store(archive, BUCKET, prefix.replace(NIGHT, "2026-11-22T03:00:00Z"), "02", { _started: Buffer.alloc(0) });
    // One by hand, of the day before: its name sorts last.
    await store(archive, BUCKET, prefix.replace(NIGHT, "by-hand"), "03", awsFiles([], "p", "03", "2026-11-20T12:00:00Z"));
    const Resources = { Any: { Type: "AWS::CloudFormation::WaitConditionHandle" } };
    const Outputs = { ArchiveBucket: { Value: BUCKET }, MoodsTable: { Value: "deployed" } };
    await new CloudFormationClient(away.config).send(
      new CreateStackCommand({ StackName: "Humeur-drill-Storage", TemplateBody: JSON.stringify({ Resources, Outputs }) }),
    );
  });

  test("takes the newest finished export of the stage, tries it dry, and then in earnest", async () => {
    const dry = await script("restore", ["--latest", "--stage", "drill", "--dry-run"], env());
    expect(dry).toMatchObject({ code: 0, stderr: `checking ${address}, ${COUNT} items, to table deployed\n` });
    expect(dry.stdout).toMatch(/^would have restored \d+, kept 0 .*: 1500 in the backup\n$/);
    expect(await everything(target, "deployed")).toEqual([]);

    const done = await script("restore", ["--latest", "--stage", "drill"], env());
    expect(done.code).toBe(0);
    expect(done.stdout).toBe(dry.stdout.replace("would have ", ""));
    expect((await everything(target, "deployed")).length).toBeGreaterThan(0);
  });

  test("says in a sentence what is lacking", async () => {
    const sentence = "say what to restore: either --latest, or --from with an export (--help says more).\n";
    expect(await script("restore", [], env())).toEqual({ code: 1, stdout: "", stderr: sentence });
  });
});

/** Stands before an engine, and lets through what `decide` lets. */
async function forward(to: string, decide: () => "pass" | "break" | "throttle"): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((incoming, answer) => {
    const what = decide();
    if (what === "break") return void incoming.socket.destroy();
    if (what === "throttle") {
      incoming.resume();
      answer.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      return void answer.end(JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", message: "slower" }));
    }
    const onward = request(to + incoming.url, { method: incoming.method, headers: incoming.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
