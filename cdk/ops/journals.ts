// Finds journals, which only the session key of their stage opens.

import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { isNamed } from "./failure.ts";
import { outputs } from "./outputs.ts";
import type { Stage } from "./stage.ts";
import { EXPORTED, nameOutput } from "./tables.ts";

/** The name of a table of the stage that is not empty; none before the first deployment. Public data does not count. */
export async function tableWithItems(
  { stacks, tables }: { readonly stacks: CloudFormationClient; readonly tables: DynamoDBClient },
  of: Stage,
): Promise<string | undefined> {
  const names = await outputs(stacks, of.storage);
  for (const table of EXPORTED) {
    const TableName = names[nameOutput(table)];
    if (TableName && (await hasItems(tables, TableName))) return TableName;
  }
  return undefined;
}

async function hasItems(client: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    const { Count = 0 } = await client.send(new ScanCommand({ TableName, Limit: 1, Select: "COUNT" }));
    return Count > 0;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return false;
    throw error;
  }
}
