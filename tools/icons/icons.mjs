// The icons: one drawing, cut to what each place asks for.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The paper of the light theme, as the manifests and the page's theme-color have it. */
const PAPER = "#fbfaf6";
const MOODS = ["awful", "bad", "okay", "good", "great"];

/**
 * `part` is how much of the icon's width the drawing takes. The face itself fills nine tenths of
 * its drawing, which is margin enough where nothing is cut off.
 */
const ICONS = [
  { name: "192", size: 192 },
  { name: "512", size: 512 },
  // Android cuts its own shape out of these, and promises only the inner circle of 80 %: there
  // the face has some air around it even then.
  { name: "maskable-192", size: 192, part: 0.76, paper: PAPER },
  { name: "maskable-512", size: 512, part: 0.76, paper: PAPER },
  // iOS rounds the corners, and would paint what is transparent black.
  { name: "180", size: 180, part: 0.84, paper: PAPER },
  // What a notification is about.
  ...MOODS.map((mood) => ({ name: `${mood}-192`, mood, size: 192 })),
  // Android takes only the opacity of this one, for the status bar.
  { name: "badge-96", size: 96, badge: true },
];

export async function* icons(browser, faces) {
  const page = await browser.newPage();
  for (const icon of ICONS) {
    const face = readFileSync(join(faces, `${icon.mood ?? "good"}.svg`), "utf8");
    await page.setViewportSize({ width: icon.size, height: icon.size });
    await page.setContent(html(icon, icon.badge ? silhouette(face) : face));
    yield { path: `icons/${icon.name}.png`, png: await page.screenshot({ omitBackground: true }) };
  }
  await page.close();
}

function html({ size, part = 1, paper = "transparent" }, drawing) {
  return `<!DOCTYPE html>
    <style>
      body { margin: 0; height: ${size}px; display: grid; place-items: center; background: ${paper}; }
      body > svg { width: ${size * part}px; }
    </style>
    ${drawing}`;
}

/**
 * The face in white, with holes for what is drawn in ink: the colours of a face are variables, and
 * a mask shows what is white in it. Seen at 24 px, the lines have to be bolder than on a face.
 */
function silhouette(face) {
  const inside = face.replace(/^<svg[^>]*>|<\/svg>\s*$/g, "");
  return `<svg viewBox="0 0 64 64">
      <style>
        mask { --good: #fff; --face-ink: #000; }
        mask circle { r: 4.2px; }
        mask [stroke-width] { stroke-width: 5px; }
      </style>
      <mask id="face">${inside}</mask>
      <rect width="64" height="64" fill="#fff" mask="url(#face)"/>
    </svg>`;
}
