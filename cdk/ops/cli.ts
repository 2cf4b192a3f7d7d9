// What every script here has in common: its arguments, its exit code, and how it fails.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure, sentence } from "./failure.ts";

/** What a person reads; stdout is for what a script reads. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Runs `main` when this module is the program itself, and not when a test imports it.
 *
 * An expected failure ends with code 1 and its sentence, a wrong argument with code 2 and the
 * usage. Anything else is a fault of ours, and shows where.
 */
export function program(url: string, usage: string, main: (args: string[]) => Promise<void>): void {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== realpathSync(fileURLToPath(url))) return;
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  main(args).catch((error: unknown) => {
    const wrong = (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    process.exitCode = wrong ? 2 : 1;
    if (wrong) say(`${(error as Error).message}\n\n${usage.trimEnd()}`);
    else say(sentence(error) ?? (error instanceof Error ? error.stack ?? error.message : String(error)));
  });
}

/** The only one of these words that an argument may be. */
export function oneOf<T extends string>(words: readonly T[], word: string): T {
  const found = words.find((known) => known === word);
  if (!found) throw new Failure(`'${word}' is unknown: use ${words.join(", ")}.`);
  return found;
}
