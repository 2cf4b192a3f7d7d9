// What all tests of the stacks have in common: options in, templates out.

import { App, Validations } from "aws-cdk-lib";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { humeur } from "../lib/humeur.ts";
import { readOptions } from "../lib/options.ts";
import { Checks } from "./nag.ts";

/** Options as a person gives them: `-c name=value`. */
export type Flags = Readonly<Record<string, string>>;

/** Everything that can be turned on, turned on. */
export const EVERYTHING: Flags = {
  arch: "x86_64",
  provisioned: "true",
  domain: "mood.example.org",
  hostedZone: "Z0123456789ABCDEFGHIJ",
  waf: "true",
  cognito: "true",
  objectLock: "30",
  alertsEmail: "alerts@example.org",
  github: "example/humeur",
  originKeyVersion: "2",
};

/** The files that `public/` holds, for templates that do not change whenever it does. */
export const PUBLIC_PATHS = ["/faces/*", "/robots.txt"];

/** A resource, as far as tests look. */
export interface Resource {
  readonly Type: string;
  // Anything: a test that takes one for something else fails.
  readonly Properties: any;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: any;
}

/** A synthesised stack. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { Value: unknown }>>;
}

/** The stacks of a stage, by the last part of their names: `Storage`, `App`, `Edge`, `Delivery`. */
export type Stacks = Readonly<Record<string, Stack>>;

/** Stands in for what `make lambda` builds. */
export const fixture = fileURLToPath(new URL("fixture/bootstrap.zip", import.meta.url));
const cdkJson = JSON.parse(readFileSync(new URL("../cdk.json", import.meta.url), "utf8")) as {
  context: Record<string, unknown>;
};

/** An app with the stacks in it, not yet synthesised. */
export function app(flags: Flags = {}, environment: Record<string, string> = {}): App {
  const made = new App({ context: cdkJson.context, analyticsReporting: false });
  humeur(made, readOptions(flags, environment), { zip: fixture, publicPaths: PUBLIC_PATHS });
  return made;
}

const known = new Map<string, Stacks>();

/** Synthesises; fails on what the CDK's own rules or cdk-nag object to. */
export function synth(flags: Flags = {}, environment: Record<string, string> = {}): Stacks {
  const key = JSON.stringify([flags, environment]);
  const before = known.get(key);
  if (before) return before;
  const made = app(flags, environment);
  Validations.of(made).addPlugins(new Checks(made));
  const assembly = made.synth();
  const stacks = Object.fromEntries(
    assembly.stacks.map((stack) => {
      const template = stack.template as Omit<Stack, "name" | "region">;
      return [stack.stackName.split("-").at(-1) ?? "", { ...template, name: stack.stackName, region: stack.environment.region }];
    }),
  );
  rmSync(assembly.directory, { recursive: true });
  known.set(key, stacks);
  return stacks;
}

/** The resources of a type. */
export function resources(stack: Stack | undefined, type: string): Resource[] {
  return Object.values(stack?.Resources ?? {}).filter((resource) => resource.Type === type);
}

/** The only resource of a type. */
export function only(stack: Stack | undefined, type: string): Resource {
  const [first, ...rest] = resources(stack, type);
  if (!first || rest.length) throw new Error(`${stack?.name} has ${first ? rest.length + 1 : "no"} ${type}`);
  return first;
}

/** The logical id of the only resource of a type. */
export function idOf(stack: Stack | undefined, type: string): string {
  const resource = only(stack, type);
  const found = Object.entries(stack?.Resources ?? {}).find(([, other]) => other === resource);
  return found?.[0] ?? "";
}
