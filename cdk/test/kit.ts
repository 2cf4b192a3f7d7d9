// Templates by options, for all tests of the stacks.

import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Validations } from "aws-cdk-lib";
import { humeur } from "../lib/humeur.ts";
import { readOptions } from "../lib/options.ts";
import { Checks } from "./nag.ts";

/** Options by name, as with `-c name=value`. */
export type Flags = Readonly<Record<string, string>>;

/** Every optional feature turned on. */
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
  signals: "bitcoin;weather@48.85,2.35,Europe/Paris",
  signalsVersion: "3",
  restoreDrill: "eu-central-1",
};

/** The jobs that every installation has. */
export const JOBS = ["canary", "photos", "reminders", "work"];

/** The option that production requires. */
export const DECLINED: Flags = { alertsEmail: "none" };

/** Stands in for `public/`, so that templates do not change with it. */
export const PUBLIC_PATHS = ["/faces/*", "/robots.txt"];

/** A resource, as far as tests need it. */
export interface Resource {
  readonly Type: string;
  // Anything: a wrong assumption fails the test.
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

/** Stands in for the function's package. */
export const fixture = fileURLToPath(new URL("fixture/bootstrap.zip", import.meta.url));
const cdkJson = JSON.parse(readFileSync(new URL("../cdk.json", import.meta.url), "utf8")) as {
  context: Record<string, unknown>;
};

/** An app with the stacks, before synthesis. */
export function app(flags: Flags = {}, environment: Record<string, string> = {}, context: Flags = {}): App {
  const created = new App({ context: { ...cdkJson.context, ...context }, analyticsReporting: false });
  const options = readOptions({ ...DECLINED, ...flags }, environment);
  humeur(created, options, { zip: fixture, drill: fixture, publicPaths: PUBLIC_PATHS });
  return created;
}

const known = new Map<string, Stacks>();

/** Synthesises; fails on a finding of the CDK or cdk-nag. */
export function synth(flags: Flags = {}, environment: Record<string, string> = {}): Stacks {
  const key = JSON.stringify([flags, environment]);
  const before = known.get(key);
  if (before) return before;
  const created = app(flags, environment);
  Validations.of(created).addPlugins(new Checks(created));
  const assembly = created.synth();
  const stacks = Object.fromEntries(
    assembly.stacks.map((stack) => {
      const template = stack.template as Omit<Stack, "name" | "region">;
      return [
        stack.stackName.split("-").at(-1) ?? "",
        { ...template, name: stack.stackName, region: stack.environment.region },
      ];
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

/** The properties of the site's function, or of the one for `purpose`: a job, or `budget`. */
export function functionOf(stack: Stack | undefined, purpose?: string): any {
  const end = purpose ? `: ${purpose}` : ")";
  return resources(stack, "AWS::Lambda::Function").find(({ Properties }) => Properties.Description.endsWith(end))
    ?.Properties;
}

/** The properties of the schedule whose logical id has a part, such as `JobsCanary`. */
export function scheduleOf(stack: Stack | undefined, part: string): any {
  const all = Object.entries(stack?.Resources ?? {}).filter(([, { Type }]) => Type === "AWS::Scheduler::Schedule");
  return all.find(([id]) => id.includes(part))?.[1].Properties;
}

/** The only resource of a type in a construct, such as `Service`, with its logical id. */
export function resourceOf(stack: Stack | undefined, type: string, construct: string): [string, Resource] {
  const all = Object.entries(stack?.Resources ?? {});
  const [first, ...rest] = all.filter(([id, { Type }]) => Type === type && id.startsWith(construct));
  if (!first || rest.length) throw new Error(`${construct} has ${first ? rest.length + 1 : "no"} ${type}`);
  return first;
}

/** The logical id of the only resource of a type. */
export function idOf(stack: Stack | undefined, type: string): string {
  const resource = only(stack, type);
  const found = Object.entries(stack?.Resources ?? {}).find(([, other]) => other === resource);
  return found?.[0] ?? "";
}
