// An export in AWS's form, from one that an engine wrote.
//
// moto 5.2.5 writes items as AWS does (gzip, one {"Item": …} a line), and differs otherwise from
// AWS's guide ("DynamoDB table export output format"):
//   - one data file, data/<id>.gz; AWS writes one data/<id>.json.gz or more for each partition,
//     empty ones too
//   - no _started, no manifest-summary.json, no manifest-files.json
//   - an id of its own in the path, which is not that of the export's ARN
//   - JSON with \u escapes, where AWS writes UTF-8
// ministack 1.5.33 accepts the call and writes nothing.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** The assumed number of partitions. */
const PARTITIONS = 4;

/** The files of an export by name, relative to its folder. */
export type Files = Record<string, Buffer>;

/** The lines of moto's one data file under a prefix. */
export async function motoLines(client: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const { Contents } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/AWSDynamoDB/` }),
  );
  const keys = (Contents ?? []).map(({ Key }) => Key ?? "").filter((key) => key.endsWith(".gz"));
  if (keys.length !== 1) throw new Error(`moto wrote ${keys.length} files`);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keys[0] }));
  return gunzipSync(await Body!.transformToByteArray())
    .toString("utf8")
    .split("\n")
    .filter(Boolean);
}

/** The same items in AWS's form, as of `time`. */
export function awsFiles(lines: string[], prefix: string, id: string, time = "2026-11-21T03:00:00Z"): Files {
  const files: Files = { _started: Buffer.alloc(0) };
  const rows: string[] = [];
  // The last one is empty, like that of a partition without items.
  for (let partition = 0; partition <= PARTITIONS; partition++) {
    const own = partition === PARTITIONS ? [] : lines.filter((_line, number) => number % PARTITIONS === partition);
    const data = gzipSync(own.map((line) => `${JSON.stringify(JSON.parse(line))}\n`).join(""));
    const name = `data/part${partition}.json.gz`;
    files[name] = data;
    rows.push(
      JSON.stringify({
        itemCount: own.length,
        md5Checksum: createHash("md5").update(data).digest("base64"),
        etag: `${createHash("md5").update(data).digest("hex")}-1`,
        dataFileS3Key: `${prefix}/AWSDynamoDB/${id}/${name}`,
      }),
    );
  }
  files["manifest-files.json"] = Buffer.from(`${rows.join("\n")}\n`);
  files["manifest-summary.json"] = Buffer.from(
    JSON.stringify({
      version: "2023-08-01",
      exportArn: `arn:aws:dynamodb:eu-west-3:123456789012:table/moods/export/${id}`,
      startTime: time.replace("Z", ".123Z"),
      exportTime: time.replace("Z", ".000Z"),
      s3Prefix: prefix,
      manifestFilesS3Key: `${prefix}/AWSDynamoDB/${id}/manifest-files.json`,
      itemCount: lines.length,
      outputFormat: "DYNAMODB_JSON",
      exportType: "FULL_EXPORT",
    }),
  );
  return files;
}

/** Uploads an export to the place where AWS puts it; returns its address. */
export async function store(
  client: S3Client,
  bucket: string,
  prefix: string,
  id: string,
  files: Files,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: `${prefix}/AWSDynamoDB/${id}/${name}`, Body: content }),
    );
  }
  return `s3://${bucket}/${prefix}/AWSDynamoDB/${id}`;
}

/** Copies an export to a folder, like `aws s3 cp --recursive`. */
export function copy(files: Files, dir: string): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}
