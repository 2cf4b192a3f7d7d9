// The built site as objects of a bucket: what each file is, and how long it may be kept.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";

/** Text says its encoding; the others are bytes. */
const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
  xml: "application/xml",
};

const ENCODINGS: Record<string, string> = { br: "br", gz: "gzip" };

/** A name with this in it never stands for anything else: 16 bytes of hash, in base64. */
const HASHED = /^pkg\/.+\.[A-Za-z0-9_-]{22}\.[a-z0-9]+(\.(br|gz))?$/;

const FOREVER = "public, max-age=31536000, immutable";
const AN_HOUR = "public, max-age=3600";

/** A file of the site, as the bucket is to hold it. */
export interface SiteFile {
  /** The object's key, which is the path of its address without the first slash. */
  readonly key: string;
  /** Where it lies. */
  readonly path: string;
  /** Whether its content is part of its name. */
  readonly hashed: boolean;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly cacheControl: string;
  /** Of its content, in hexadecimal, as an ETag has it. */
  readonly md5: string;
}

/**
 * The files of a built site, hashed ones first.
 *
 * @throws {Failure} when there is none, or a file is of a kind that we have no content type for.
 */
export function siteFiles(dir: string): SiteFile[] {
  const keys = names(dir).filter(isAsked).sort();
  const files = keys.map((key) => siteFile(dir, key));
  const hashed = files.filter((file) => file.hashed);
  if (hashed.length === 0) throw new Failure(`${dir} holds no built site: run 'make build' first.`);
  return [...hashed, ...files.filter((file) => !file.hashed)];
}

function siteFile(dir: string, key: string): SiteFile {
  const path = join(dir, key);
  const [, plain = key, suffix] = /^(.*)\.(br|gz)$/.exec(key) ?? [];
  const extension = plain.slice(plain.lastIndexOf(".") + 1);
  const contentType = TYPES[extension];
  if (!contentType) throw new Failure(`${key} is of a kind without a content type: add '${extension}' to cdk/ops/files.ts.`);
  const hashed = HASHED.test(key);
  return {
    key,
    path,
    hashed,
    contentType,
    ...(suffix ? { contentEncoding: ENCODINGS[suffix]! } : {}),
    cacheControl: hashed ? FOREVER : AN_HOUR,
    md5: createHash("md5").update(readFileSync(path)).digest("hex"),
  };
}

function names(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, "/").length));
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw error;
  }
}

/** No page names a TypeScript declaration, and nobody should find what an editor left. */
function isAsked(key: string): boolean {
  return !/\.ts(\.(br|gz))?$/.test(key) && !key.split("/").some((part) => part.startsWith("."));
}
