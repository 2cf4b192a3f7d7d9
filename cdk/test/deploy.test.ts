// The order of tools/deploy.sh, with programs in place of the CDK and of ops/ that only note their arguments.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const SCRIPT = fileURLToPath(new URL("../../tools/deploy.sh", import.meta.url));

/** Notes the call, fails if it is to, and answers as the real script does. */
const NOTES = `#!/usr/bin/env bash
name=$(basename "$0")
[ "$name" = cdk ] || name=$(basename "$1" .ts)
[ "$(basename "$0")" = cdk ] || shift
printf '%s\\n' "$name $*" >>"$NOTES"
[[ -z $FAILS || "$name $*" != "$FAILS"* ]] || exit 1
case $name in
keys) printf 'originKeyVersion=2\\nsessionKeyVersions=3,2\\npushKeyVersion=4\\n' ;;
preflight) echo eu-west-3 ;;
release) echo "$RELEASE" ;;
check) echo 1.2.3 ;;
outputs) echo Url=https://mood.example.org ;;
escrow) [ "$1 $2" != "restore --stage" ] || cat >>"$NOTES" ;;
esac
`;

let root: string;
let notes: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "humeur-deploy-"));
  notes = join(root, "notes");
  for (const folder of ["tools", "cdk/node_modules/.bin", "target/lambda", "target/site/pkg"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  copyFileSync(SCRIPT, join(root, "tools/deploy.sh"));
  for (const lock of ["cdk/package-lock.json", "cdk/node_modules/.humeur-lock"]) writeFileSync(join(root, lock), "{}");
  for (const program of ["cdk", "tsx"]) {
    writeFileSync(join(root, "cdk/node_modules/.bin", program), NOTES, { mode: 0o755 });
  }
  writeFileSync(join(root, "target/site/pkg/humeur.abc.js"), "");
  for (const arch of ["arm64", "x86_64"]) {
    const zip = join(root, `target/lambda/humeur-${arch}.zip`);
    const made = spawnSync("python3", [
      "-c",
      "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr('hash.txt', 'js: abc\\n')",
      zip,
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
  }
});
beforeEach(() => writeFileSync(notes, ""));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs a command of the script; returns how it ended and the calls that it made. */
function run(command: string, environment: Record<string, string> = {}, input = "") {
  const { status, stdout, stderr } = spawnSync("bash", [join(root, "tools/deploy.sh"), command], {
    encoding: "utf8",
    input,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      NOTES: notes,
      FAILS: "",
      RELEASE: "",
      STAGE: "staging",
      ...environment,
    },
  });
  return { status, stdout, stderr, calls: readFileSync(notes, "utf8").trim().split("\n").filter(Boolean) };
}

const KEYS = "--context=originKeyVersion=2 --context=sessionKeyVersions=3,2 --context=pushKeyVersion=4";
const synth = (flags = "") => `cdk synth --no-notices -c stage=staging${flags} --quiet --output cdk.out ${KEYS}`;
const brought = (what: string, flags = "") =>
  `cdk deploy --no-notices -c stage=staging${flags} --app cdk.out --require-approval never ${what}`;

/** A deployment after the check of the access. */
const deployment = (keys = "ensure", flags = "") => [
  // A key is changed after the options were accepted.
  ...(keys === "ensure" ? [] : ["keys show --stage staging", synth(flags)]),
  `keys ${keys} --stage staging`,
  synth(flags),
  "release --stage staging --template cdk/cdk.out/Humeur-staging-App.template.json",
  brought("--exclusively Humeur-staging-Storage", flags),
  "publish --stage staging",
  brought("Humeur-staging-*", flags),
  "stacks left --stage staging --assembly cdk/cdk.out",
  "check --stage staging",
  "outputs --stage staging",
];
const PREFLIGHT = "preflight --stage staging";

describe("a deployment", () => {
  test("creates keys, tables, files and the function, in this order, and then looks", () => {
    const { status, stdout, stderr, calls } = run("deploy");
    expect(calls).toEqual([PREFLIGHT, ...deployment()]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "https://mood.example.org\n" });
    expect(stderr).toContain("deploy: version 1.2.3 is healthy");
  });

  test.each([PREFLIGHT, ...deployment().slice(0, -1)])("ends where it fails: %s", (step) => {
    const { status, calls } = run("deploy", { FAILS: step });
    expect(status).not.toBe(0);
    const all = [PREFLIGHT, ...deployment()];
    expect(calls).toEqual(all.slice(0, all.indexOf(step) + 1));
  });

  test("copies the keys before anything names them", () => {
    const { calls } = run("deploy", { ESCROW: "eu-west-1" });
    const [keys, ...rest] = deployment();
    const copied = "escrow copy --at eu-west-1 --stage staging";
    expect(calls).toEqual([PREFLIGHT, keys, copied, ...rest]);
    writeFileSync(notes, "");
    expect(run("deploy", { ESCROW: "eu-west-1", FAILS: "escrow" }).calls).toEqual([PREFLIGHT, keys, copied]);
  });

  test("after a rollback goes past CodeDeploy", () => {
    const [keys, first, release, ...rest] = deployment();
    const flags = " -c ignoreAlarms=true";
    const { calls } = run("deploy", { RELEASE: "at-once" });
    expect(calls).toEqual([PREFLIGHT, keys, first, release, synth(flags), ...deployment("ensure", flags).slice(3)]);
    expect(rest).toHaveLength(6);
  });

  test.each([
    [{ ARCH: "x86_64" }, " -c arch=x86_64"],
    [{ CDK_FLAGS: "-c arch=x86_64" }, " -c arch=x86_64"],
    [{ CDK_FLAGS: "-c arch=x86_64 -c waf=true", ARCH: "x86_64" }, " -c arch=x86_64 -c waf=true"],
    [{ ARCH: "" }, ""],
  ])("has the architecture of %o", (environment, flags) => {
    expect(run("deploy", environment).calls).toEqual([PREFLIGHT, ...deployment("ensure", flags)]);
  });

  test("of two architectures is refused", () => {
    const { status, stderr, calls } = run("deploy", { ARCH: "arm64", CDK_FLAGS: "-c arch=x86_64" });
    expect({ status, stderr, calls }).toEqual({
      status: 1,
      stderr: "deploy: ARCH is arm64 and CDK_FLAGS says arch=x86_64: give one of them.\n",
      calls: [],
    });
  });
});

describe("a key", () => {
  test("of sessions is accepted by one deployment before it signs", () => {
    expect(run("rotate-session").calls).toEqual([PREFLIGHT, ...deployment("rotate-session"), ...deployment()]);
  });

  test("of sessions signs only after a gradual release, also after a rollback", () => {
    const { calls } = run("rotate-session", { RELEASE: "at-once" });
    const at = calls.indexOf("keys ensure --stage staging");
    expect(calls[at + 1]).toBe(synth());
  });

  test("is not changed if the keys can't be read", () => {
    const { status, calls } = run("revoke-session", { CONFIRM: "staging", FAILS: "keys show" });
    expect(status).toBe(1);
    expect(calls).toEqual([PREFLIGHT, "keys show --stage staging"]);
  });

  test("is not changed if an option is refused", () => {
    const { status, calls } = run("revoke-session", { CONFIRM: "staging", FAILS: "cdk synth" });
    expect(status).toBe(1);
    expect(calls).toEqual([PREFLIGHT, "keys show --stage staging", synth(" -c ignoreAlarms=true")]);
  });

  test.each(["revoke-session", "revoke-push"])("is not replaced by %s without a confirmation", (command) => {
    const refused = run(command);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("set CONFIRM=staging to confirm.");
    expect(refused.calls).toEqual([PREFLIGHT]);
    writeFileSync(notes, "");
    const { calls } = run(command, { CONFIRM: "staging" });
    expect(calls).toEqual([PREFLIGHT, ...deployment(command, " -c ignoreAlarms=true")]);
  });

  test("is restored from its copy, or from standard input, and nothing is deployed", () => {
    expect(run("restore-key", { ESCROW: "escrow@eu-west-1" }).calls).toEqual([
      PREFLIGHT,
      "escrow restore --at escrow@eu-west-1 --stage staging",
    ]);
    writeFileSync(notes, "");
    expect(run("restore-key", {}, "the text").calls).toEqual([PREFLIGHT, "escrow restore --stage staging", "the text"]);
  });
});
