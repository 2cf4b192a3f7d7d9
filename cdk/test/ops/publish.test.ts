import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  CloudFrontClient,
  CreateDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from "@aws-sdk/client-cloudfront";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { siteFiles } from "../../ops/files.ts";
import { invalidate, publish } from "../../ops/publish.ts";
import { Engine } from "./engine.ts";
import { script } from "./script.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const HASH = "Yy84rMbaddXUvDP7MoEd0Q";
const OTHER = "1j-wyCmAW5y_YLT6UeTpcA";
const FOREVER = "public, max-age=31536000, immutable";
const AN_HOUR = "public, max-age=3600";
/** A time, in milliseconds since the epoch, at which CloudFront has nothing old of the files of a test. */
const LATER = Date.now() + 2 * 3_600_000;

let engine: Engine;
let s3: S3Client;
let cloudFront: CloudFrontClient;
let site: string;
let bucket: string;
let buckets = 0;

beforeAll(async () => {
  engine = await Engine.ministack("s3", "cloudfront", "cloudformation");
  s3 = new S3Client(engine.config);
  cloudFront = new CloudFrontClient(engine.config);
});
afterAll(() => engine?.stop());

beforeEach(async () => {
  bucket = `site-${++buckets}`;
  await s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
  );
  site = mkdtempSync(join(tmpdir(), "humeur-site-"));
  write(`pkg/humeur.${HASH}.js`, "run()");
  write(`pkg/humeur.${HASH}.wasm`, "\0asm");
  write(`pkg/humeur.${HASH}.wasm.br`, "brotli");
  write("faces/good.svg", "<svg/>");
  write("faces/good.svg.gz", gzipSync("<svg/>"));
  write("robots.txt", "User-agent: *\n");
  return () => rmSync(site, { recursive: true });
});

function write(name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(site, name)), { recursive: true });
  writeFileSync(join(site, name), content);
}

async function object(key: string) {
  const { Body, ...head } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return { head, content: await Body!.transformToString() };
}

test("each file has its content type, encoding and cache lifetime", async () => {
  const done = await publish(s3, bucket, site);
  expect(done.uploaded).toHaveLength(6);
  expect(done.changed).toEqual(["/faces/good.svg", "/faces/good.svg.gz", "/robots.txt"]);
  const expected: [string, string, string | undefined, string][] = [
    [`pkg/humeur.${HASH}.js`, "text/javascript; charset=utf-8", undefined, FOREVER],
    [`pkg/humeur.${HASH}.wasm`, "application/wasm", undefined, FOREVER],
    [`pkg/humeur.${HASH}.wasm.br`, "application/wasm", "br", FOREVER],
    ["faces/good.svg", "image/svg+xml", undefined, AN_HOUR],
    ["faces/good.svg.gz", "image/svg+xml", "gzip", AN_HOUR],
    ["robots.txt", "text/plain; charset=utf-8", undefined, AN_HOUR],
  ];
  for (const [key, type, encoding, cache] of expected) {
    const { head } = await object(key);
    expect([key, head.ContentType, head.ContentEncoding || undefined, head.CacheControl]).toEqual([
      key,
      type,
      encoding,
      cache,
    ]);
  }
  expect((await object(`pkg/humeur.${HASH}.js`)).content).toBe("run()");
});

test("files that are up to date are not uploaded again", async () => {
  await publish(s3, bucket, site);
  expect(await publish(s3, bucket, site, LATER)).toEqual({ uploaded: [], unchanged: 6, changed: [] });
});

test("within an hour, a changed file is returned again: an interrupted run may not have invalidated it", async () => {
  const { changed } = await publish(s3, bucket, site);
  expect(await publish(s3, bucket, site)).toEqual({ uploaded: [], unchanged: 6, changed });
});

test("a release adds its files, keeps the old ones, and returns the changed paths", async () => {
  await publish(s3, bucket, site);
  rmSync(join(site, `pkg/humeur.${HASH}.js`));
  write(`pkg/humeur.${OTHER}.js`, "run(2)");
  write("robots.txt", "User-agent: *\nDisallow:\n");
  const done = await publish(s3, bucket, site, LATER);
  expect(done.uploaded).toEqual([`pkg/humeur.${OTHER}.js`, "robots.txt"]);
  expect(done.changed).toEqual(["/robots.txt"]);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  expect(Contents?.map(({ Key }) => Key)).toContain(`pkg/humeur.${HASH}.js`);
});

test("a file with outdated metadata is uploaded again", async () => {
  await publish(s3, bucket, site);
  const { content } = await object("robots.txt");
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: "robots.txt",
      Body: content,
      ContentType: "text/plain; charset=utf-8",
    }),
  );
  expect((await publish(s3, bucket, site, LATER)).changed).toEqual(["/robots.txt"]);
});

test("hashed files come first", () => {
  const order = siteFiles(site).map((file) => file.hashed);
  expect(order).toEqual([true, true, true, false, false, false]);
});

test("a file without a hash in its name expires", () => {
  write("pkg/humeur.js", "run()");
  write("pkg/snippets/inline0.js", "run()");
  const lifetimes = Object.fromEntries(siteFiles(site).map((file) => [file.key, file.cacheControl]));
  expect(lifetimes["pkg/humeur.js"]).toBe(AN_HOUR);
  expect(lifetimes["pkg/snippets/inline0.js"]).toBe(AN_HOUR);
});

test("declarations and hidden files are not published", () => {
  write(`pkg/humeur.d.${HASH}.ts`, "export {}");
  write(`pkg/humeur.d.${HASH}.ts.br`, "export {}");
  write("faces/.DS_Store", "");
  expect(siteFiles(site)).toHaveLength(6);
});

test("an invalid site or bucket is named", async () => {
  await expect(publish(s3, bucket, join(site, "nowhere"))).rejects.toThrow(
    /nowhere has no built site: run 'make build' first\.$/,
  );
  await expect(publish(s3, "gone", site)).rejects.toThrow(/^bucket gone does not exist: /);
  write("song.opus", "la");
  await expect(publish(s3, bucket, site)).rejects.toThrow(
    "song.opus has no content type: add 'opus' to cdk/ops/files.ts.",
  );
});

/** Creates a distribution; returns its id. */
async function distribution(): Promise<string> {
  const origin = {
    Id: "site",
    DomainName: "site.example.org",
    CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: "https-only" as const },
  };
  const { Distribution } = await cloudFront.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: bucket,
        Comment: "",
        Enabled: true,
        Origins: { Quantity: 1, Items: [origin] },
        DefaultCacheBehavior: { TargetOriginId: "site", ViewerProtocolPolicy: "redirect-to-https" },
      },
    }),
  );
  return Distribution!.Id!;
}

/** The paths of each invalidation, the newest first. */
async function invalidations(id: string): Promise<string[][]> {
  const { InvalidationList } = await cloudFront.send(new ListInvalidationsCommand({ DistributionId: id }));
  return Promise.all(
    (InvalidationList?.Items ?? []).map(async ({ Id }) => {
      const { Invalidation } = await cloudFront.send(new GetInvalidationCommand({ DistributionId: id, Id }));
      return Invalidation?.InvalidationBatch?.Paths?.Items ?? [];
    }),
  );
}

test("a path is written as an address", async () => {
  const id = await distribution();
  await invalidate(cloudFront, id, ["/faces/très bien.svg"]);
  expect(await invalidations(id)).toEqual([["/faces/tr%C3%A8s%20bien.svg"]]);
});

test("the script works before there is a distribution, and then has it forget what changed within an hour", async () => {
  const stacks = new CloudFormationClient(engine.config);
  const create = (StackName: string, outputs: Record<string, string>) => {
    const Resources = { Any: { Type: "AWS::CloudFormation::WaitConditionHandle" } };
    const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]));
    return stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources, Outputs }) }));
  };
  const run = () => script("publish", ["--stage", "test", "--site", site], engine.env);

  expect((await run()).stderr).toBe(
    "stack Humeur-test-Storage has no output SiteBucket: deploy it first, with tools/deploy.sh.\n",
  );
  await create("Humeur-test-Storage", { SiteBucket: bucket });
  const paths = ["/faces/good.svg", "/faces/good.svg.gz", "/robots.txt"];
  const changed = paths.map((path) => `${path}\n`);
  expect(await run()).toEqual({
    code: 0,
    stdout: changed.join(""),
    stderr: "6 files uploaded, 0 unchanged\n",
  });

  const id = await distribution();
  await create("Humeur-test-App", { DistributionId: id });
  expect(await run()).toEqual({
    code: 0,
    stdout: changed.join(""),
    stderr: "nothing to upload: all 6 files are up to date\n",
  });
  expect(await invalidations(id)).toEqual([paths]);
});
