// Uploads the built site to its bucket, and invalidates changed files in CloudFront.
//
// Nothing is ever deleted: a page opened yesterday still names yesterday's files, and so does a
// function after a rollback. A release is under 1 MB, so keeping all of them costs cents a year; a
// file's age does not tell whether it is still in use.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";
import { HeadObjectCommand, type HeadObjectCommandOutput, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { program, say } from "./cli.ts";
import { cloudFormation, cloudFront, s3 } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { type SiteFile, siteFiles } from "./files.ts";
import { output, stageOutputs } from "./outputs.ts";
import { forEach } from "./pool.ts";
import { stage } from "./stage.ts";

const USAGE = `publish.ts [--stage NAME] [--site DIRECTORY]

Uploads new and changed files of the built site (target/site), and invalidates in CloudFront, if
there is a distribution yet, those whose name did not change. Prints their paths.
`;

const CONCURRENCY = 8;
/** The time for which CloudFront keeps a file without a hash: that of its cache lifetime (`files.ts`). */
const CACHED_MS = 3_600_000;

/** The result of a publication. */
export interface Published {
  /** The keys of the uploaded files. */
  readonly uploaded: string[];
  /** The number of files that were already up to date. */
  readonly unchanged: number;
  /**
   * The paths whose content changed within the last hour: files without a hash that were uploaded now, or by an earlier
   * run, which may have ended before the invalidation.
   */
  readonly changed: string[];
}

/**
 * Uploads missing and outdated files.
 *
 * Hashed files come first, so that no page ever names a missing file. `now` is in milliseconds since the epoch.
 */
export async function publish(client: S3Client, bucket: string, dir: string, now = Date.now()): Promise<Published> {
  const files = siteFiles(dir);
  const uploaded: string[] = [];
  const recent = new Set<string>();
  const upload = async (file: SiteFile) => {
    const current = await currentObject(client, bucket, file);
    if (!current) {
      await put(client, bucket, file);
      uploaded.push(file.key);
    }
    if (!current?.LastModified || now - current.LastModified.getTime() < CACHED_MS) recent.add(file.key);
  };
  await forEach(
    files.filter((file) => file.hashed),
    CONCURRENCY,
    upload,
  );
  await forEach(
    files.filter((file) => !file.hashed),
    CONCURRENCY,
    upload,
  );
  const changed = files.filter((file) => !file.hashed && recent.has(file.key)).map((file) => `/${file.key}`);
  return { uploaded: uploaded.sort(), unchanged: files.length - uploaded.length, changed };
}

/** Invalidates these paths in CloudFront. */
export async function invalidate(client: CloudFrontClient, distribution: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  await client.send(
    new CreateInvalidationCommand({
      DistributionId: distribution,
      InvalidationBatch: {
        // The same in a retry of the SDK, which then creates no second invalidation.
        CallerReference: `publish-${Date.now()}`,
        Paths: { Quantity: paths.length, Items: paths.map(encodeURI) },
      },
    }),
  );
}

/** The object of a file with this content and metadata; none if the bucket does not have it. */
async function currentObject(
  client: S3Client,
  bucket: string,
  file: SiteFile,
): Promise<HeadObjectCommandOutput | undefined> {
  let head: HeadObjectCommandOutput;
  try {
    head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: file.key }));
  } catch (error) {
    if (isNamed(error, "NotFound", "NoSuchKey")) return undefined;
    throw error;
  }
  const isCurrent =
    // The ETag is the MD5, because the upload has one part and the bucket uses S3's own key.
    head.ETag === `"${file.md5}"` &&
    head.ContentType === file.contentType &&
    head.CacheControl === file.cacheControl &&
    (head.ContentEncoding || undefined) === file.contentEncoding;
  return isCurrent ? head : undefined;
}

async function put(client: S3Client, bucket: string, file: SiteFile): Promise<void> {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: file.key,
        Body: readFileSync(file.path),
        ContentType: file.contentType,
        ContentEncoding: file.contentEncoding,
        CacheControl: file.cacheControl,
        // S3 rejects an incomplete upload.
        ContentMD5: Buffer.from(file.md5, "hex").toString("base64"),
      }),
    );
  } catch (error) {
    if (isNamed(error, "NoSuchBucket"))
      throw new Failure(`bucket ${bucket} does not exist: deploy the storage stack again.`);
    throw error;
  }
}

program(import.meta.url, USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string" }, site: { type: "string" } } });
  const of = stage(values.stage);
  const stacks = cloudFormation();
  const bucket = await output(stacks, of.storage, "SiteBucket");
  const { DistributionId } = await stageOutputs(stacks, of);
  const done = await publish(s3(), bucket, values.site ?? join(import.meta.dirname, "../../target/site"));
  if (DistributionId) await invalidate(cloudFront(), DistributionId, done.changed);
  say(
    done.uploaded.length === 0
      ? `nothing to upload: all ${done.unchanged} files are up to date`
      : `${done.uploaded.length} files uploaded, ${done.unchanged} unchanged`,
  );
  for (const path of done.changed) process.stdout.write(`${path}\n`);
});
