// The parts that every function of the program has.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Options } from "./options.ts";
import type { Storage } from "./storage.ts";

/**
 * Old versions are kept for a rollback, at no cost. A version whose release failed is deleted, so that no rollback can
 * choose it.
 */
export const KEPT_VERSIONS: lambda.VersionOptions = { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };

/** The inputs of a function. */
export interface FunctionProps {
  readonly options: Options;
  readonly storage: Storage;
  /** The path of the package. */
  readonly zip: string;
}

/** The package, and the properties that it requires. */
export function program({ arch, memory }: Options, zip: string) {
  return {
    runtime: lambda.Runtime.PROVIDED_AL2023,
    architecture: arch === "arm64" ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
    code: lambda.Code.fromAsset(zip),
    handler: "bootstrap",
    memorySize: memory,
    timeout: Duration.seconds(10),
    loggingFormat: lambda.LoggingFormat.JSON,
  };
}

/**
 * The log of a function.
 *
 * @param job the job that a function of its own runs; none for the site's function.
 */
export function functionLog(scope: Construct, { stage, logDays }: Options, job?: string): logs.LogGroup {
  return new logs.LogGroup(scope, "Log", {
    logGroupName: `/aws/lambda/humeur-${[stage.name, job].filter(Boolean).join("-")}`,
    retention: logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The variables that every function starts with. They are names, and open nothing: the role has the rights. */
export function names({ stage }: Options, { tables, buckets }: Storage): Record<string, string> {
  return {
    HUMEUR_ENVIRONMENT: stage.name,
    HUMEUR_LOG: "info",
    HUMEUR_STORE: "dynamodb",
    ...Object.fromEntries(tables.map(({ declared, table }) => [declared.variable, table.tableName])),
    HUMEUR_EXPORTS_BUCKET: buckets.exports.bucketName,
    HUMEUR_PHOTOS_BUCKET: buckets.photos.bucketName,
  };
}

/** The variable with the lifetime of entries: pages show it, and the job of whole journals applies another one. */
export const retentionVariable = ({ retentionMonths }: Options): Record<string, string> => ({
  HUMEUR_RETENTION_MONTHS: String(retentionMonths),
});

/** The variables of push messages: the site takes subscriptions by them, and the job of reminders sends to those. */
export const pushVariables = ({ stage, pushKeyVersion, pushHosts }: Options): Record<string, string> => ({
  HUMEUR_PUSH_KEY_PARAMETER: `${stage.pushKey}:${pushKeyVersion}`,
  ...(pushHosts && { HUMEUR_PUSH_HOSTS: pushHosts }),
});

/** The variables with the sources of signals: the job asks them, and pages show their names and units. */
export function signalVariables({ stage, signals }: Options): Record<string, string> {
  return {
    ...(signals?.presets && { HUMEUR_SIGNALS: signals.presets }),
    ...(signals?.version && { HUMEUR_SIGNALS_PARAMETER: `${stage.signals}:${signals.version}` }),
  };
}

/** The parameters that these variables name. */
export const signalParameters = ({ stage, signals }: Options): string[] => (signals?.version ? [stage.signals] : []);
