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
 * The newest finished export under a prefix: exports lie at `<prefix><time>/AWSDynamoDB/<id>`, and
 * such times sort as text. An unfinished one (it may be under way) is passed over.
 *
 * @throws {Failure} when there is none.
 */
export async function latest(client: S3Client, name: string, prefix: string): Promise<string> {
  for (const time of (await folders(client, name, prefix)).sort().reverse()) {
    for (const id of (await folders(client, name, `${time}AWSDynamoDB/`)).sort().reverse()) {
      const found = bucket(client, name, id.replace(/\/$/, ""));
      if ((await text(found, "manifest-summary.json")) !== undefined) return found.name;
    }
  }
  throw new Failure(`there is no finished export under s3://${name}/${prefix}: name another place with --from.`);
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
