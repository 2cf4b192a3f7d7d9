// Checks docs/asvs.md: every requirement is there once, and every test and file that it names exists.
//
//   node tools/asvs/main.mjs
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { problems } from "./asvs.mjs";

const home = join(import.meta.dirname, "../..");
const read = (path) => {
  const file = join(home, path);
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
};

const wrong = problems(read("docs/asvs.md"), read("tools/asvs/requirements.txt"), read);
for (const sentence of wrong) console.error(`docs/asvs.md: ${sentence}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
