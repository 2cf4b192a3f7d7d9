// Brings the built site to its bucket, and makes CloudFront forget what changed.
//
// Nothing is ever deleted: a page that somebody opened yesterday still names yesterday's files,
// and a function that was rolled back names them again. A release is under 1 MB, so that leaving
// all of them costs cents in a year; by age alone nobody can tell what is still in use.

import { CreateInvalidationCommand, type CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { HeadObjectCommand, PutObjectCommand, type HeadObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { program, say } from "./cli.ts";
import { cloudFormation, cloudFront, s3 } from "./clients.ts";
import { Failure, isNamed } from "./failure.ts";
import { siteFiles, type SiteFile } from "./files.ts";
import { output, stageOutputs } from "./outputs.ts";
import { forEach } from "./pool.ts";
import { stage } from "./stage.ts";

const USAGE = `publish.ts [--stage NAME] [--site DIRECTORY]

Uploads what is new or changed of the built site (target/site), and has CloudFront drop its
copies of what changed under an unchanged name, if there is a distribution yet. Prints those paths.
`;

const AT_A_TIME = 8;

/** What a publication did. */
export interface Published {
  /** Keys of what was uploaded. */
  readonly uploaded: string[];
  /** How many files were there already. */
  readonly unchanged: number;
  /** Paths that now show something else than before: the uploaded files without a hash. */
  readonly changed: string[];
}

/**
 * Uploads what the bucket does not hold yet as it should.
 *
 * All hashed files are there before the first of the others is, so that nothing that is fetched
 * meanwhile names what is missing.
 */
export async function publish(client: S3Client, bucket: string, dir: string): Promise<Published> {
  const files = siteFiles(dir);
  const uploaded: string[] = [];
  const upload = async (file: SiteFile) => {
    if (await isThere(client, bucket, file)) return;
    await put(client, bucket, file);
    uploaded.push(file.key);
  };
  await forEach(files.filter((file) => file.hashed), AT_A_TIME, upload);
  await forEach(files.filter((file) => !file.hashed), AT_A_TIME, upload);
  const sent = new Set(uploaded);
  const changed = files.filter((file) => !file.hashed && sent.has(file.key)).map((file) => `/${file.key}`);
  return { uploaded: uploaded.sort(), unchanged: files.length - uploaded.length, changed };
}

/** Makes CloudFront ask for these paths again. Without paths it is not bothered. */
export async function invalidate(client: CloudFrontClient, distribution: string, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  await client.send(
    new CreateInvalidationCommand({
      DistributionId: distribution,
      InvalidationBatch: {
        // The SDK's own second try has the same one, and is then no second invalidation.
        CallerReference: `publish-${Date.now()}`,
        Paths: { Quantity: paths.length, Items: paths.map(encodeURI) },
      },
    }),
  );
}

/** Whether the bucket has this content, and says of it what it should. */
async function isThere(client: S3Client, bucket: string, file: SiteFile): Promise<boolean> {
  let head: HeadObjectCommandOutput;
  try {
    head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: file.key }));
  } catch (error) {
    if (isNamed(error, "NotFound", "NoSuchKey")) return false;
    throw error;
  }
  return (
    // An object's ETag is its MD5: it is uploaded in one part, and the bucket's key is S3's own.
    head.ETag === `"${file.md5}"` &&
    head.ContentType === file.contentType &&
    head.CacheControl === file.cacheControl &&
    (head.ContentEncoding || undefined) === file.contentEncoding
  );
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
        // Arrives whole, or not at all.
        ContentMD5: Buffer.from(file.md5, "hex").toString("base64"),
      }),
    );
  } catch (error) {
    if (isNamed(error, "NoSuchBucket")) throw new Failure(`bucket ${bucket} is gone: deploy the storage stack again.`);
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
      ? `nothing to upload: all ${done.unchanged} files are there`
      : `${done.uploaded.length} files uploaded (${done.changed.length} of them without a hash in their names), ${done.unchanged} unchanged`,
  );
  for (const path of done.changed) process.stdout.write(`${path}\n`);
});
