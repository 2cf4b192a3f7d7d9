// What the stacks of one release need of the Storage of another one, when only some of them are reverted.

import { isDeepStrictEqual } from "node:util";

/** The part of a release that stacks of another release meet. */
export interface Release {
  /** The outputs of Storage that its other stacks and `ops/` read. */
  readonly reads: readonly string[];
  /** The outputs of Storage, each with its value: `Resource`, or `Resource.Attribute`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The resources of these outputs: their types, names, keys and indexes. */
  readonly resources: Readonly<Record<string, object>>;
}

/** The stacks in the form of `__templates__`. */
type Templates = Readonly<Record<string, { readonly Resources: object; readonly Outputs?: object }>>;

/**
 * CloudFormation replaces a table, a bucket or a vault if one of these changes. Global indexes are among them because
 * a revert of Storage removes a new one while the newer App stack still queries it.
 */
const IDENTITY = [
  "TableName",
  "KeySchema",
  "AttributeDefinitions",
  "LocalSecondaryIndexes",
  "GlobalSecondaryIndexes",
  "BucketName",
  "BackupVaultName",
];

/** Outputs without this prefix are read by `ops/`. */
const PUBLISHED = "PublishOutput";

/** Extracts a release from its templates. */
export function releaseOf({ Storage, ...others }: Templates): Release {
  const { Outputs = {}, Resources } = Storage ?? { Resources: {} };
  const outputs = Object.fromEntries(
    sorted(Object.entries<any>(Outputs).map(([name, { Value }]) => [name, target(Value)] as const)),
  );
  const known = Object.entries<any>(Resources).filter(([id]) => Object.values(outputs).some((of) => idOf(of) === id));
  return {
    reads: [
      ...new Set([...references(others), ...Object.keys(outputs).filter((name) => !name.startsWith(PUBLISHED))]),
    ].sort(),
    outputs,
    resources: Object.fromEntries(sorted(known.map(([id, resource]) => [id, identity(resource)] as const))),
  };
}

/**
 * The reads of `release` that `storage`, of another release, does not answer with the same resource; as values of
 * outputs.
 */
export function unanswered(release: Release, storage: Release): string[] {
  return release.reads
    .filter((name) => {
      const of = release.outputs[name];
      const id = of && idOf(of);
      return !id || storage.outputs[name] !== of || !isDeepStrictEqual(storage.resources[id], release.resources[id]);
    })
    .map((name) => release.outputs[name] ?? name);
}

/** The logical id in the value of an output. */
export function idOf(value: string): string {
  return value.split(".")[0]!;
}

/** The outputs of Storage that the stacks read. */
export function references(stacks: Templates): string[] {
  const found = new Set<string>();
  JSON.stringify(stacks, (key, value) => {
    if (key === "Fn::GetStackOutput" && value.StackName.endsWith("-Storage")) found.add(value.OutputName);
    return value;
  });
  return [...found].sort();
}

function target(value: any): string {
  return value.Ref ?? value["Fn::GetAtt"].join(".");
}

function identity({ Type, Properties }: { readonly Type: string; readonly Properties: Record<string, unknown> }) {
  const kept = IDENTITY.filter((name) => Properties[name] !== undefined).map((name) => [name, Properties[name]]);
  // A capacity is an option.
  const without = (key: string, value: unknown) => (key === "ProvisionedThroughput" ? undefined : value);
  return JSON.parse(JSON.stringify({ Type, ...Object.fromEntries(kept) }, without)) as object;
}

function sorted<T>(entries: (readonly [string, T])[]): (readonly [string, T])[] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
