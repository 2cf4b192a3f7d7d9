// Makes a browser's PNG small: 256 colours are enough for flat drawings and their soft edges, and
// take a fraction of the bytes. What a PNG is made of: https://www.w3.org/TR/png-3/
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const MOST_COLOURS = 256;
/** Where red, green, blue and opacity are in 0xRRGGBBAA. */
const SHIFTS = [24, 16, 8, 0];

/** The same picture, in a palette. */
export function shrink(png) {
  const { width, height, pixels } = decode(png);
  const { palette, indices } = paint(pixels);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits each, of a palette.
  header.set([8, 3], 8);
  const rgb = palette.flatMap((colour) => SHIFTS.slice(0, 3).map((shift) => (colour >>> shift) & 255));
  const alpha = palette.map((colour) => colour & 255);
  // Before each row a zero: "no filter", which is best for a palette.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(rgb)),
    ...(alpha.some((value) => value < 255) ? [chunk("tRNS", Buffer.from(alpha))] : []),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** One number per pixel, 0xRRGGBBAA, of a PNG as Chromium writes it: 8 bits, with or without alpha. */
function decode(png) {
  const parts = [];
  let header;
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = data;
    if (type === "IDAT") parts.push(data);
    at += 12 + length;
  }
  const [depth, kind, , , interlaced] = header.subarray(8);
  if (depth !== 8 || ![2, 6].includes(kind) || interlaced) throw new Error("the browser writes another kind of PNG than it did");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const step = kind === 6 ? 4 : 3;
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * step, step);
  const pixels = new Uint32Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += step) {
    const alpha = step === 4 ? bytes[at + 3] : 255;
    pixels[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | alpha;
  }
  return { width, height, pixels };
}

/** Undoes the filter that each row names in its first byte: it tells how a byte was guessed from its neighbours. */
function unfilter(rows, length, step) {
  const out = Buffer.alloc((rows.length / (length + 1)) * length);
  for (let from = 0, to = 0; from < rows.length; from += length + 1, to += length) {
    const filter = rows[from];
    for (let x = 0; x < length; x++) {
      const left = x >= step ? out[to + x - step] : 0;
      const up = to ? out[to + x - length] : 0;
      const corner = to && x >= step ? out[to + x - length - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter];
      out[to + x] = rows[from + 1 + x] + guess;
    }
  }
  return out;
}

/** Paeth's guess: the neighbour closest to what a plane through all three would have here. */
function nearest(left, up, corner) {
  const plane = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(plane - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/**
 * A palette, and each pixel's place in it. All colours begin in one group, and the group that a
 * single colour would serve worst is halved until there are enough: most go to soft edges and
 * glows. A group becomes its commonest colour, so that plain areas keep their very own.
 */
function paint(pixels) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const colours = [...counts].map(([colour, count]) => ({ colour, count, parts: SHIFTS.map((shift) => (colour >>> shift) & 255) }));
  const groups = [spread(colours)];
  while (groups.length < MOST_COLOURS) {
    groups.sort((a, b) => a.error - b.error);
    const { members, axis, middle, error } = groups.at(-1);
    if (error === 0) break;
    const isLow = ({ parts }) => parts[axis] <= middle;
    groups.splice(-1, 1, spread(members.filter(isLow)), spread(members.filter((member) => !isLow(member))));
  }
  const commonest = ({ members }) => members.reduce((most, member) => (member.count > most.count ? member : most)).colour;
  // What is least opaque comes first: opacities need not be written for the rest.
  groups.sort((a, b) => (commonest(a) & 255) - (commonest(b) & 255));
  const place = new Map(groups.flatMap(({ members }, i) => members.map(({ colour }) => [colour, i])));
  return { palette: groups.map(commonest), indices: Uint8Array.from(pixels, (colour) => place.get(colour)) };
}

/** How far a group's pixels are from its mean, and where to halve it: along which part, at what value. */
function spread(members) {
  const sum = (value) => members.reduce((total, member) => total + member.count * value(member), 0);
  const pixels = sum(() => 1);
  const means = SHIFTS.map((_, i) => sum(({ parts }) => parts[i]) / pixels);
  const errors = means.map((mean, i) => sum(({ parts }) => (parts[i] - mean) ** 2));
  const axis = errors.indexOf(Math.max(...errors));
  return { members, axis, middle: means[axis], error: members.length > 1 ? errors.reduce((a, b) => a + b) : 0 };
}
