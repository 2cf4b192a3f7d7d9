// Bundles the scripts for the browsers of .browserslistrc:
//
//   node build.mjs FOLDER             minified, as app/build.rs embeds them
//   node build.mjs FOLDER --readable  the same code with its names, for ESLint
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const [folder, readable] = process.argv.slice(2);
const home = import.meta.dirname;

/** The browsers by esbuild's names. It has none for Samsung's, which is a Chrome. */
const NAMES = { chrome: "chrome", edge: "edge", firefox: "firefox", safari: "safari", ios_saf: "ios" };

const list = readFileSync(join(home, "../../.browserslistrc"), "utf8");
const target = [...list.matchAll(/^(\w+) >= ([\d.]+)$/gm)]
  .filter(([, name]) => name in NAMES)
  .map(([, name, version]) => NAMES[name] + version);
if (target.length !== Object.keys(NAMES).length) throw new Error(".browserslistrc names other browsers than build.mjs");

await build({
  absWorkingDir: home,
  entryPoints: {
    boot: "page/index.ts",
    exports: "page/exports.ts",
    former: "page/former.ts",
    moments: "page/moments/index.ts",
    passkeys: "account/passkeys.ts",
    settings: "page/settings.ts",
    sharing: "page/sharing.ts",
    "sign-out": "page/sign-out.ts",
    tags: "page/tags.ts",
    worker: "worker/index.ts",
  },
  outdir: resolve(folder),
  bundle: true,
  // Classic scripts: a service worker that is a module runs in fewer browsers.
  format: "iife",
  target,
  minify: !readable,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
