// The options of a deployment: `cdk deploy -c name=value`.

import { Failure } from "../ops/failure.ts";
import { DEFAULT_STAGE, type Stage, stage } from "../ops/stage.ts";

/** The options of a stage. */
export interface Options {
  /** The stage and the names derived from it. */
  readonly stage: Stage;
  /** None without credentials: templates then fit any account. */
  readonly account?: string;
  readonly region: string;
  readonly arch: "arm64" | "x86_64";
  /** Of the function, in MB; its CPU is proportional. */
  readonly memory: number;
  /** The limit of requests a second; twice as many in a burst. */
  readonly rate: number;
  /** The function's package, when it is not where `make lambda` puts it. */
  readonly zip?: string;
  /** True for tables with a fixed capacity inside the free tier instead of on demand. */
  readonly provisioned: boolean;
  /** The site's host name, and the id of its Route 53 zone. */
  readonly domain?: { readonly name: string; readonly hostedZone: string };
  readonly waf: boolean;
  readonly cognito: boolean;
  /** Another OpenID Connect provider with which people may sign in. */
  readonly oidc?: {
    readonly issuer: string;
    readonly clientId: string;
    /** For people. */
    readonly name?: string;
    /** The version of the client's secret in SSM; none for a public client. */
    readonly secretVersion?: number;
  };
  /** The people who may open an account. */
  readonly registration: "open" | "invitation" | "closed";
  /** The version of the operator's key in SSM; none without an operator. */
  readonly operatorKeyVersion?: number;
  /** The sources of signals; none without. */
  readonly signals?: {
    /** The presets, as the program reads them. */
    readonly presets?: string;
    /** The version of the operator's own sources in SSM. */
    readonly version?: number;
  };
  /** The schedule of the exports to the archive. */
  readonly backups: "nightly" | "twice-weekly";
  /** The region in which each export is restored as a drill; none without the drill. */
  readonly restoreDrill?: string;
  /** Days for which nothing in the archive can be deleted. */
  readonly objectLock?: number;
  /** Days until back-ups expire, and with them what people removed. */
  readonly archiveDays: number;
  /** None if declined. */
  readonly alertsEmail?: string;
  /** In US dollars a month. */
  readonly budget: number;
  /** The limit of requests a second once the budget is exceeded; `rate` itself for none. */
  readonly budgetRate: number;
  /** The lifetime of entries. */
  readonly retentionMonths: number;
  readonly logDays: number;
  /** The version of the origin key that CloudFront sends. */
  readonly originKeyVersion: number;
  /** The versions of the session key: the first signs, all verify. */
  readonly sessionKeyVersions: readonly number[];
  readonly pushKeyVersion: number;
  /** The origins of other sites that may call the API, comma-separated. */
  readonly corsOrigins?: string;
  /** Push services in addition to those of the browsers, comma-separated. */
  readonly pushHosts?: string;
  /** The GitHub repository that may deploy, in the form of GitHub's tokens: `owner/name`, or with ids. */
  readonly github?: string;
  /** True if the account already has GitHub's identity provider, of which there can be only one. */
  readonly githubKnown: boolean;
  /** True to release at once, even while an alarm is firing: for a fix. */
  readonly ignoreAlarms: boolean;
}

/** The retention periods of CloudWatch logs, in days. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];

/** The most characters of a certificate's first name, by ACM. */
const MAX_DOMAIN = 64;

const NAMES = [
  "stage",
  "arch",
  "memory",
  "rate",
  "zip",
  "provisioned",
  "domain",
  "hostedZone",
  "waf",
  "cognito",
  "oidcIssuer",
  "oidcClientId",
  "oidcName",
  "oidcSecretVersion",
  "registration",
  "operatorKeyVersion",
  "signals",
  "signalsVersion",
  "backups",
  "restoreDrill",
  "objectLock",
  "archiveDays",
  "alertsEmail",
  "budget",
  "budgetRate",
  "retentionMonths",
  "logDays",
  "originKeyVersion",
  "sessionKeyVersions",
  "pushKeyVersion",
  "corsOrigins",
  "pushHosts",
  "github",
  "githubKnown",
  "ignoreAlarms",
] as const;
type Name = (typeof NAMES)[number];

/** The value of `alertsEmail` that opts out. */
const NO_ALERTS = "none";

/** In US dollars a month, by default: about twice what a small journal costs (docs/cost.md). */
const BUDGET = 25;

/** The limit of requests a second once the budget is exceeded, by default. */
const BUDGET_RATE = 10;

/**
 * Reads the options from the CDK's context and the environment.
 *
 * @throws {Failure} naming the first invalid option and the expected value.
 */
export function readOptions(
  context: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Options {
  refuseUnknown(context);

  function read<T>(name: Name, expected: string, parse: (text: string) => T | undefined): T | undefined {
    const value = context[name];
    if (value === undefined) return undefined;
    const parsed = parse(String(value).trim());
    if (parsed === undefined) throw new Failure(`${name} must be ${expected}, not '${String(value)}'.`);
    return parsed;
  }
  const whole = (name: Name, from: number, to: number, unit = "") =>
    read(name, `a whole number${unit} from ${from} to ${to}`, (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : NaN;
      return value >= from && value <= to ? value : undefined;
    });
  const oneOf = <T extends string>(name: Name, ...words: [T, T, ...T[]]) =>
    read(name, words.join(" or "), (text) => words.find((word) => word === text));
  const flag = (name: Name) => oneOf(name, "true", "false") === "true";
  const text = (name: Name, expected: string, pattern: RegExp) =>
    read(name, expected, (value) => (pattern.test(value) ? value : undefined));

  const domain = text(
    "domain",
    "a host name in small letters, such as mood.example.org",
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  );
  if (domain !== undefined && domain.length > MAX_DOMAIN) {
    throw new Failure(
      `domain must have at most ${MAX_DOMAIN} characters, the limit of a certificate's name, not ${domain.length}: choose a shorter one.`,
    );
  }
  const hostedZone = text(
    "hostedZone",
    "the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
    /^Z[A-Z0-9]{5,31}$/,
  );
  if ((domain === undefined) !== (hostedZone === undefined)) {
    throw new Failure(
      "domain and hostedZone must be given together: the certificate and the address are records in the zone.",
    );
  }
  const cognito = flag("cognito");
  if (cognito && domain === undefined) {
    throw new Failure(
      "cognito requires domain: the sign-in page redirects to an address that must be known beforehand.",
    );
  }
  const oidcIssuer = text(
    "oidcIssuer",
    "an issuer such as https://accounts.example.org, as its tokens name it",
    /^https:\/\/[^\s?#@]+$/,
  );
  const oidcClientId = text("oidcClientId", "the client's id at the provider", /^[\x21-\x7e]+$/);
  const oidcName = text("oidcName", "a name for people, of at most 40 characters", /^.{1,40}$/u);
  const oidcSecretVersion = whole("oidcSecretVersion", 1, 1_000_000);
  if ((oidcIssuer === undefined) !== (oidcClientId === undefined)) {
    throw new Failure("oidcIssuer and oidcClientId must be given together: the provider knows this site by its id.");
  }
  if (oidcIssuer !== undefined && (domain === undefined || cognito)) {
    throw new Failure(
      "oidcIssuer requires domain, to which the provider sends people back, and excludes cognito: there is one provider.",
    );
  }
  const presets = text(
    "signals",
    "presets by semicolon, such as bitcoin;weather@48.85,2.35,Europe/Paris",
    /^[a-z-]+(@[^\s;@]+)?([\s;]+[a-z-]+(@[^\s;@]+)?)*$/,
  );
  const signalsVersion = whole("signalsVersion", 1, 1_000_000);
  // Longer than the interval of back-ups, or there would be days without any.
  const archiveDays = whole("archiveDays", 7, 3650, " of days") ?? 35;
  const objectLock = whole("objectLock", 1, 3650, " of days");
  if (objectLock !== undefined && objectLock > archiveDays) {
    throw new Failure(
      `objectLock must be at most archiveDays (${archiveDays}), or removed entries would stay in it for longer.`,
    );
  }
  const named = stage(context["stage"] === undefined ? undefined : String(context["stage"]));
  const alertsEmail = text("alertsEmail", `an e-mail address, or ${NO_ALERTS}`, /^([^\s@]+@[^\s@]+\.[^\s@]+|none)$/);
  if (alertsEmail === undefined && named.name === DEFAULT_STAGE) {
    throw new Failure(
      `alertsEmail is missing: ${DEFAULT_STAGE} needs an address for its alarms, -c alertsEmail=you@example.org. -c alertsEmail=${NO_ALERTS} opts out.`,
    );
  }
  const rate = whole("rate", 1, 10_000, " of requests a second") ?? 100;
  const budgetRate = whole("budgetRate", 1, 10_000, " of requests a second") ?? Math.min(BUDGET_RATE, rate);
  if (budgetRate > rate) {
    throw new Failure(`budgetRate must be at most rate (${rate}): it is the lower limit once the budget is exceeded.`);
  }

  return {
    stage: named,
    account: environment["CDK_DEFAULT_ACCOUNT"] || undefined,
    region: environment["CDK_DEFAULT_REGION"] || "us-east-1",
    arch: oneOf("arch", "arm64", "x86_64") ?? "arm64",
    memory: whole("memory", 128, 10_240, " of MB") ?? 512,
    rate,
    zip: text("zip", "the path of a .zip file", /\.zip$/),
    provisioned: flag("provisioned"),
    domain: domain !== undefined && hostedZone !== undefined ? { name: domain, hostedZone } : undefined,
    waf: flag("waf"),
    cognito,
    oidc:
      oidcIssuer !== undefined && oidcClientId !== undefined
        ? { issuer: oidcIssuer, clientId: oidcClientId, name: oidcName, secretVersion: oidcSecretVersion }
        : undefined,
    registration: oneOf("registration", "open", "invitation", "closed") ?? "open",
    operatorKeyVersion: whole("operatorKeyVersion", 1, 1_000_000),
    signals:
      presets !== undefined || signalsVersion !== undefined
        ? // Options are separated by spaces, and so are the program's presets.
          { presets: presets?.replace(/[\s;]+/g, " "), version: signalsVersion }
        : undefined,
    backups: oneOf("backups", "nightly", "twice-weekly") ?? "nightly",
    restoreDrill: text("restoreDrill", "a region such as eu-central-1", /^[a-z]{2}(-[a-z]+)+-\d$/),
    objectLock,
    archiveDays,
    alertsEmail: alertsEmail === NO_ALERTS ? undefined : alertsEmail,
    budget: whole("budget", 1, 1_000_000, " of US dollars") ?? BUDGET,
    budgetRate,
    retentionMonths: whole("retentionMonths", 1, 1200, " of months") ?? 6,
    logDays:
      read("logDays", `one of ${LOG_DAYS.join(", ")}`, (value) => LOG_DAYS.find((days) => String(days) === value)) ??
      30,
    originKeyVersion: whole("originKeyVersion", 1, 1_000_000) ?? 1,
    sessionKeyVersions: read("sessionKeyVersions", "one or two versions such as 4,3", (value) =>
      /^[1-9]\d{0,6}(,[1-9]\d{0,6})?$/.test(value) ? value.split(",").map(Number) : undefined,
    ) ?? [1],
    pushKeyVersion: whole("pushKeyVersion", 1, 1_000_000) ?? 1,
    corsOrigins: text(
      "corsOrigins",
      "comma-separated origins, such as https://example.org,https://www.example.org",
      /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?(,https?:\/\/[a-z0-9.-]+(:\d{1,5})?)*$/,
    ),
    pushHosts: text(
      "pushHosts",
      "comma-separated names of push services, such as push.example.org,*.example.net",
      /^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,63}(,(\*\.)?([a-z0-9-]+\.)+[a-z]{2,63})*$/,
    ),
    // With both ids or none, as in GitHub's tokens.
    github: text(
      "github",
      "a GitHub repository, such as owner/name or owner@123/name@456",
      /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\/[A-Za-z0-9._-]{1,100}|@\d{1,20}\/[A-Za-z0-9._-]{1,100}@\d{1,20})$/,
    ),
    githubKnown: flag("githubKnown"),
    ignoreAlarms: flag("ignoreAlarms"),
  };
}

/** A misspelt name would otherwise be ignored silently. */
function refuseUnknown(context: Readonly<Record<string, unknown>>): void {
  // The CDK's own names contain a colon or a slash.
  const unknown = Object.keys(context).find(
    (name) => !/[:/]/.test(name) && !(NAMES as readonly string[]).includes(name),
  );
  if (unknown !== undefined) throw new Failure(`'${unknown}' is not an option: use one of ${NAMES.join(", ")}.`);
}
