/**
 * Computes docs/cost.md:
 *
 *   node tools/cost/main.mjs           writes it
 *   node tools/cost/main.mjs --check   fails if it is out of date
 */
import { readFileSync, writeFileSync } from "node:fs";
import { bill } from "./bill.mjs";
import { page } from "./page.mjs";

const file = new URL("../../docs/cost.md", import.meta.url);
const text = page(bill);

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    console.error("cost: docs/cost.md is out of date: 'node tools/cost/main.mjs' writes it.");
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
