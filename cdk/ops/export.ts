// A DynamoDB export as AWS writes it ("DynamoDB table export output format" in its guide):
// two manifests, and gzipped files of one item a line.

import { createHash } from "node:crypto";
import { pipeline, Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { Failure } from "./failure.ts";
import { flaw, parseLine, type Item } from "./item.ts";
import { text, type Source } from "./source.ts";

interface DataFile {
  readonly name: string;
  readonly items: number;
  /** Base64. */
  readonly md5: string;
}

/** An export whose manifests are consistent. */
export interface Export {
  readonly from: Source;
  readonly items: number;
  readonly files: readonly DataFile[];
}

/**
 * Reads the manifests.
 *
 * @throws {Failure} when there is no export, or not the whole of one, or not of our kind.
 */
export async function open(from: Source): Promise<Export> {
  const summary = await text(from, "manifest-summary.json");
  if (summary === undefined) throw await absent(from);
  const { itemCount, outputFormat, exportType } = json(from, "manifest-summary.json", summary);
  if (outputFormat !== "DYNAMODB_JSON" || (exportType ?? "FULL_EXPORT") !== "FULL_EXPORT") {
    throw new Failure(`${from.name} is not a full export as DYNAMODB_JSON: name one that is.`);
  }
  const list = await text(from, "manifest-files.json");
  if (list === undefined) throw corrupt(from, "manifest-files.json is missing");
  const files = list.split("\n").filter(Boolean).map((line) => dataFile(from, line));
  const items = files.reduce((sum, file) => sum + file.items, 0);
  if (items !== itemCount) {
    throw corrupt(from, `manifest-files.json lists ${items} items, and manifest-summary.json ${String(itemCount)}`);
  }
  return { from, items, files };
}

/**
 * The items of all files, as they stream by: an export need not fit into memory, nor do people's
 * notes ever lie on this disk.
 *
 * @throws {Failure} at the end of the first file that is not as the manifest says, or that holds
 * what is not an entry.
 */
export async function* items(of: Export): AsyncGenerator<Item> {
  for (const file of of.files) yield* fileItems(of.from, file);
}

async function* fileItems(from: Source, file: DataFile): AsyncGenerator<Item> {
  const stream = await from.open(file.name);
  if (!stream) throw corrupt(from, `${file.name} is missing`);
  // AWS does not say whether it sums the file or what is in it.
  const packed = createHash("md5");
  const unpacked = createHash("md5");
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      packed.update(chunk);
      done(null, chunk);
    },
  });
  const gunzip = createGunzip();
  // Errors arrive where the last stream is read.
  pipeline(stream, tap, gunzip, () => undefined);
  let count = 0;
  let wrong: Failure | undefined;
  try {
    for await (const line of lines(gunzip, (chunk) => unpacked.update(chunk))) {
      count += 1;
      // A damaged file is damaged first, whatever a line of it looks like.
      if (wrong) continue;
      const item = entry(from, file, line, count);
      if (item instanceof Failure) wrong = item;
      else yield item;
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("Z_")) throw corrupt(from, `${file.name} is cut off or damaged`);
    throw error;
  }
  if (![packed.digest("base64"), unpacked.digest("base64")].includes(file.md5)) {
    throw corrupt(from, `${file.name} does not have the checksum of the manifest`);
  }
  if (count !== file.items) throw corrupt(from, `${file.name} holds ${count} items, and the manifest says ${file.items}`);
  if (wrong) throw wrong;
}

/** The item of a line, or why there is none: by line and attribute, never by what is in it. */
function entry(from: Source, file: DataFile, line: string, number: number): Item | Failure {
  let item: Item;
  try {
    item = parseLine(line);
  } catch {
    return corrupt(from, `line ${number} of ${file.name} is no item`);
  }
  const attribute = flaw(item);
  if (!attribute) return item;
  return new Failure(
    `${from.name} is not of table moods (line ${number} of ${file.name}: '${attribute}'): name an export of that table.`,
  );
}

async function* lines(chunks: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<string> {
  // A character may lie on both sides of a chunk's end.
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
  if (!known) throw corrupt(from, "manifest-files.json does not say which files there are");
  // The key is that of the bucket it was written to; a copy lies elsewhere, in the same shape.
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
    ? new Failure(`${from.name} is not a finished export (it has no manifest-summary.json): wait for it, or name the one before.`)
    : new Failure(`there is no export at ${from.name}: look at its name; the last part is the export's id.`);
}

function corrupt(from: Source, what: string): Failure {
  return new Failure(`${from.name} is damaged (${what}): copy it again, or name the one before.`);
}
