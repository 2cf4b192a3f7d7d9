// The input of the nightly export, from the template that is deployed.

import type { ExportTableToPointInTimeCommandInput } from "@aws-sdk/client-dynamodb";
import type { ExportedTable } from "../../ops/tables.ts";
import { resources, type Stack, synth } from "../kit.ts";

/** The names and numbers that a template leaves to AWS. */
interface Known {
  /** The table's ARN. */
  readonly arn: string;
  /** The archive's name. */
  readonly bucket: string;
  readonly account: string;
  /** The scheduled time. */
  readonly time: string;
}

/** The input of the schedule that exports `table`. */
export function scheduledExport({ name }: ExportedTable, known: Known): ExportTableToPointInTimeCommandInput {
  const { App, Storage } = synth();
  const targets = resources(App, "AWS::Scheduler::Schedule")
    .filter(({ Properties }) => Properties.Description === `Exports table ${name} to the archive`)
    .map(({ Properties }) => Properties.Target as { Arn: unknown; Input: unknown });
  if (targets.length !== 1) throw new Error(`${targets.length} schedules export ${name}`);
  const input = text(targets[0]!.Input, known, Storage!).replaceAll("<aws.scheduler.scheduled-time>", known.time);
  if (input.includes("<aws.")) throw new Error(`unknown attribute: ${input}`);
  return JSON.parse(input) as ExportTableToPointInTimeCommandInput;
}

/** A value of a template, as CloudFormation resolves it. */
function text(value: unknown, known: Known, storage: Stack): string {
  if (typeof value === "string") return value;
  const [[name, argument] = []] = Object.entries(value as object) as [string, unknown][];
  if (name === "Fn::Join") {
    const [between, parts] = argument as [string, unknown[]];
    return parts.map((part) => text(part, known, storage)).join(between);
  }
  if (name === "Ref" && argument === "AWS::AccountId") return known.account;
  if (name === "Fn::GetStackOutput") {
    const found = storage.Outputs[(argument as { OutputName: string }).OutputName];
    if (found) return resource(found.Value, known, storage);
  }
  throw new Error(`unknown value: ${JSON.stringify(value)}`);
}

/** The table's ARN or the archive's name: the input has no other reference. */
function resource(value: unknown, known: Known, storage: Stack): string {
  const [[name, argument] = []] = Object.entries(value as object) as [string, unknown][];
  const [id, attribute] = (Array.isArray(argument) ? argument : [argument]) as [string, string?];
  const type = storage.Resources[id]?.Type;
  if (name === "Fn::GetAtt" && attribute === "Arn" && type === "AWS::DynamoDB::Table") return known.arn;
  const isArchive = JSON.stringify(storage.Outputs.ArchiveBucket?.Value) === JSON.stringify({ Ref: id });
  if (name === "Ref" && type === "AWS::S3::Bucket" && isArchive) return known.bucket;
  throw new Error(`unknown resource: ${JSON.stringify(value)}`);
}
