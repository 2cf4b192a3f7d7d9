/**
 * Draws what an installed Humeur is shown by, with the browser of the tests:
 *
 *   npm ci --prefix tools/icons                       once
 *   node tools/icons/main.mjs                         public/icons/, from public/faces/
 *   node tools/icons/main.mjs screenshots ADDRESS     public/screenshots/ and docs/today.png, of a running server
 *
 * The pictures are in the repository, as they change only when a face or the page does, and a
 * build should need no browser. The server is given a new visitor with a week of its own: the
 * journals that it keeps are not touched.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import sharp from "sharp";
import { launch } from "./browser.mjs";
import { icons } from "./icons.mjs";
import { screenshots } from "./screenshots.mjs";

/** 256 colours are enough for flat drawings and their soft edges, and take a fraction of the bytes. */
const SMALL = { palette: true, colours: 256, quality: 100, effort: 10, dither: 0 };

const PUBLIC = join(import.meta.dirname, "../../public");

const [mode, address] = process.argv.slice(2);
if (mode && (mode !== "screenshots" || !URL.canParse(address))) {
  console.error("usage: node tools/icons/main.mjs [screenshots http://127.0.0.1:PORT]");
  process.exit(2);
}

const browser = await launch();
try {
  const pictures = mode ? screenshots(browser, new URL(address).origin) : icons(browser, join(PUBLIC, "faces"));
  for await (const { path, png } of pictures) {
    const file = join(PUBLIC, path);
    const small = await sharp(png).png(SMALL).toBuffer();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, small);
    console.log(`${basename(file).padEnd(20)} ${(small.length / 1000).toFixed(1).padStart(6)} kB`);
  }
} finally {
  await browser.close();
}
