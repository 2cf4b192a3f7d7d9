// Reads a DynamoDB export ("DynamoDB table export output format" in AWS's guide): two manifests,
// and gzipped files with one item a line.

import { createHash } from "node:crypto";
import { pipeline, Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { Failure } from "./failure.ts";
import { firstError, type Item, parseLine } from "./item.ts";
import { type Source, text } from "./source.ts";
import type { ExportedTable } from "./tables.ts";

interface DataFile {
  readonly name: string;
  readonly items: number;
  /** Base64. */
  readonly md5: string;
}

/** An export whose manifests are consistent. */
export interface Export {
  readonly table: ExportedTable;
  readonly from: Source;
  readonly items: number;
  readonly files: readonly DataFile[];
}

/**
 * Reads the manifests of an export of `table`.
 *
 * @throws {Failure} if the export is missing, incomplete, damaged or of another format.
 */
export async function open(from: Source, table: ExportedTable): Promise<Export> {
  const summary = await text(from, "manifest-summary.json");
  if (summary === undefined) throw await absent(from);
  const { itemCount, outputFormat, exportType } = json(from, "manifest-summary.json", summary);
  if (outputFormat !== "DYNAMODB_JSON" || (exportType ?? "FULL_EXPORT") !== "FULL_EXPORT") {
    throw new Failure(`${from.name} is not a full export in the format DYNAMODB_JSON: choose one that is.`);
  }
  const list = await text(from, "manifest-files.json");
  if (list === undefined) throw corrupt(from, "manifest-files.json is missing");
  const files = list
    .split("\n")
    .filter(Boolean)
    .map((line) => dataFile(from, line));
  const items = files.reduce((sum, file) => sum + file.items, 0);
  if (items !== itemCount) {
    throw corrupt(from, `manifest-files.json lists ${items} items, and manifest-summary.json ${String(itemCount)}`);
  }
  return { table, from, items, files };
}

/**
 * Streams the items of all files: an export may exceed the memory, and people's notes must not be
 * written to this disk.
 *
 * @throws {Failure} at the end of the first file that contradicts its manifest or has an item of
 * another table.
 */
export async function* items(of: Export): AsyncGenerator<Item> {
  for (const file of of.files) yield* fileItems(of, file);
}

async function* fileItems({ from, table }: Export, file: DataFile): AsyncGenerator<Item> {
  const stream = await from.open(file.name);
  if (!stream) throw corrupt(from, `${file.name} is missing`);
  // AWS does not document whether the checksum is of the file or of its content.
  const packed = createHash("md5");
  const unpacked = createHash("md5");
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      packed.update(chunk);
      done(null, chunk);
    },
  });
  const gunzip = createGunzip();
  // Errors surface at the reader of the last stream.
  pipeline(stream, tap, gunzip, () => undefined);
  let count = 0;
  let failure: Failure | undefined;
  try {
    for await (const line of lines(gunzip, (chunk) => unpacked.update(chunk))) {
      count += 1;
      // Damage is reported first, so the checksum must be read to the end.
      if (failure) continue;
      const item = parse(from, table, file, line, count);
      if (item instanceof Failure) failure = item;
      else yield item;
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("Z_")) throw corrupt(from, `${file.name} is cut off or damaged`);
    throw error;
  }
  if (![packed.digest("base64"), unpacked.digest("base64")].includes(file.md5)) {
    throw corrupt(from, `${file.name} does not have the checksum of the manifest`);
  }
  if (count !== file.items) throw corrupt(from, `${file.name} has ${count} items, and the manifest says ${file.items}`);
  if (failure) throw failure;
}

/** The item of a line, or the reason why not: by line and attribute, never by content. */
function parse(from: Source, table: ExportedTable, file: DataFile, line: string, number: number): Item | Failure {
  let item: Item;
  try {
    item = parseLine(line);
  } catch {
    return corrupt(from, `line ${number} of ${file.name} is not an item`);
  }
  const attribute = firstError(table, item);
  if (!attribute) return item;
  return new Failure(
    `${from.name} is not of table ${table.name} (line ${number} of ${file.name}: '${attribute}'): choose an export of that table.`,
  );
}

async function* lines(chunks: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<string> {
  // A chunk may end inside a character.
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    see(chunk);
    const parts = (rest + decoder.write(chunk)).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part) yield part;
  }
  rest += decoder.end();
  if (rest) yield rest;
}

function dataFile(from: Source, line: string): DataFile {
  const { itemCount, md5Checksum, dataFileS3Key } = json(from, "manifest-files.json", line);
  const known = Number.isInteger(itemCount) && typeof md5Checksum === "string" && typeof dataFileS3Key === "string";
  if (!known) throw corrupt(from, "manifest-files.json does not list the files");
  // The key is the original one; a copy has another prefix, but the same folders.
  const name = `data/${dataFileS3Key.split("/").pop()}`;
  return { name, items: itemCount as number, md5: md5Checksum };
}

function json(from: Source, file: string, content: string): Record<string, unknown> {
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch {
    throw corrupt(from, `${file} is not JSON`);
  }
}

async function absent(from: Source): Promise<Failure> {
  return (await from.exists())
    ? new Failure(
        `${from.name} is not a completed export (it has no manifest-summary.json): wait for it, or choose the previous one.`,
      )
    : new Failure(`there is no export at ${from.name}: check its name, whose last part is the export's id.`);
}

function corrupt(from: Source, what: string): Failure {
  return new Failure(`${from.name} is damaged (${what}): copy it again, or choose the previous one.`);
}
