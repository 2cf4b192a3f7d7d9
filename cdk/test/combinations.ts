// Combinations of options that contain every pair of settings.

import type { Flags } from "./kit.ts";

/** The options that change the resources, turned on. */
const SWITCHES: Readonly<Record<string, Flags>> = {
  elsewhere: { region: "eu-west-3" },
  arch: { arch: "x86_64" },
  provisioned: { provisioned: "true" },
  domain: { domain: "mood.example.org", hostedZone: "Z0123456789ABCDEFGHIJ" },
  waf: { waf: "true" },
  cognito: { cognito: "true" },
  // Together: each switch doubles the number of settings.
  backups: { backups: "twice-weekly", restoreDrill: "eu-central-1" },
  objectLock: { objectLock: "30" },
  alertsEmail: { alertsEmail: "alerts@example.org" },
  rotated: { originKeyVersion: "2" },
  github: { github: "example/humeur" },
  signals: { signals: "bitcoin", signalsVersion: "1" },
  githubKnown: { githubKnown: "true" },
  ignoreAlarms: { ignoreAlarms: "true" },
};

const names = Object.keys(SWITCHES);

/** A setting of all switches; `region` is the environment's. */
export interface Combination {
  readonly name: string;
  readonly flags: Flags;
  readonly environment: Record<string, string>;
}

/** A small set with every pair of settings: greedily picks the combination with most new pairs. */
export function combinations(): Combination[] {
  const open = new Set(all().flatMap(pairs));
  const picked: number[] = [];
  while (open.size) {
    const gain = (setting: number) => pairs(setting).filter((pair) => open.has(pair)).length;
    const best = all().reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const pair of pairs(best)) open.delete(pair);
    picked.push(best);
  }
  return picked.map(combination);
}

/** All settings, one bit per switch; `cognito` requires `domain`. */
function all(): number[] {
  const bit = (name: string) => 1 << names.indexOf(name);
  return [...Array(1 << names.length).keys()].filter(
    (setting) => !(setting & bit("cognito")) || setting & bit("domain"),
  );
}

function pairs(setting: number): string[] {
  const state = names.map((_, i) => `${i}${(setting >> i) & 1 ? "+" : "-"}`);
  return state.flatMap((a, i) => state.slice(i + 1).map((b) => a + b));
}

function combination(setting: number): Combination {
  const on = names.filter((_, i) => (setting >> i) & 1);
  const { region, ...flags } = Object.assign({}, ...on.map((name) => SWITCHES[name])) as Record<string, string>;
  return { name: on.join(", ") || "none", flags, environment: region ? { CDK_DEFAULT_REGION: region } : {} };
}
