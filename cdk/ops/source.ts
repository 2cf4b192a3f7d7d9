// Where a backup lies: in a bucket, or in a folder that it was copied to.

import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Failure, isNamed } from "./failure.ts";

/** The folder of one export. Names in it are relative, as in `data/abc.json.gz`. */
export interface Source {
  /** How a person knows it. */
  readonly name: string;
  /** A file's bytes; none when there is no such file. */
  open(file: string): Promise<Readable | undefined>;
  /** Whether there is anything at all. */
  exists(): Promise<boolean>;
}

/**
 * The source of this name: `s3://bucket/folder`, or a folder here.
 *
 * @param client is asked for only when it is needed.
 */
export function source(name: string, client: () => S3Client): Source {
  const at = /^s3:\/\/([^/]+)\/(.+?)\/*$/.exec(name);
  if (at) return bucket(client(), at[1]!, at[2]!);
  if (name.startsWith("s3:")) {
    throw new Failure(`'${name}' names no export: it must be s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT.`);
  }
  return folder(name);
}

/** The whole of a text file; none when there is no such file. */
export async function text(from: Source, file: string): Promise<string | undefined> {
  const stream = await from.open(file);
  if (!stream) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function bucket(client: S3Client, name: string, prefix: string): Source {
  return {
    name: `s3://${name}/${prefix}`,
    async open(file) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: `${prefix}/${file}` }));
        return Body as Readable;
      } catch (error) {
        if (isNamed(error, "NoSuchKey")) return undefined;
        throw named(error, name);
      }
    },
    async exists() {
      const { KeyCount } = await client
        .send(new ListObjectsV2Command({ Bucket: name, Prefix: `${prefix}/`, MaxKeys: 1 }))
        .catch((error: unknown) => {
          throw named(error, name);
        });
      return (KeyCount ?? 0) > 0;
    },
  };
}

function folder(name: string): Source {
  return {
    name,
    async open(file) {
      const path = join(name, file);
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() ? createReadStream(path) : undefined;
    },
    exists: async () => (await readdir(name).catch(() => [])).length > 0,
  };
}

/**
 * The newest finished export under a prefix: exports lie at `<prefix><any name>/AWSDynamoDB/<id>`, and
 * only their summaries say of when they are. An unfinished one (it may be under way) has none, and is
 * passed over.
 *
 * @throws {Failure} when there is none.
 */
export async function latest(client: S3Client, name: string, prefix: string): Promise<string> {
  let newest: { at: number; name: string } | undefined;
  for (const folder of await folders(client, name, prefix)) {
    for (const id of await folders(client, name, `${folder}AWSDynamoDB/`)) {
      const at = await exportedAt(client, name, `${id}manifest-summary.json`);
      if (at !== undefined && at > (newest?.at ?? -Infinity)) newest = { at, name: `s3://${name}/${id.replace(/\/$/, "")}` };
    }
  }
  if (newest) return newest.name;
  throw new Failure(`there is no finished export under s3://${name}/${prefix}: name another place with --from.`);
}

/** The moment that an export shows the table at; none while it is under way. */
async function exportedAt(client: S3Client, name: string, key: string): Promise<number | undefined> {
  try {
    const { Body, LastModified } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
    const times = [...summaryTimes(await Body!.transformToString()), LastModified?.getTime() ?? 0];
    return times.find((time) => !Number.isNaN(time));
  } catch (error) {
    if (isNamed(error, "NoSuchKey")) return undefined;
    throw named(error, name);
  }
}

/** What a summary says of its time; NaN where it says nothing, or is damaged: `open` says so if it is taken. */
function summaryTimes(summary: string): number[] {
  try {
    const { exportTime, startTime } = JSON.parse(summary) as Record<string, string | undefined>;
    return [exportTime, startTime].map((time) => Date.parse(time ?? ""));
  } catch {
    return [];
  }
}

async function folders(client: S3Client, name: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, Delimiter: "/", ContinuationToken }))
      .catch((error: unknown) => {
        throw named(error, name);
      });
    found.push(...(page.CommonPrefixes ?? []).map((entry) => entry.Prefix ?? ""));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return found;
}

function named(error: unknown, bucket: string): unknown {
  return isNamed(error, "NoSuchBucket") ? new Failure(`there is no bucket ${bucket}: look at its name.`) : error;
}
