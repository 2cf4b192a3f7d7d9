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

/** Of every first visit, so that each byte counts. */
const first = { boot: "page/index.ts", worker: "worker/index.ts" };

/**
 * Properties of those scripts' own objects, which get short names. None is in a record, a message or a
 * response, belongs to the browser, or is read by another script.
 */
const own =
  /^(changed|currentUser|database|discard|finish|flush|found|glue|isExpired|isUrgent|live|lookUp|merge|opened|program|records|rules|seen|sent|store|whole|within)$/;

const common = {
  absWorkingDir: home,
  outdir: resolve(folder),
  bundle: true,
  // Classic scripts: a service worker that is a module runs in fewer browsers.
  format: "iife",
  target,
  minify: !readable,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

await build({ ...common, entryPoints: first, ...(!readable && { mangleProps: own }) });
await build({
  ...common,
  entryPoints: {
    comments: "page/comments.ts",
    exports: "page/exports.ts",
    former: "page/former.ts",
    imports: "page/imports/index.ts",
    moments: "page/moments/index.ts",
    passkeys: "account/passkeys.ts",
    settings: "page/settings.ts",
    sharing: "page/sharing.ts",
    "sign-out": "page/sign-out.ts",
    tags: "page/tags.ts",
  },
});
