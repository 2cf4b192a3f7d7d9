// The place of an export: a bucket, or a folder with a copy.

import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { Failure, isNamed } from "./failure.ts";

/** The folder of one export. File names are relative to it, such as `data/abc.json.gz`. */
export interface Source {
  /** Its name in messages. */
  readonly name: string;
  /** A file's content; none if it does not exist. */
  open(file: string): Promise<Readable | undefined>;
  /** True if the folder is not empty. */
  exists(): Promise<boolean>;
}

/**
 * The source at `s3://bucket/folder`, or in a local folder.
 *
 * @param client called only for S3.
 */
export function source(name: string, client: () => S3Client): Source {
  const at = /^s3:\/\/([^/]+)\/(.+?)\/*$/.exec(name);
  if (at) return bucket(client(), at[1]!, at[2]!);
  if (name.startsWith("s3:")) {
    throw new Failure(`'${name}' is not an export: it must be s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT.`);
  }
  return folder(name);
}

/** A text file; none if it does not exist. */
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
 * The newest completed export under a prefix. Exports are at `<prefix><any name>/AWSDynamoDB/<id>`, and
 * only their summaries have a time. One without a summary is incomplete, and ignored.
 *
 * @throws {Failure} if there is none.
 */
export async function latest(client: S3Client, name: string, prefix: string): Promise<string> {
  let newest: { at: number; name: string } | undefined;
  for (const folder of await folders(client, name, prefix)) {
    for (const id of await folders(client, name, `${folder}AWSDynamoDB/`)) {
      const at = await exportedAt(client, name, `${id}manifest-summary.json`);
      if (at !== undefined && at > (newest?.at ?? -Infinity))
        newest = { at, name: `s3://${name}/${id.replace(/\/$/, "")}` };
    }
  }
  if (newest) return newest.name;
  throw new Failure(`there is no completed export under s3://${name}/${prefix}: use --from with another place.`);
}

/** The time of an export; none while it is incomplete. */
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

/** The times in a summary, in milliseconds; NaN if one is missing. A damaged summary has none: `open` reports it if it is chosen. */
export function summaryTimes(summary: string): number[] {
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
  return isNamed(error, "NoSuchBucket") ? new Failure(`there is no bucket ${bucket}: check its name.`) : error;
}
