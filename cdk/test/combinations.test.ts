import { expect, test } from "vitest";
import { combinations } from "./combinations.ts";
import { synth } from "./kit.ts";
import { given, needed } from "./nag.ts";

const named = combinations().map(({ name, ...rest }) => [name, rest] as const);

test.each(named)("%s: synthesises, and cdk-nag has nothing to say", (_, { flags, environment }) => {
  const stacks = synth(flags, environment);
  expect(Object.keys(stacks).sort()).toEqual(
    ["App", "Storage", ...(flags.waf || flags.domain ? ["Edge"] : []), ...(flags.github ? ["Delivery"] : [])].sort(),
  );
});

test("nothing is explained to cdk-nag that it does not ask", () => {
  expect([...given].sort()).toEqual([...needed].sort());
  expect(given.size).toBeGreaterThan(10);
});
