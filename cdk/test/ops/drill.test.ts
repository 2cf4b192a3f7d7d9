// The restore drill: a table is lost, and restored from its nightly export.
//
// The table and the archive are on one engine, and the table to restore to on another, which is
// like a new account.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeExportCommand,
  DynamoDBClient,
  ExportTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { open } from "../../ops/export.ts";
import { report, restore } from "../../ops/restore.ts";
import { source } from "../../ops/source.ts";
import { EXPORTED, nameOutput } from "../../ops/tables.ts";
import { awsFiles, copy, type Files, motoLines, store } from "./aws-export.ts";
import { Engine } from "./engine.ts";
import { changed, comparable, createTable, everything, exportLine, fill, isOver, item, NOW } from "./items.ts";
import { forward } from "./proxy.ts";
import { scheduledExport } from "./schedule.ts";
import { script } from "./script.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const COUNT = 1500;
const BUCKET = "humeur-archive";
const NIGHT = "2026-11-21T03:00:00Z";
const ID = "01795000000000-a1b2c3d4";
describe.each(EXPORTED)("table $name", (TABLE) => {
  const ITEMS = Array.from({ length: COUNT }, (_, n) => item(TABLE, n));
  const ALIVE = ITEMS.filter((_item, n) => !isOver(TABLE, n));
  const EXPIRED = COUNT - ALIVE.length;
  const FEW = ITEMS.slice(0, 150);
  const FEW_ALIVE = ALIVE.slice(0, FEW.filter((_item, n) => !isOver(TABLE, n)).length);
  const FEW_EXPIRED = FEW.length - FEW_ALIVE.length;

  let home: Engine;
  let away: Engine;
  let archive: S3Client;
  let target: DynamoDBClient;
  let address: string;
  let prefix: string;
  const dirs: string[] = [];

  beforeAll(async () => {
    [home, away] = await Promise.all([Engine.moto(), Engine.ministack("dynamodb", "cloudformation")]);
    archive = new S3Client(home.config);
    target = new DynamoDBClient(away.config);
    const lost = new DynamoDBClient(home.config);
    const arn = await createTable(lost, TABLE.name, TABLE);
    await lost.send(
      new UpdateContinuousBackupsCommand({
        TableName: TABLE.name,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    await archive.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
    );
    await fill(lost, TABLE.name, ITEMS);

    const input = scheduledExport(TABLE, { arn, bucket: BUCKET, account: "123456789012", time: NIGHT });
    prefix = input.S3Prefix!;
    const { ExportDescription } = await lost.send(new ExportTableToPointInTimeCommand(input));
    await exported(lost, ExportDescription!.ExportArn!);
    const files = awsFiles(await motoLines(archive, BUCKET, prefix), prefix, ID, NIGHT);
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
    throw new Error("the export does not complete");
  }

  const at = (place: string) => source(place, () => archive);
  const fromArchive = () => open(at(address), TABLE);
  /** A small export, where the number does not matter. */
  const few = () => open(at(copied(awsFiles(FEW.map(exportLine), "p", ID))), TABLE);

  /** An export in a folder of its own. */
  function copied(of: Files): string {
    const dir = mkdtempSync(join(tmpdir(), "humeur-export-"));
    dirs.push(dir);
    return copy(of, dir);
  }

  describe("everything comes back:", () => {
    test("item for item, except the expired", async () => {
      await createTable(target, "whole", TABLE);
      const done = await restore(target, "whole", await fromArchive(), { now: NOW });
      expect(done).toEqual({ restored: ALIVE.length, overwritten: 0, kept: 0, expired: EXPIRED, total: COUNT });
      expect(await everything(target, "whole")).toEqual(comparable(ALIVE));
    });

    test("but nothing newer is overwritten, and a second time changes nothing", async () => {
      await createTable(target, "newer", TABLE);
      const at = (n: number) => ITEMS[n]!;
      const { newerBy } = TABLE.export;
      const contradiction = {
        ...changed(TABLE, at(17), 1, { note: { S: "newer by one, older by the other" } }),
        [newerBy.at(-1)!]: { N: "1" },
      };
      const newer = [
        changed(TABLE, at(10), 1, { note: { S: "changed since" } }),
        // A tombstone.
        changed(TABLE, at(30), 1, {}),
        ...(newerBy.length > 1 ? [contradiction] : []),
      ];
      const expired = TABLE.ttl ? [changed(TABLE, at(40), 5, { [TABLE.ttl]: { N: String(NOW) } })] : [];
      const older = [changed(TABLE, at(8), -1, { note: { S: "before" } }), changed(TABLE, at(9), -1, {})];
      const added = item(TABLE, COUNT);
      await fill(target, "newer", [...newer, ...expired, ...older, added]);

      const done = await restore(target, "newer", await few(), { now: NOW });
      const kept = newer.length;
      expect(done).toEqual({
        restored: FEW_ALIVE.length - kept,
        overwritten: 0,
        kept,
        expired: FEW_EXPIRED,
        total: 150,
      });
      const others = FEW_ALIVE.filter((of) => ![at(10), at(30), ...(newerBy.length > 1 ? [at(17)] : [])].includes(of));
      const expected = comparable([...others, ...newer, added]);
      expect(await everything(target, "newer")).toEqual(expected);

      const again = await restore(target, "newer", await few(), { now: NOW });
      expect(again).toEqual({ restored: 0, overwritten: 0, kept: FEW_ALIVE.length, expired: FEW_EXPIRED, total: 150 });
      expect(await everything(target, "newer")).toEqual(expected);
    });

    test("newer items are overwritten on request, and counted; others stay", async () => {
      await createTable(target, "overwritten", TABLE);
      const bad = changed(TABLE, ITEMS[10]!, 99, { note: { S: "by a bad release" } });
      const added = item(TABLE, COUNT);
      await fill(target, "overwritten", [bad, added]);
      const done = await restore(target, "overwritten", await few(), { now: NOW, overwrite: true });
      const restored = FEW_ALIVE.length - 1;
      expect(done).toEqual({ restored, overwritten: 1, kept: 0, expired: FEW_EXPIRED, total: 150 });
      expect(report(done)).toBe(
        `restored ${restored}, overwritten 1, kept 0 not older, skipped ${FEW_EXPIRED} expired: 150 in the export`,
      );
      expect(await everything(target, "overwritten")).toEqual(comparable([...FEW_ALIVE, added]));
    });

    test("after a broken connection, and from a throttled table", async () => {
      await createTable(target, "broken", TABLE);
      let requests = 0;
      const proxy = await forward(away.url, () => (++requests > 60 ? "break" : "pass"));
      // A client without retries.
      const weak = new DynamoDBClient({ ...away.config, endpoint: proxy.url, maxAttempts: 1 });
      await expect(restore(weak, "broken", await few(), { now: NOW })).rejects.toThrow();
      await proxy.close();
      const half = (await everything(target, "broken")).length;
      expect(half).toBeGreaterThan(0);
      expect(half).toBeLessThan(FEW_ALIVE.length);

      // More throttled requests in a row than the SDK retries.
      let turn = 0;
      const throttled = await forward(away.url, () => (++turn > 40 && turn < 160 ? "throttle" : "pass"));
      const patient = new DynamoDBClient({ ...away.config, endpoint: throttled.url });
      const done = await restore(patient, "broken", await few(), { now: NOW });
      await throttled.close();
      expect(done).toMatchObject({ restored: FEW_ALIVE.length - half, kept: half });
      expect(await everything(target, "broken")).toEqual(comparable(FEW_ALIVE));
    });

    test("from a copy in a folder", async () => {
      await createTable(target, "copied", TABLE);
      const done = await restore(target, "copied", await few(), { now: NOW });
      expect(report(done)).toBe(
        `restored ${FEW_ALIVE.length}, kept 0 not older, skipped ${FEW_EXPIRED} expired: 150 in the export`,
      );
    });
  });

  describe("the script", () => {
    const env = () => ({ ...away.env, AWS_ENDPOINT_URL_S3: home.url });

    beforeAll(async () => {
      await createTable(target, "deployed", TABLE);
      // Tonight's is incomplete, and last night's is not the first.
      await store(
        archive,
        BUCKET,
        prefix.replace(NIGHT, "2026-11-20T03:00:00Z"),
        "00",
        awsFiles([], "p", "00", "2026-11-20T03:00:00Z"),
      );
      await store(archive, BUCKET, prefix.replace(NIGHT, "2026-11-22T03:00:00Z"), "02", { _started: Buffer.alloc(0) });
      // A manual one of the day before, whose name sorts last.
      await store(
        archive,
        BUCKET,
        prefix.replace(NIGHT, "by-hand"),
        "03",
        awsFiles([], "p", "03", "2026-11-20T12:00:00Z"),
      );
      const Resources = { Any: { Type: "AWS::CloudFormation::WaitConditionHandle" } };
      const Outputs = { ArchiveBucket: { Value: BUCKET }, [nameOutput(TABLE)]: { Value: "deployed" } };
      await new CloudFormationClient(away.config).send(
        new CreateStackCommand({
          StackName: "Humeur-drill-Storage",
          TemplateBody: JSON.stringify({ Resources, Outputs }),
        }),
      );
    });

    test("restores the newest completed export of the stage, after a dry run", async () => {
      const dry = await script("restore", ["--latest", "--table", TABLE.name, "--stage", "drill", "--dry-run"], env());
      expect(dry).toMatchObject({ code: 0, stderr: `checking ${address}, ${COUNT} items, to table deployed\n` });
      expect(dry.stdout).toMatch(/^\w+: would have restored \d+, kept 0 .*: 1500 in the export\n$/);
      expect(await everything(target, "deployed")).toEqual([]);

      const done = await script("restore", ["--latest", "--table", TABLE.name, "--stage", "drill"], env());
      expect(done.code).toBe(0);
      expect(done.stdout).toBe(dry.stdout.replace("would have ", ""));
      expect((await everything(target, "deployed")).length).toBeGreaterThan(0);
    });

    test("names a missing or unknown argument in a sentence", async () => {
      const sentence = "choose what to restore: either --latest, or --from with an export (--help explains both).\n";
      expect(await script("restore", [], env())).toEqual({ code: 1, stdout: "", stderr: sentence });
      const unknown = `'deployed' is unknown: use ${EXPORTED.map(({ name }) => name).join(", ")}.\n`;
      expect(await script("restore", ["--latest", "--table", "deployed"], env())).toEqual({
        code: 1,
        stdout: "",
        stderr: unknown,
      });
    });
  });
});
