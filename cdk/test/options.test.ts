import { describe, expect, test } from "vitest";
import { readOptions } from "../lib/options.ts";
import { DECLINED, type Flags } from "./kit.ts";

const read = (flags: Flags = {}, environment: Record<string, string> = {}) =>
  readOptions({ ...DECLINED, ...flags }, environment);

test("every option has a default", () => {
  expect(read()).toMatchObject({
    stage: { name: "production" },
    account: undefined,
    region: "us-east-1",
    arch: "arm64",
    memory: 512,
    rate: 100,
    provisioned: false,
    domain: undefined,
    waf: false,
    cognito: false,
    oidc: undefined,
    signals: undefined,
    objectLock: undefined,
    backups: "nightly",
    restoreDrill: undefined,
    archiveDays: 35,
    alertsEmail: undefined,
    budget: 25,
    budgetRate: 10,
    retentionMonths: 6,
    logDays: 30,
    originKeyVersion: 1,
    sessionKeyVersions: [1],
    pushKeyVersion: 1,
    corsOrigins: undefined,
    pushHosts: undefined,
    github: undefined,
    ignoreAlarms: false,
  });
});

test("production has an address for its alarms, or opts out; other stages need none", () => {
  expect(() => readOptions({}, {})).toThrow(
    "alertsEmail is missing: production needs an address for its alarms, -c alertsEmail=you@example.org. -c alertsEmail=none opts out.",
  );
  expect(() => readOptions({ stage: "production" }, {})).toThrow("alertsEmail is missing");
  expect(readOptions({ alertsEmail: "you@example.org" }, {}).alertsEmail).toBe("you@example.org");
  expect(readOptions({ stage: "staging" }, {}).alertsEmail).toBeUndefined();
});

test("the limit once the budget is exceeded is never above the usual one", () => {
  expect(read({ rate: "5" })).toMatchObject({ rate: 5, budgetRate: 5 });
  expect(read({ rate: "500", budgetRate: "40" })).toMatchObject({ rate: 500, budgetRate: 40 });
});

test("account and region come from the CDK", () => {
  expect(read({}, { CDK_DEFAULT_ACCOUNT: "123456789012", CDK_DEFAULT_REGION: "eu-west-3" })).toMatchObject({
    account: "123456789012",
    region: "eu-west-3",
  });
});

test("the CDK's own context is ignored", () => {
  expect(() => read({ "@aws-cdk/core:x": "true", "aws:cdk:y": "1", "availability-zones:account=1": "" })).not.toThrow();
});

test("a repository has the form of GitHub's tokens", () => {
  for (const github of ["owner/name", "owner@123/name@456"]) expect(read({ github }).github).toBe(github);
});

test("a domain may be as long as the name of a certificate", () => {
  const domain = `${"a".repeat(52)}.example.org`;
  expect(read({ domain, hostedZone: "Z12345678" }).domain?.name).toHaveLength(64);
});

test("presets of signals are given by semicolon or space, and passed on as the program reads them", () => {
  const weather = "weather@48.85,2.35,Europe/Paris";
  for (const signals of [`bitcoin;${weather}`, `bitcoin ${weather}`, ` bitcoin; ${weather} `]) {
    expect(read({ signals }).signals).toEqual({ presets: `bitcoin ${weather}`, version: undefined });
  }
  expect(read({ signals: "paris-bikes" }).signals?.presets).toBe("paris-bikes");
  expect(read({ signalsVersion: "3" }).signals).toEqual({ presets: undefined, version: 3 });
});

describe("an invalid value is named, with the expected one:", () => {
  test.each([
    [
      { stage: "Prod!" },
      "'Prod!' can't be a stage: use a lower-case letter, then at most 19 lower-case letters, digits and hyphens.",
    ],
    [{ arch: "arm" }, "arch must be arm64 or x86_64, not 'arm'."],
    [{ memory: "64" }, "memory must be a whole number of MB from 128 to 10240, not '64'."],
    [{ memory: "1e3" }, "memory must be a whole number of MB from 128 to 10240, not '1e3'."],
    [{ zip: "bootstrap" }, "zip must be the path of a .zip file, not 'bootstrap'."],
    [{ provisioned: "yes" }, "provisioned must be true or false, not 'yes'."],
    [{ waf: "" }, "waf must be true or false, not ''."],
    [
      { domain: "https://mood.example.org", hostedZone: "Z12345678" },
      "domain must be a host name in small letters, such as mood.example.org, not 'https://mood.example.org'.",
    ],
    [
      { domain: `${"a".repeat(53)}.example.org`, hostedZone: "Z12345678" },
      "domain must have at most 64 characters, the limit of a certificate's name, not 65: choose a shorter one.",
    ],
    [
      { domain: "mood.example.org" },
      "domain and hostedZone must be given together: the certificate and the address are records in the zone.",
    ],
    [
      { domain: "mood.example.org", hostedZone: "example.org" },
      "hostedZone must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ, not 'example.org'.",
    ],
    [
      { cognito: "true" },
      "cognito requires domain: the sign-in page redirects to an address that must be known beforehand.",
    ],
    [
      {
        domain: "mood.example.org",
        hostedZone: "Z12345678",
        oidcIssuer: "http://accounts.example.org",
        oidcClientId: "x",
      },
      "oidcIssuer must be an issuer such as https://accounts.example.org, as its tokens name it, not 'http://accounts",
    ],
    [
      { domain: "mood.example.org", hostedZone: "Z12345678", oidcIssuer: "https://accounts.example.org" },
      "oidcIssuer and oidcClientId must be given together: the provider knows this site by its id.",
    ],
    [
      { oidcIssuer: "https://accounts.example.org", oidcClientId: "x" },
      "oidcIssuer requires domain, to which the provider sends people back, and excludes cognito: there is one provider.",
    ],
    [{ registration: "everybody" }, "registration must be open or invitation or closed, not 'everybody'."],
    ...["", "bitcoin;", "bitcoin,ethereum", "Bitcoin", "weather@", "https://example.org"].map(
      (signals): [Flags, string] => [
        { signals },
        `signals must be presets by semicolon, such as bitcoin;weather@48.85,2.35,Europe/Paris, not '${signals}'.`,
      ],
    ),
    [{ signalsVersion: "0" }, "signalsVersion must be a whole number from 1 to 1000000, not '0'."],
    [{ backups: "daily" }, "backups must be nightly or twice-weekly, not 'daily'."],
    [{ restoreDrill: "true" }, "restoreDrill must be a region such as eu-central-1, not 'true'."],
    [{ objectLock: "0" }, "objectLock must be a whole number of days from 1 to 3650, not '0'."],
    [
      { objectLock: "36" },
      "objectLock must be at most archiveDays (35), or removed entries would stay in it for longer.",
    ],
    [{ archiveDays: "6" }, "archiveDays must be a whole number of days from 7 to 3650, not '6'."],
    [{ alertsEmail: "alerts" }, "alertsEmail must be an e-mail address, or none, not 'alerts'."],
    [{ budget: "10.5" }, "budget must be a whole number of US dollars from 1 to 1000000, not '10.5'."],
    [{ retentionMonths: "1201" }, "retentionMonths must be a whole number of months from 1 to 1200, not '1201'."],
    [
      { logDays: "31" },
      "logDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653, not '31'.",
    ],
    [{ originKeyVersion: "0" }, "originKeyVersion must be a whole number from 1 to 1000000, not '0'."],
    [{ rate: "0" }, "rate must be a whole number of requests a second from 1 to 10000, not '0'."],
    [
      { budgetRate: "101" },
      "budgetRate must be at most rate (100): it is the lower limit once the budget is exceeded.",
    ],
    [{ sessionKeyVersions: "0" }, "sessionKeyVersions must be one or two versions such as 4,3, not '0'."],
    [{ sessionKeyVersions: "3,2,1" }, "sessionKeyVersions must be one or two versions such as 4,3, not '3,2,1'."],
    [{ pushKeyVersion: "2,1" }, "pushKeyVersion must be a whole number from 1 to 1000000, not '2,1'."],
    ...["example.org", "https://example.org/", "https://a.example https://b.example"].map(
      (corsOrigins): [Flags, string] => [
        { corsOrigins },
        `corsOrigins must be comma-separated origins, such as https://example.org,https://www.example.org, not '${corsOrigins}'.`,
      ],
    ),
    ...["https://push.example.org", "*", "push.example.org,"].map((pushHosts): [Flags, string] => [
      { pushHosts },
      `pushHosts must be comma-separated names of push services, such as push.example.org,*.example.net, not '${pushHosts}'.`,
    ]),
    [
      { github: "https://github.com/a/b" },
      "github must be a GitHub repository, such as owner/name or owner@123/name@456, not 'https://github.com/a/b'.",
    ],
    [
      { github: "owner@123/name" },
      "github must be a GitHub repository, such as owner/name or owner@123/name@456, not 'owner@123/name'.",
    ],
    [{ ignoreAlarms: "1" }, "ignoreAlarms must be true or false, not '1'."],
    [{ domian: "mood.example.org" }, "'domian' is not an option: use one of stage, arch, memory, "],
  ] satisfies [Flags, string][])("%o", (flags, sentence) => {
    expect(() => read(flags)).toThrow(sentence);
  });
});
