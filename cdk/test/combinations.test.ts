import { expect, test } from "vitest";
import { combinations } from "./combinations.ts";
import { synth } from "./kit.ts";
import { given, needed } from "./nag.ts";

const named = combinations().map(({ name, ...rest }) => [name, rest] as const);

test.each(named)("%s: synthesises without a finding of cdk-nag", (_, { flags, environment }) => {
  const stacks = synth(flags, environment);
  expect(Object.keys(stacks).sort()).toEqual(
    ["App", "Storage", ...(flags.waf || flags.domain ? ["Edge"] : []), ...(flags.github ? ["Delivery"] : [])].sort(),
  );
});

test("every acknowledgement has its finding", () => {
  expect([...given].sort()).toEqual([...needed].sort());
  expect(given.size).toBeGreaterThan(10);
});
