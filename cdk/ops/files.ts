// The built site as objects of a bucket: content types and cache lifetimes.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";

/** Content types by extension. */
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

/** A name with a hash of the content: 16 bytes in base64. */
const HASHED = /^pkg\/.+\.[A-Za-z0-9_-]{22}\.[a-z0-9]+(\.(br|gz))?$/;

const FOREVER = "public, max-age=31536000, immutable";
const AN_HOUR = "public, max-age=3600";

/** A file of the site, and its metadata in the bucket. */
export interface SiteFile {
  /** The object's key: the URL's path without the leading slash. */
  readonly key: string;
  /** Its path on this machine. */
  readonly path: string;
  /** True if its name contains a hash of its content. */
  readonly hashed: boolean;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly cacheControl: string;
  /** Of its content, in hexadecimal, as in an ETag. */
  readonly md5: string;
}

/**
 * The files of a built site, hashed ones first.
 *
 * @throws {Failure} if nothing was built, or a file has no content type.
 */
export function siteFiles(dir: string): SiteFile[] {
  const keys = names(dir).filter(isPublic).sort();
  const files = keys.map((key) => siteFile(dir, key));
  const hashed = files.filter((file) => file.hashed);
  if (hashed.length === 0) throw new Failure(`${dir} has no built site: run 'make build' first.`);
  return [...hashed, ...files.filter((file) => !file.hashed)];
}

function siteFile(dir: string, key: string): SiteFile {
  const path = join(dir, key);
  const [, plain = key, suffix] = /^(.*)\.(br|gz)$/.exec(key) ?? [];
  const extension = plain.slice(plain.lastIndexOf(".") + 1);
  const contentType = TYPES[extension];
  if (!contentType) throw new Failure(`${key} has no content type: add '${extension}' to cdk/ops/files.ts.`);
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

/** False for TypeScript declarations and hidden files. */
function isPublic(key: string): boolean {
  return !/\.ts(\.(br|gz))?$/.test(key) && !key.split("/").some((part) => part.startsWith("."));
}
