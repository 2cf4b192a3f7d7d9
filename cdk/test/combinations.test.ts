import { expect, test } from "vitest";
import { combinations } from "./combinations.ts";
import { EVERYTHING, synth } from "./kit.ts";
import { given, needed } from "./nag.ts";
import { references } from "./revert.ts";

const named = combinations().map(({ name, ...rest }) => [name, rest] as const);

test.each(named)("%s: synthesises without a finding of cdk-nag", (_, { flags, environment }) => {
  const stacks = synth(flags, environment);
  expect(Object.keys(stacks).sort()).toEqual(
    ["App", "Storage", ...(flags.waf || flags.domain ? ["Edge"] : []), ...(flags.github ? ["Delivery"] : [])].sort(),
  );
});

test.each(named)("%s: reads other stacks by weak references only", (_, { flags, environment }) => {
  const { Storage, ...others } = synth(flags, environment);
  expect(JSON.stringify([Storage, others])).not.toMatch(/"Export"|Fn::ImportValue/);
  const read = references(others);
  expect(read.length).toBeGreaterThan(20);
  for (const name of read) expect(Storage?.Outputs).toHaveProperty(name);
  // So revert.test.ts, which has every option on, sees all reads.
  expect(references(synth(EVERYTHING))).toEqual(expect.arrayContaining(read));
});

test("every acknowledgement has its finding", () => {
  expect([...given].sort()).toEqual([...needed].sort());
  expect(given.size).toBeGreaterThan(10);
});
