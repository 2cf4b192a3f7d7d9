// What the nightly schedule asks of DynamoDB, read from the very template that is deployed.

import type { ExportTableToPointInTimeCommandInput } from "@aws-sdk/client-dynamodb";
import { resources, synth, type Stack } from "../kit.ts";

/** What only AWS knows: the names and numbers that a template leaves open. */
interface Known {
  /** The table's ARN. */
  readonly table: string;
  /** The archive's name. */
  readonly bucket: string;
  readonly account: string;
  /** When the schedule came round. */
  readonly time: string;
}

/** The input of the schedule that exports a table. */
export function scheduledExport(known: Known): ExportTableToPointInTimeCommandInput {
  const { App, Storage } = synth();
  const targets = resources(App, "AWS::Scheduler::Schedule")
    .map(({ Properties }) => Properties.Target as { Arn: unknown; Input: unknown })
    .filter(({ Arn }) => JSON.stringify(Arn).includes(":aws-sdk:dynamodb:exportTableToPointInTime"));
  if (targets.length !== 1) throw new Error(`${targets.length} schedules export a table`);
  const input = text(targets[0]!.Input, known, Storage!).replaceAll("<aws.scheduler.scheduled-time>", known.time);
  if (input.includes("<aws.")) throw new Error(`${input} holds more than is known`);
  return JSON.parse(input) as ExportTableToPointInTimeCommandInput;
}

/** A value of a template, as CloudFormation would make it. */
function text(value: unknown, known: Known, storage: Stack): string {
  if (typeof value === "string") return value;
  const [[name, argument] = []] = Object.entries(value as object) as [string, unknown][];
  if (name === "Fn::Join") {
    const [between, parts] = argument as [string, unknown[]];
    return parts.map((part) => text(part, known, storage)).join(between);
  }
  if (name === "Ref" && argument === "AWS::AccountId") return known.account;
  if (name === "Fn::ImportValue") {
    const found = Object.values(storage.Outputs).find((output) => (output as { Export?: { Name: string } }).Export?.Name === argument);
    if (found) return resource(found.Value, known, storage);
  }
  throw new Error(`${JSON.stringify(value)} is not known`);
}

/** A table by its ARN, the archive by its name: nothing else has a place in the input. */
function resource(value: unknown, known: Known, storage: Stack): string {
  const [[name, argument] = []] = Object.entries(value as object) as [string, unknown][];
  const [id, attribute] = (Array.isArray(argument) ? argument : [argument]) as [string, string?];
  const type = storage.Resources[id]?.Type;
  if (name === "Fn::GetAtt" && attribute === "Arn" && type === "AWS::DynamoDB::Table") return known.table;
  const isArchive = JSON.stringify(storage.Outputs.ArchiveBucket?.Value) === JSON.stringify({ Ref: id });
  if (name === "Ref" && type === "AWS::S3::Bucket" && isArchive) return known.bucket;
  throw new Error(`${JSON.stringify(value)} is not known`);
}
