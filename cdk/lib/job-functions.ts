// The functions of the jobs: the site's package, with a role, a log and an alias of its own for each. A job has the
// rights that it needs and no key of sessions, and the site's function has no right that only a job needs.
//
// None has reserved concurrency: a new account has ten concurrent executions in all, and Lambda refuses to reserve any
// of them, so a first deployment would fail. The scheduler starts one run of a job in five minutes, and a run ends
// within ten seconds; only cleaning grows with what people upload, and waits for up to an hour when it is throttled.

import { Duration } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { LIVE, SITE_VERSION } from "../ops/stage.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import { fileRights, PICTURES_PREFIX, photoRights, UPLOADED_PREFIX } from "./buckets.ts";
import { parameterArn } from "./parameters.ts";
import {
  type FunctionProps,
  functionLog,
  KEPT_VERSIONS,
  names,
  program,
  pushVariables,
  retentionVariable,
  signalParameters,
  signalVariables,
} from "./program.ts";
import { logicalId, SIGNALS } from "./schedules.ts";
import { tableRights } from "./tables.ts";

/** Three attempts within the hour: later, a job is not worth running. */
export const RETRIES = { retryAttempts: 2, maxEventAge: Duration.hours(1) };

/** The inputs of all job functions. */
export interface JobFunctionProps extends FunctionProps {
  /** The site's version in service. */
  readonly site: lambda.Alias;
  /** The queue of failed runs. */
  readonly deadLetters: sqs.IQueue;
}

/** The needs of a job besides its tables, which server/tables.json lists. */
interface Needs {
  readonly variables?: Readonly<Record<string, string>>;
  readonly parameters?: readonly string[];
  readonly buckets?: readonly iam.PolicyStatement[];
  /** True if the next run does what a failed one left: that is neither repeated nor kept in the queue. */
  readonly isOutdatedByNext?: true;
}

/** The function that only runs one job. */
export class JobFunction extends Construct {
  readonly function: lambda.Function;
  /** The version in service. Callers invoke this alias, never the function. */
  readonly live: lambda.Alias;

  /** @param job the job, as server/schedules.json and server/tables.json name it. */
  constructor(
    scope: Construct,
    readonly job: string,
    { options, storage, zip, site, deadLetters }: JobFunctionProps,
    needs: Needs,
  ) {
    super(scope, logicalId({ job }));
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = functionLog(this, options, job);
    logGroup.grantWrite(role);
    for (const statement of storage.tables.flatMap((table) => tableRights(table, job))) role.addToPolicy(statement);
    for (const statement of needs.buckets ?? []) role.addToPolicy(statement);
    if (needs.buckets) {
      acknowledgeNag(role, {
        "AwsSolutions-IAM5": "A person's exported files and photos have random names under a prefix.",
      });
    }
    const resources = (needs.parameters ?? []).map((name) => parameterArn(this, name));
    if (resources.length) role.addToPolicy(new iam.PolicyStatement({ actions: ["ssm:GetParameters"], resources }));
    this.function = new lambda.Function(this, "Function", {
      ...program(options, zip),
      description: `Humeur (${options.stage.name}): ${job}`,
      role,
      logGroup,
      environment: {
        ...names(options, storage),
        ...needs.variables,
        HUMEUR_FUNCTION: "jobs",
        // Only a rollback reads it: each version names the site's with which it was released.
        [SITE_VERSION]: site.version.version,
      },
      currentVersionOptions: KEPT_VERSIONS,
    });
    this.live = new lambda.Alias(this, "Live", { aliasName: LIVE, version: this.function.currentVersion });
    // A job moves at once, because one run in five minutes proves nothing about a share of them; and only when all
    // requests have the new version, so that it never runs newer code than the site.
    this.live.node.addDependency(site);
    this.catchFailures(needs.isOutdatedByNext ? undefined : deadLetters);
  }

  /** Callers only invoke asynchronously, so Lambda itself reports failed runs to the queue. */
  private catchFailures(deadLetters?: sqs.IQueue): void {
    const { retryAttempts, maxEventAge } = deadLetters
      ? RETRIES
      : { retryAttempts: 0, maxEventAge: Duration.minutes(5) };
    new lambda.CfnEventInvokeConfig(this, "Failures", {
      functionName: this.function.functionName,
      qualifier: LIVE,
      maximumRetryAttempts: retryAttempts,
      maximumEventAgeInSeconds: maxEventAge.toSeconds(),
      ...(deadLetters && { destinationConfig: { onFailure: { destination: deadLetters.queueArn } } }),
    }).node.addDependency(this.live);
    if (!deadLetters) return;
    this.function.addToRolePolicy(
      new iam.PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] }),
    );
  }
}

/** The functions by job. That of signals exists only with sources. */
export interface JobFunctions extends Readonly<Record<string, JobFunction>> {
  readonly photos: JobFunction;
}

/** Creates the functions of all jobs. */
export function jobFunctions(scope: Construct, props: JobFunctionProps): JobFunctions {
  const { options, storage } = props;
  const { exports, photos } = storage.buckets;
  const create = (job: string, needs: Needs = {}) => new JobFunction(scope, job, props, needs);
  return {
    // It has no right to anything but its log, and calls the public address.
    canary: create("canary"),
    photos: create("photos", {
      buckets: [
        ...photoRights(photos, ["DeleteObjectVersion", "GetObject"], [UPLOADED_PREFIX]),
        ...photoRights(photos, ["GetObject", "PutObject"], [PICTURES_PREFIX]),
      ],
    }),
    reminders: create("reminders", { variables: pushVariables(options), parameters: [options.stage.pushKey] }),
    // It calls servers of other people. A dead letter would need one more right.
    ...(options.signals && {
      [SIGNALS]: create(SIGNALS, {
        variables: signalVariables(options),
        parameters: signalParameters(options),
        isOutdatedByNext: true,
      }),
    }),
    // It deletes and moves whole journals, and signs no link.
    work: create("work", {
      variables: retentionVariable(options),
      buckets: [
        ...fileRights(exports, ["DeleteObject"]),
        ...photoRights(photos, ["DeleteObjectVersion", "GetObject", "PutObject"], [UPLOADED_PREFIX, PICTURES_PREFIX]),
      ],
    }),
  };
}
