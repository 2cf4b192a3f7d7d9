// Checks the English of the whole repository: comments, docs, log lines, errors, names.
//
//   node tools/prose/main.mjs [--summary] [FOLDER…]
//
// Prints file:line and the better word; --summary prints counts by folder only.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { docComments, vague, words } from "./prose.mjs";
import { WORDS } from "./words.mjs";

/** Doc comments that may open with What, Whether, …: three in a hundred. */
const MAX_OPENINGS = 0.03;
/** "who", "somebody", …: one in a thousand lines. */
const MAX_VAGUE = 1 / 1000;

const READ =
  /\.(?:rs|ts|mjs|js|css|sh|py|lua|md|ya?ml|toml|json)$|(?:^|\/)(?:Makefile|run|\.gitignore|\.browserslistrc)$/;
const SKIPPED = /package-lock\.json$|__templates__\/|^app\/browser\/(?:golden|generated)\/|^tools\/prose\//;

const args = process.argv.slice(2);
const summary = args.includes("--summary");
const folders = args.filter((arg) => arg !== "--summary");

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...folders], {
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => READ.test(path) && !SKIPPED.test(path) && existsSync(path));

/** "app/src/ui/x.rs" → "app/src/ui"; two levels are enough elsewhere. */
const folder = (path) =>
  path
    .split("/")
    .slice(0, -1)
    .slice(0, path.startsWith("app/") || path.startsWith("server/") ? 3 : 2)
    .join("/") || ".";

const totals = new Map();
const all = { lines: 0, docs: 0, openings: 0, vague: 0, words: 0 };
const reports = { words: [], openings: [], vague: [] };
for (const path of files) {
  const text = readFileSync(path, "utf8");
  const docs = docComments(text);
  const bad = docs.filter((doc) => doc.bad);
  const unnamed = vague(text);
  const listed = words(text, WORDS);
  const counts = {
    lines: text.split("\n").length,
    docs: docs.length,
    openings: bad.length,
    vague: unnamed.length,
    words: listed.length,
  };
  const sum = totals.get(folder(path)) ?? { lines: 0, docs: 0, openings: 0, vague: 0, words: 0 };
  for (const key of Object.keys(all)) {
    all[key] += counts[key];
    sum[key] += counts[key];
  }
  totals.set(folder(path), sum);
  reports.words.push(...listed.map(({ line, found, better }) => `${path}:${line}: "${found}": better: ${better}`));
  reports.openings.push(
    ...bad.map(({ line, opening }) => `${path}:${line}: "${opening.slice(0, 60)}": open with the subject`),
  );
  reports.vague.push(...unnamed.map(({ line, found }) => `${path}:${line}: "${found}": name the person or thing`));
}

const failed = {
  words: all.words > 0,
  openings: all.openings > MAX_OPENINGS * all.docs,
  vague: all.vague > MAX_VAGUE * all.lines,
};
if (summary) {
  console.log(["words", "openings", "of docs", "who…", "lines", "folder"].map((head) => head.padStart(8)).join(""));
  for (const [name, { lines, docs, openings, vague, words }] of [...totals].toSorted(([a], [b]) =>
    a.localeCompare(b),
  )) {
    console.log(
      `${[words, openings, docs, vague, lines].map((number) => String(number).padStart(8)).join("")}   ${name}`,
    );
  }
} else {
  for (const rule of Object.keys(failed)) if (failed[rule]) console.log(reports[rule].join("\n"));
}
const share = all.docs && ((100 * all.openings) / all.docs).toFixed(1);
const rate = ((1000 * all.vague) / all.lines).toFixed(1);
console.log(
  `prose: ${all.words} listed words (limit 0), ${share} % of ${all.docs} doc comments open with What, Who, … (limit 3 %), ${rate} of who, somebody, … in 1,000 lines (limit 1)`,
);
process.exitCode = Object.values(failed).some(Boolean) ? 1 : 0;
