import assert from "node:assert/strict";
import { test } from "node:test";
import { problems, rows } from "./asvs.mjs";

const REQUIREMENTS = "# ids\n1.1.1 2\n1.1.2 1\n";
const FILES = new Map([
  ["server/tests/x.rs", "#[test]\nfn it_holds() {}\n"],
  ["end2end/tests/y.spec.ts", 'test("it holds, too", async () => {});\n'],
  ["SECURITY.md", "# Security\n"],
]);
const read = (path) => FILES.get(path);

const page = (first, second) => `2 requirements: 1 met, 0 partly met, 0 not met, 1 not applicable.

| id | level | requirement | met | how |
| --- | :-: | --- | :-: | --- |
${first}
${second}
`;
const MET = "| 1.1.1 | 2 | Hold | yes | With `/x`. `server/tests/x.rs::it_holds`, `SECURITY.md` |";
const NOT_APPLICABLE = "| 1.1.2 | 1 | Encode | n/a | Nothing is encoded |";

test("a complete table has no problem", () => {
  assert.deepEqual(problems(page(MET, NOT_APPLICABLE), REQUIREMENTS, read), []);
  const [met] = rows(page(MET, NOT_APPLICABLE));
  assert.deepEqual(met.references, [
    { path: "server/tests/x.rs", test: "it_holds" },
    { path: "SECURITY.md", test: undefined },
  ]);
});

test("a title of a script's test is found whole", () => {
  const named = (title) => MET.replace("server/tests/x.rs::it_holds", `end2end/tests/y.spec.ts::${title}`);
  assert.deepEqual(problems(page(named("it holds, too"), NOT_APPLICABLE), REQUIREMENTS, read), []);
  assert.deepEqual(problems(page(named("it holds"), NOT_APPLICABLE), REQUIREMENTS, read), [
    "1.1.1 names end2end/tests/y.spec.ts::it holds, which does not exist",
  ]);
});

for (const [what, first, second, expected] of [
  ["a missing requirement", MET, "", "1.1.2 is there 0 times"],
  ["a repeated one", MET, MET, "1.1.1 is there 2 times"],
  ["another level", MET.replace("| 2 |", "| 1 |"), NOT_APPLICABLE, "1.1.1 has level 2"],
  ["an unknown one", MET, NOT_APPLICABLE.replace("1.1.2", "1.1.9"), "1.1.9 is no requirement of levels 1 and 2"],
  ["a missing test", MET.replace("it_holds", "it_held"), NOT_APPLICABLE, "1.1.1 names server/tests/x.rs::it_held"],
  ["a longer name", MET.replace("it_holds", "it"), NOT_APPLICABLE, "1.1.1 names server/tests/x.rs::it,"],
  ["a missing file", MET.replace("SECURITY", "SAFETY"), NOT_APPLICABLE, "1.1.1 names SAFETY.md"],
  ["no proof", MET.replace(/`.*`/, "trust"), NOT_APPLICABLE, "1.1.1 names neither a test nor a file"],
  ["a wrong count", MET.replace("| yes |", "| partly |"), NOT_APPLICABLE, "the counts are: 2 requirements: 0 met, 1"],
]) {
  test(`${what} is reported`, () => {
    const found = problems(page(first, second), REQUIREMENTS, read);
    assert.ok(
      found.some((sentence) => sentence.startsWith(expected)),
      found.join("\n"),
    );
  });
}
