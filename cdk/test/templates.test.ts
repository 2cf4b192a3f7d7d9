// The templates for AWS. Read a difference before you accept it with
// `npx vitest run test/templates.test.ts -u`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { combinations } from "./combinations.ts";
import { EVERYTHING, type Stacks, synth } from "./kit.ts";
import { BIN } from "./ops/engine.ts";

/** Outputs have no order, and the CDK gives them another one from run to run. */
const sorted = (outputs: object | undefined) =>
  outputs && Object.fromEntries(Object.entries(outputs).sort(([one], [other]) => (one < other ? -1 : 1)));

test.each<[string, Stacks]>([
  ["default", synth()],
  ["everything", synth(EVERYTHING)],
])("%s", async (name, stacks) => {
  const templates = Object.entries(stacks).map(([part, { Resources, Outputs }]) => [
    part,
    { Resources, Outputs: sorted(Outputs) },
  ]);
  await expect(JSON.stringify(Object.fromEntries(templates), null, 2)).toMatchFileSnapshot(
    `__templates__/${name}.json`,
  );
});

test("no template has a secret, or a function of the CDK", () => {
  const templates = JSON.stringify([synth(), synth(EVERYTHING)]);
  expect(templates).not.toContain("Custom::");
  expect(templates.match(/AWS::Lambda::Function"/g)).toHaveLength(14);
  const headers = templates.match(/"HeaderValue":"[^"]*"/g);
  expect(new Set(headers)).toEqual(
    new Set([1, 2].map((version) => `"HeaderValue":"{{resolve:ssm:/humeur/production/origin-key:${version}}}"`)),
  );
});

test("cfn-lint has no finding in any combination", () => {
  const directory = mkdtempSync(join(tmpdir(), "humeur-templates-"));
  try {
    combinations().forEach(({ flags, environment }, i) => {
      for (const [part, { name: _, region: __, ...template }] of Object.entries(synth(flags, environment))) {
        writeFileSync(join(directory, `${i}-${part}.json`), JSON.stringify(template));
      }
    });
    const { error, status, stdout } = spawnSync(
      join(BIN, "cfn-lint"),
      [
        // The CDK declares some dependencies twice.
        ...["--ignore-checks", "W3005"],
        ...["--regions", "us-east-1", "eu-west-3", "--"],
        join(directory, "*.json"),
      ],
      { encoding: "utf8" },
    );
    if (error) throw new Error("cfn-lint did not start: run 'make setup-test', which installs it", { cause: error });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  } finally {
    rmSync(directory, { recursive: true });
  }
  // A second per template, or two where a compiler runs beside.
}, 300_000);
