// `tools/deploy.sh prove` with stand-ins for the CDK, the scripts of ops/ and the AWS CLI: the order of its steps,
// and its transcript. The checks themselves are in ops/prove.test.ts.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { EXPORTED } from "../ops/tables.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const dirs: string[] = [];
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

/** Prints as the script of ops/ would, and logs its name and first argument. FAIL names one that fails. */
const TSX = `#!/usr/bin/env bash
script=$(basename "$1" .ts)
echo "$script \${2:-}" >>"$LOG"
case "$script \${2:-}" in
"$FAIL") echo "it failed" >&2; exit 1 ;;
preflight*) echo eu-west-3 ;;
outputs*) echo Url=https://example.org ;;
keys*) echo originKeyVersion=1 ;;
esac
`;
const CDK = `#!/usr/bin/env bash
echo "cdk $*" >>"$LOG"
`;
const AWS = `#!/usr/bin/env bash
echo "aws $1" >>"$LOG"
case $1 in
cloudwatch) echo ALARM ;;
logs) ${EXPORTED.map(({ name }) => `echo '{"table":"${name}"}'`).join("; ")} ;;
esac
`;

/** Runs the script in a copy of what it needs. */
function prove(stage: string, fail = "") {
  const dir = mkdtempSync(join(tmpdir(), "humeur-prove-"));
  dirs.push(dir);
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), content, { mode });
  };
  for (const path of ["tools/deploy.sh", "tools/prove.sh", "server/tables.json"]) {
    cpSync(join(ROOT, path), join(dir, path));
  }
  write("cdk/package-lock.json", "{}");
  write("cdk/node_modules/.humeur-lock", "{}");
  write("cdk/node_modules/.bin/tsx", TSX, 0o755);
  write("cdk/node_modules/.bin/cdk", CDK, 0o755);
  write("bin/aws", AWS, 0o755);
  mkdirSync(join(dir, "target/lambda"), { recursive: true });
  const zip = "import zipfile; zipfile.ZipFile('target/lambda/humeur-arm64.zip', 'w').writestr('hash.txt', '')";
  expect(spawnSync("python3", ["-c", zip], { cwd: dir }).status).toBe(0);
  const { status, stdout, stderr } = spawnSync("bash", ["tools/deploy.sh", "prove"], {
    cwd: dir,
    encoding: "utf8",
    env: {
      PATH: `${join(dir, "bin")}:${process.env.PATH}`,
      HOME: process.env.HOME,
      STAGE: stage,
      LOG: join(dir, "log"),
      FAIL: fail,
      PROVE_SECONDS: "1",
      PROVE_PAUSE: "0",
    },
  });
  const transcript = readFileSync(join(dir, stdout.trim()), "utf8");
  return { status, stderr, transcript, log: readFileSync(join(dir, "log"), "utf8").split("\n") };
}

/** The steps of a transcript with their results, without times. */
const steps = (transcript: string) =>
  transcript
    .split("## Summary")[1]!
    .split("\n")
    .filter((line) => line.startsWith("- "))
    .map((line) => line.slice(2).replace(/, \d+ s$/, ""));

const ALL = [
  "the stage is free",
  "deploy",
  "check the site",
  "preconditions, host, errors, limit",
  "the limit's alarm fires",
  "release a version gradually",
  "roll back",
  "check after the rollback",
  "release after a rollback",
  "rotate the origin key",
  "two versions of one parameter",
  "fail a job",
  "the alarm fires",
  "export into the locked archive",
  "the drill restores every export",
  "check a restore",
  "restore",
  "check after the restore",
  "destroy",
];

describe("a proof", () => {
  const proof = prove("prove-1");

  test("has all steps, and ends well", () => {
    expect(steps(proof.transcript)).toEqual(ALL.map((name) => `${name}: ok`));
    expect(proof.status).toBe(0);
    expect(proof.transcript).toContain("stage prove-1, region eu-west-3");
    expect(proof.transcript).toContain("stack Humeur-prove-1-Storage");
  });

  test("deploys keys, tables, files and function in this order, with a locked archive and a low limit", () => {
    const first = proof.log.slice(proof.log.indexOf("prove absent") + 1);
    const names = first.slice(0, 10).map((line) => /^(cdk \w+|\S+)/.exec(line)?.[0]);
    expect(names).toEqual([
      "preflight",
      "keys",
      "cdk synth",
      "release",
      "cdk deploy",
      "publish",
      "cdk deploy",
      "stacks",
      "check",
      "outputs",
    ]);
    const [tables, everything] = first.filter((line) => line.startsWith("cdk deploy"));
    expect(tables).toMatch(/--exclusively Humeur-prove-1-Storage$/);
    expect(everything).toMatch(/Humeur-prove-1-\*$/);
    for (const option of ["rate=5", "budgetRate=2", "objectLock=1", "archiveDays=7", "restoreDrill=eu-west-3"]) {
      expect(tables).toContain(`-c ${option} `);
    }
  });

  test("releases other versions than the first", () => {
    const releases = proof.log.filter((line) => line.startsWith("cdk deploy") && line.endsWith("Humeur-prove-1-*"));
    const memory = releases.map((line) => /memory=\d+/.exec(line)?.[0]);
    expect(memory).toEqual([undefined, "memory=1024", "memory=768", "memory=768"]);
  });
});

test("a failed step is in the transcript, and the others follow", () => {
  const { status, transcript, stderr } = prove("prove-2", "prove site");
  expect(status).toBe(1);
  const expected = ALL.map((name) => `${name}: ${name === ALL[3] ? "FAILED with code 1" : "ok"}`);
  expect(steps(transcript)).toEqual(expected);
  expect(transcript).toContain("it failed");
  expect(stderr).toContain(`prove: ${ALL[3]}: failed, see target/prove/prove-2-`);
});

test("a deployment that failed halfway is removed", () => {
  const { status, transcript } = prove("prove-3", "publish --stage");
  expect(status).toBe(1);
  expect(steps(transcript)).toEqual(["the stage is free: ok", "deploy: FAILED with code 1", "destroy: ok"]);
});

test("a stage that exists is left alone", () => {
  const { status, transcript, log } = prove("production", "prove absent");
  expect(status).toBe(1);
  expect(steps(transcript)).toEqual(["the stage is free: FAILED with code 1"]);
  expect(log.filter((line) => /^(cdk|stacks|keys)/.test(line))).toEqual([]);
});
