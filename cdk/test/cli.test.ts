// `npx cdk synth` without network, credentials or a build.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { DECLINED, fixture } from "./kit.ts";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const output = mkdtempSync(join(tmpdir(), "humeur-cdk-out-"));
afterAll(() => rmSync(output, { recursive: true }));

/** Runs a command without AWS's environment and without network. */
function run(command: string, args: string[], environment: Record<string, string> = {}) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
  return spawnSync(join(HERE, "node_modules/.bin", command), args, {
    cwd: HERE,
    encoding: "utf8",
    env: {
      ...env,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      HTTPS_PROXY: "http://127.0.0.1:9",
      ...environment,
    },
  });
}

test("cdk synth needs neither network nor credentials", () => {
  const { status, stderr } = run("cdk", [
    "synth",
    "--no-notices",
    "--quiet",
    "--output",
    output,
    "-c",
    `zip=${fixture}`,
    "-c",
    "alertsEmail=none",
  ]);
  expect(status, stderr).toBe(0);
  expect(
    readdirSync(output)
      .filter((file) => file.endsWith(".template.json"))
      .sort(),
  ).toEqual(["Humeur-production-App.template.json", "Humeur-production-Storage.template.json"]);
});

test.each([
  ["-c zip=none.zip", "none.zip"],
  ["--context=zip=none.zip -c waf=true", "none.zip"],
  ["-c arch=x86_64 -c zip=a.zip -c zip=none.zip", "none.zip"],
])("tools/deploy.sh finds the package of CDK_FLAGS='%s'", (flags, zip) => {
  const { status, stderr } = spawnSync("bash", [join(HERE, "../tools/deploy.sh"), "deploy"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME, CDK_FLAGS: flags },
  });
  expect(status).toBe(1);
  expect(stderr).toContain(`deploy: ${zip} is missing: `);
});

test.each([
  [{ zip: "none.zip" }, /^\S+\/none\.zip is missing: run 'make lambda' first\.$/],
  [{ memory: "big" }, /^memory must be a whole number of MB from 128 to 10240, not 'big'\.$/],
  [
    { alertsEmail: undefined },
    /^alertsEmail is missing: production needs an address for its alarms, \S+ \S+\. .+ opts out\.$/,
  ],
])("%o ends with one sentence", (context, sentence) => {
  const { status, stderr } = run("tsx", ["bin/humeur.ts"], {
    CDK_CONTEXT_JSON: JSON.stringify({ ...DECLINED, ...context }),
  });
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(sentence);
});
