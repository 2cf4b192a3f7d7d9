// ZIP archives, read in slices of a file: a large one is never in memory. As in app/src/zip/reader.rs.

/** A file, by its entry in the archive's directory. */
export interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  at: number;
}

const LOCAL = 0x04034b50,
  CENTRAL = 0x02014b50,
  END = 0x06054b50;
const STORED = 0,
  DEFLATED = 8;
/** The length of the end record, to which a comment may follow. */
const END_LENGTH = 22,
  MAX_COMMENT = 65_535,
  MAX_DIRECTORY = 16 * 1024 * 1024;

const damaged = () => new Error("damaged");

const view = async (file: Blob, start: number, end: number) => new DataView(await file.slice(start, end).arrayBuffer());

/** The files of an archive. Rejects if it is truncated, damaged or none. */
export async function directory(file: Blob): Promise<Entry[]> {
  const start = Math.max(0, file.size - END_LENGTH - MAX_COMMENT),
    tail = await view(file, start, file.size);
  let end = tail.byteLength - END_LENGTH;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw damaged();
  const count = tail.getUint16(end + 10, true),
    length = tail.getUint32(end + 12, true),
    at = tail.getUint32(end + 16, true);
  if (length > MAX_DIRECTORY || at + length > start + end) throw damaged();
  const all = await view(file, at, at + length);
  const entries: Entry[] = [];
  let place = 0;
  const short = (field: number) => all.getUint16(place + field, true),
    long = (field: number) => all.getUint32(place + field, true);
  // A field behind the end of the directory is a RangeError.
  while (entries.length < count) {
    if (long(0) !== CENTRAL) throw damaged();
    const name = new TextDecoder().decode(new Uint8Array(all.buffer, place + 46, short(28)));
    entries.push({ name, method: short(10), crc: long(16), packed: long(20), size: long(24), at: long(42) });
    place += 46 + short(28) + short(30) + short(32);
  }
  return entries;
}

/** The content of a file of at most `max` bytes. Rejects if it is damaged, or other than its entry says. */
export async function content(
  file: Blob,
  { method, crc, packed, size, at }: Entry,
  max: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = await view(file, at, at + 30);
  if (size > max || head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw damaged();
  const start = at + 30 + head.getUint16(26, true) + head.getUint16(28, true),
    slice = file.slice(start, start + packed);
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  if (method === STORED && packed === size) bytes = new Uint8Array(await slice.arrayBuffer());
  if (method === DEFLATED) bytes = await inflated(slice, size);
  if (bytes?.length !== size || checksum(bytes) !== crc) throw damaged();
  return bytes;
}

/** Unpacks at most `size` bytes. Our own archives need none of it, and neither do browsers that can't. */
async function inflated(packed: Blob, size: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (typeof DecompressionStream !== "undefined") {
    const bytes = new Uint8Array(size),
      reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    let at = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return at === size ? bytes : undefined;
      if (at + value.length > size) {
        await reader.cancel();
        return undefined;
      }
      bytes.set(value, at);
      at += value.length;
    }
  }
  return undefined;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32. */
function checksum(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
