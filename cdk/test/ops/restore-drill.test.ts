// The restore drill that runs after each export: the function itself, and what it finds.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundleDrill, HANDLER } from "../../lib/drill-bundle.ts";
import { NAMESPACE } from "../../lib/metrics.ts";
import { Digest } from "../../ops/digest.ts";
import { drill } from "../../ops/drill.ts";
import { open } from "../../ops/export.ts";
import { Failure } from "../../ops/failure.ts";
import { discardAbandoned, scratchName } from "../../ops/scratch.ts";
import { source } from "../../ops/source.ts";
import { EXPORTED, type ExportedTable, exportPrefix } from "../../ops/tables.ts";
import { awsFiles, copy, type Files, store } from "./aws-export.ts";
import { Engine } from "./engine.ts";
import { createTable, exportLine, type Item, isOver, item, NOW } from "./items.ts";

const COUNT = 120;
const BUCKET = "humeur-archive";
const LIMITS = { now: NOW, seconds: 60 };
const ROOT = join(import.meta.dirname, "../../..");

let engine: Engine;
let client: DynamoDBClient;
const dirs: string[] = [];

beforeAll(async () => {
  engine = await Engine.ministack("dynamodb", "s3");
  client = new DynamoDBClient(engine.config);
});
afterAll(async () => {
  await engine?.stop();
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "humeur-drill-"));
  dirs.push(dir);
  return dir;
}

const itemsOf = (table: ExportedTable) => Array.from({ length: COUNT }, (_, n) => item(table, n));
const alive = (table: ExportedTable) => itemsOf(table).filter((_item, n) => !isOver(table, n)).length;
const files = (table: ExportedTable, time?: string) => awsFiles(itemsOf(table).map(exportLine), "p", "01", time);
const exportOf = (table: ExportedTable, of: Files = files(table)) =>
  open(
    source(copy(of, folder()), () => new S3Client(engine.config)),
    table,
  );
const tables = async () => (await client.send(new ListTablesCommand({}))).TableNames;

/** A client in front of whose writes `change` stands; a write of which it returns nothing is lost. */
function faulty(change: (item: Item, number: number) => Item | undefined | Promise<Item>): DynamoDBClient {
  const weak = new DynamoDBClient(engine.config);
  let number = 0;
  weak.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== "PutItemCommand") return next(args);
      const input = args.input as PutItemCommandInput;
      const Item = await change(input.Item!, number++);
      return Item ? next({ ...args, input: { ...input, Item } }) : { output: { $metadata: {} }, response: {} };
    },
    { step: "initialize" },
  );
  return weak;
}

describe.each(EXPORTED)("table $name", (table) => {
  test("is restored, with its indexes, and its scratch table is deleted", async () => {
    expect(await drill(client, "staging", await exportOf(table), LIMITS)).toBe(alive(table));
    expect(await tables()).toEqual([]);
  });
});

describe("there is no proof", () => {
  const table = EXPORTED[0]!;

  test.each<[string, Parameters<typeof faulty>[0], RegExp]>([
    ["if an item is lost", (item, n) => (n === 7 ? undefined : item), /has 108 items .*, and its restored table 107:/],
    ["if a note is changed", (item, n) => (n === 7 ? { ...item, note: { S: "other" } } : item), /differ in content:/],
    ["if it takes too long", (item) => sleep(3000, item), /120 items, could not be restored within 1 seconds:/],
  ])("%s", async (_name, change, sentence) => {
    const limits = { now: NOW, seconds: 1 + (sentence.source.includes("within") ? 0 : 59) };
    await expect(drill(faulty(change), "staging", await exportOf(table), limits)).rejects.toThrow(sentence);
    expect(await tables()).toEqual([]);
  });

  test("if the export is damaged", async () => {
    const damaged = files(table);
    damaged["data/part2.json.gz"] = damaged["data/part1.json.gz"]!;
    await expect(drill(client, "staging", await exportOf(table, damaged), LIMITS)).rejects.toThrow("checksum");
    expect(await tables()).toEqual([]);
  });
});

test("two drills of a table at the same time have a scratch table each", async () => {
  const table = EXPORTED[0]!;
  const both = [await exportOf(table), await exportOf(table)];
  const done = await Promise.all(both.map((each) => drill(client, "staging", each, LIMITS)));
  expect(done).toEqual([alive(table), alive(table)]);
  expect(await tables()).toEqual([]);
});

describe("a scratch table that can't be deleted", () => {
  const table = EXPORTED[0]!;
  /** A client that deletes no table, and restores no item if `empty`. */
  const stuck = (empty: boolean) => {
    const weak = faulty((item) => (empty ? undefined : item));
    weak.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === "DeleteTableCommand") throw new Error("no deletion");
        return next(args);
      },
      { step: "initialize" },
    );
    return weak;
  };
  afterEach(async () => {
    for (const TableName of (await tables()) ?? []) await client.send(new DeleteTableCommand({ TableName }));
  });

  test("is a failure", async () => {
    const error = await drill(stuck(false), "staging", await exportOf(table), LIMITS).catch((failure) => failure);
    const [name] = (await tables()) ?? [];
    expect(error).toBeInstanceOf(Failure);
    expect(error.message).toBe(`table ${name} could not be deleted: delete it by hand (no deletion).`);
  });

  test("does not hide the first failure", async () => {
    const error = await drill(stuck(true), "staging", await exportOf(table), LIMITS).catch((failure) => failure);
    const [name] = (await tables()) ?? [];
    expect(error.errors.map(({ message }: Error) => message)).toEqual([
      expect.stringMatching(
        /has 108 items .*, and its restored table 0: restore it by hand, and look at the difference\.$/,
      ),
      `table ${name} could not be deleted: delete it by hand (no deletion).`,
    ]);
    expect(error.message).toBe(error.errors.map(({ message }: Error) => message).join(" Then "));
  });
});

test("scratch tables of interrupted drills are deleted after a day, and no other table", async () => {
  const table = EXPORTED[0]!;
  const left = [scratchName("staging", table)];
  const others = [
    `humeur-staging-drill-${table.name}`,
    scratchName("staging-drill", table),
    `${left[0]}-mine`,
    "humeur-staging-drill-mine",
    `Humeur-staging-Storage-${table.name}`,
  ];
  for (const name of [...left, ...others]) await createTable(client, name, table);
  const now = Date.now() / 1000;
  await discardAbandoned(client, "staging", now + 23 * 3600);
  expect(await tables()).toEqual([...left, ...others].sort());
  await discardAbandoned(client, "staging", now + 25 * 3600);
  expect(await tables()).toEqual(others.sort());
  for (const TableName of others) await client.send(new DeleteTableCommand({ TableName }));
});

describe("a digest", () => {
  const of = (...items: Item[]) => {
    const digest = new Digest(KEY);
    for (const item of items) digest.add(item);
    return digest;
  };
  const KEY = randomBytes(32);
  const one: Item = { userId: { S: "a" }, tags: { SS: ["x", "y"] }, bytes: { B: Buffer.from([1]) } };
  const two: Item = { userId: { S: "b" }, list: { L: [{ N: "1" }, { N: "2" }] } };

  test("knows no order of items, attributes or sets", () => {
    const turned: Item = { bytes: { B: new Uint8Array([1]) }, tags: { SS: ["y", "x"] }, userId: { S: "a" } };
    expect(of(one, two).equals(of(two, turned))).toBe(true);
  });

  test.each<[string, Item[]]>([
    ["a missing item", [one]],
    ["another content", [one, { ...two, userId: { S: "c" } }]],
    ["another type", [one, { ...two, userId: { N: "1" } }]],
    ["another order in a list", [one, { ...two, list: { L: [{ N: "2" }, { N: "1" }] } }]],
    ["a moved attribute", [{ ...one, list: two.list! }, { userId: two.userId! }]],
  ])("tells %s", (_name, items) => {
    expect(of(one, two).equals(of(...items))).toBe(false);
  });

  test("has another value under another key", () => {
    const other = new Digest(randomBytes(32));
    other.add(one);
    expect(of(one).equals(other)).toBe(false);
  });
});

describe("the function", () => {
  const table = EXPORTED[0]!;
  const prefix = `${exportPrefix(table)}2026-11-21T03:00:00Z`;
  let address: string;
  let program: string;

  beforeAll(async () => {
    const archive = new S3Client(engine.config);
    await archive.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
    );
    address = await store(
      archive,
      BUCKET,
      prefix,
      "01",
      files(table, new Date(Date.now() - 600_000).toISOString().replace(/\.\d+Z/, "Z")),
    );
    const [path, name] = HANDLER.split(/\.(?=\w+$)/) as [string, string];
    const file = pathToFileURL(join(bundleDrill(ROOT, folder()), `${path}.mjs`)).href;
    program = `const { ${name}: run } = await import(${JSON.stringify(file)}); await run(JSON.parse(process.env.EVENT));`;
  });

  /** Runs the deployed package as Lambda does, with the event of the rule. */
  function run(key: string): Promise<{ failed: boolean; stdout: string; stderr: string }> {
    const env = {
      ...engine.env,
      PATH: process.env.PATH,
      EVENT: JSON.stringify({ bucket: BUCKET, key }),
      HUMEUR_ENVIRONMENT: "staging",
      HUMEUR_DRILL_REGION: "eu-central-1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
    const args = ["--input-type=module", "-e", program];
    return new Promise((done) =>
      execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
        done({ failed: error !== null, stdout, stderr }),
      ),
    );
  }

  test("restores an export of the archive in another region, and logs the metrics and no content", async () => {
    const key = `${address.replace(`s3://${BUCKET}/`, "")}/manifest-summary.json`;
    const { failed, stdout, stderr } = await run(key);
    expect({ failed, stderr }).toEqual({ failed: false, stderr: "" });
    const line = JSON.parse(stdout);
    expect(line).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: NAMESPACE,
            Dimensions: [["environment", "table"]],
            Metrics: [
              { Name: "RestoreProvenAge", Unit: "Seconds" },
              { Name: "RestoreSeconds", Unit: "Seconds" },
            ],
          },
        ],
      },
      message: "restore proven",
      environment: "staging",
      table: table.name,
      items: expect.any(Number),
      RestoreProvenAge: expect.any(Number),
      RestoreSeconds: expect.any(Number),
    });
    expect(line.RestoreProvenAge).toBeGreaterThan(599);
    expect(line.RestoreProvenAge).toBeLessThan(700);
    expect(await tables()).toEqual([]);
  });

  test("fails with a sentence for any other file", async () => {
    const { failed, stderr } = await run(`${prefix}/AWSDynamoDB/01/manifest-files.json`);
    expect(failed).toBe(true);
    expect(stderr).toContain("is not the summary of an export");
  });
});
