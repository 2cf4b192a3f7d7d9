// Pictures that tests make, with the metadata that must not leave the device.
import { expect, type Page } from "@playwright/test";

/** The metadata of a picture: turned to the right, and taken north of the equator. */
const EXIF = Buffer.concat([
  Buffer.from("Exif\0\0II*\0\x08\0\0\0", "latin1"),
  Buffer.from([2, 0]),
  // Orientation 6; the place of the position's own entries.
  Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]),
  Buffer.from([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from([1, 0, 1, 0, 2, 0, 2, 0, 0, 0, 0x4e, 0, 0, 0, 0, 0, 0, 0]),
]);

/** A JPEG of this size, with position and orientation. */
export async function picture(page: Page, name: string, width: number, height: number) {
  const data = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width!, height!];
      const context = canvas.getContext("2d")!;
      const gradient = context.createLinearGradient(0, 0, width!, height!);
      gradient.addColorStop(0, "teal");
      gradient.addColorStop(1, "gold");
      context.fillStyle = gradient;
      context.fillRect(0, 0, width!, height!);
      return canvas.toDataURL("image/jpeg").split(",")[1]!;
    },
    [width, height],
  );
  const plain = Buffer.from(data, "base64");
  const segment = Buffer.from([0xff, 0xe1, 0, 0]);
  segment.writeUInt16BE(EXIF.length + 2, 2);
  const buffer = Buffer.concat([plain.subarray(0, 2), segment, EXIF, plain.subarray(2)]);
  expect(buffer.includes("Exif")).toBe(true);
  return { name, mimeType: "image/jpeg", buffer };
}
