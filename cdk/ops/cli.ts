// The frame of every script: arguments, exit code, errors.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure, sentence } from "./failure.ts";

/** Writes a line for a person to stderr. Stdout is for other programs. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * Runs `main` if the module at `url` is the program, but not if a test imports it.
 *
 * A {@link Failure} ends with code 1 and its sentence, an invalid argument with code 2 and the
 * usage. Any other error is a bug, and prints its stack.
 */
export function program(url: string, usage: string, main: (args: string[]) => Promise<void>): void {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== realpathSync(fileURLToPath(url))) return;
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  main(args).catch((error: unknown) => {
    const invalid = (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    process.exitCode = invalid ? 2 : 1;
    if (invalid) say(`${(error as Error).message}\n\n${usage.trimEnd()}`);
    else say(sentence(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
  });
}

/**
 * Parses an argument that must be one of `words`.
 *
 * @throws {Failure} naming them all.
 */
export function oneOf<T extends string>(words: readonly T[], word: string): T {
  const found = words.find((known) => known === word);
  if (!found) throw new Failure(`'${word}' is unknown: use ${words.join(", ")}.`);
  return found;
}
