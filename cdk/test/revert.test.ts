// A revert of the App stack alone, or of both: against this commit's Storage and the previous release's, whose part is
// in fixture/release.json (docs/deploy.md tells how to renew it).

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EVERYTHING, synth } from "./kit.ts";
import { idOf, type Release, releaseOf, unanswered } from "./revert.ts";

const previous = JSON.parse(readFileSync(new URL("fixture/release.json", import.meta.url), "utf8")) as Release;
const current = releaseOf(synth(EVERYTHING));

/** Reads of resources that the previous release has, too, and did not read. They need this Storage first. */
const NEWLY_READ: string[] = [];

test("a revert of the App stack alone finds everything in this Storage", () => {
  // A resource or an output is missing: keep it for one more release, the output as a CfnOutput of the same id.
  expect(unanswered(previous, current)).toEqual([]);
});

test("a revert of Storage takes away only what this release adds, and what it deploys before its App stack", () => {
  const missing = unanswered(current, previous);
  expect(missing.filter((value) => idOf(value) in previous.resources)).toEqual(NEWLY_READ);
  // It stays in the account, so the App stack that is still live goes on until it is reverted, too.
  const { Storage } = synth(EVERYTHING);
  for (const value of missing) expect(Storage?.Resources[idOf(value)]).toMatchObject({ DeletionPolicy: "Retain" });
});

test("each release finds everything in its own Storage", () => {
  for (const release of [previous, current]) {
    expect(unanswered(release, release)).toEqual([]);
    expect(Object.keys(release.resources).length).toBeGreaterThan(10);
  }
});

const ids = Object.keys(previous.resources);

test.each(ids)("a missing or replaced %s is noticed", (id) => {
  const { [id]: resource, ...others } = current.resources;
  expect(unanswered(previous, { ...current, resources: others }).map(idOf)).toContain(id);
  const replaced = { ...others, [id]: { ...resource, KeySchema: [], BucketName: "another" } };
  expect(unanswered(previous, { ...current, resources: replaced }).map(idOf)).toContain(id);
  // Renamed: the CDK derives the names of outputs from those of resources.
  const outputs = Object.fromEntries(
    Object.entries(current.outputs).map(([name, value]) => [name.replace(id, `${id}2`), value.replace(id, `${id}2`)]),
  );
  const renamed = { ...current, outputs, resources: { ...others, [`${id}2`]: resource! } };
  expect(new Set(unanswered(previous, renamed).map(idOf))).toEqual(new Set([id]));
});
