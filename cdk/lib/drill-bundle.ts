// The package of the restore drill's function: ops/drill-function.ts with everything that it imports, in one file.

import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

/** The handler, by its path in the package. */
export const HANDLER = "cdk/ops/drill-function.handler";

const FILE = "cdk/ops/drill-function.mjs";
/** Read at start, from the same place relative to the program. */
const TABLES = "server/tables.json";

/**
 * Bundles the function into a folder; returns the folder.
 *
 * @param root the repository's folder.
 */
export function bundleDrill(root: string, folder: string): string {
  buildSync({
    entryPoints: [join(root, "cdk/ops/drill-function.ts")],
    outfile: join(folder, FILE),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    mainFields: ["module", "main"],
    // Parts of the SDK are CommonJS.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  mkdirSync(dirname(join(folder, TABLES)), { recursive: true });
  copyFileSync(join(root, TABLES), join(folder, TABLES));
  return folder;
}
