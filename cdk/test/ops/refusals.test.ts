// Exports and tables that a restore refuses.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { open } from "../../ops/export.ts";
import { restore } from "../../ops/restore.ts";
import { source } from "../../ops/source.ts";
import { EXPORTED, type ExportedTable } from "../../ops/tables.ts";
import { awsFiles, copy, type Files } from "./aws-export.ts";
import { Engine } from "./engine.ts";
import { createTable, everything, exportLine, type Item, item, NOW } from "./items.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const BUCKET = "humeur-archive";
const ID = "01795000000000-a1b2c3d4";
const TABLE = EXPORTED[0]!;
const OTHER_KEY: Pick<ExportedTable, "partition" | "sort"> = {
  partition: { name: "other", type: "S" },
  sort: { name: "timestamp", type: "S" },
};

const ITEMS = Array.from({ length: 1500 }, (_, n) => item(TABLE, n));
const files = awsFiles(ITEMS.map(exportLine), "p", ID);

let engine: Engine;
let archive: S3Client;
let target: DynamoDBClient;
const dirs: string[] = [];

beforeAll(async () => {
  engine = await Engine.ministack("dynamodb", "s3");
  archive = new S3Client(engine.config);
  target = new DynamoDBClient(engine.config);
  await archive.send(
    new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
  );
});

afterAll(async () => {
  await engine?.stop();
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

const at = (place: string) => source(place, () => archive);

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

describe("an export is refused before the first write if it is", () => {
  beforeAll(() => createTable(target, "untouched", TABLE));

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
    return awsFiles([exportLine({ ...ITEMS[0], ...changes } as Item)], "p", ID);
  };

  test.each<[string, () => string, RegExp]>([
    [
      "cut off",
      () => folder({ [part]: data().subarray(0, data().length - 20) }),
      /damaged \(data\/part2\.json\.gz is cut off or damaged\): copy it again, or choose the previous one\.$/,
    ],
    [
      "cut off at the end of a file of two",
      () => folder({ [part]: data().subarray(0, 0) }),
      /damaged \(data\/part2\.json\.gz/,
    ],
    ["changed", () => folder({ [part]: flipped() }), /damaged \(data\/part2\.json\.gz/],
    [
      "exchanged",
      () => folder({ [part]: files["data/part1.json.gz"]! }),
      /part2\.json\.gz does not have the checksum of the manifest/,
    ],
    ["incomplete", () => folder({}, [part]), /damaged \(data\/part2\.json\.gz is missing\)/],
    [
      "shortened",
      () => folder({ "manifest-files.json": Buffer.from(rows().slice(1).join("\n")) }),
      /damaged \(manifest-files\.json lists 1125 items, and manifest-summary\.json 1500\)/,
    ],
    ["without its list", () => folder({}, ["manifest-files.json"]), /damaged \(manifest-files\.json is missing\)/],
    [
      "not JSON",
      () => folder({ "manifest-summary.json": Buffer.from("{") }),
      /damaged \(manifest-summary\.json is not JSON\)/,
    ],
    [
      "a list of nothing",
      () => folder({ "manifest-files.json": Buffer.from("{}\n") }),
      /damaged \(manifest-files\.json does not list the files\)/,
    ],
    [
      "unfinished",
      () => folder({}, ["manifest-summary.json"]),
      /is not a completed export .*: wait for it, or choose the previous one\.$/,
    ],
    [
      "of another format",
      () => folder({ "manifest-summary.json": summary({ outputFormat: "ION" }) }),
      /is not a full export in the format DYNAMODB_JSON/,
    ],
    [
      "of changes alone",
      () => folder({ "manifest-summary.json": summary({ exportType: "INCREMENTAL_EXPORT" }) }),
      /is not a full export/,
    ],
    ["nowhere", () => join(tmpdir(), "humeur-nowhere"), /^there is no export at .*humeur-nowhere: check its name/],
    [
      "nowhere in the archive",
      () => `s3://${BUCKET}/tables/never/AWSDynamoDB/0`,
      /^there is no export at s3:\/\/humeur-archive\/tables\/never/,
    ],
    [
      "in no bucket",
      () => "s3://humeur-nowhere/tables/AWSDynamoDB/0",
      /^there is no bucket humeur-nowhere: check its name\.$/,
    ],
    [
      "a bucket alone",
      () => `s3://${BUCKET}`,
      /is not an export: it must be s3:\/\/BUCKET\/PREFIX\/AWSDynamoDB\/EXPORT\.$/,
    ],
    [
      "of another table",
      () => copied(foreign({ [TABLE.partition.name]: { BOOL: true } })),
      /is not of table \w+ \(line 1 of data\/part0\.json\.gz: '\w+'\): choose an export of that table\.$/,
    ],
  ])("%s", async (_what, place, expected) => {
    const attempt = async () => restore(target, "untouched", await open(at(place()), TABLE), { now: NOW });
    await expect(attempt()).rejects.toThrow(expected);
    expect(await everything(target, "untouched")).toEqual([]);
  });

  test("the table must exist and have the declared key", async () => {
    await createTable(target, "other", OTHER_KEY);
    await expect(restore(target, "other", await open(at(folder()), TABLE), { now: NOW })).rejects.toThrow(
      /^table other has the key other, timestamp and not \w+.*: use --to with a table of \w+\.$/,
    );
    await expect(restore(target, "none-such", await open(at(folder()), TABLE), { now: NOW })).rejects.toThrow(
      /^there is no table none-such: /,
    );
  });
});
