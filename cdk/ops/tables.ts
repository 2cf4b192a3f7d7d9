// The tables, as server/tables.json declares them. The server reads the same file.

import { readFileSync } from "node:fs";

/** A key attribute: a string or a number. */
export interface Key {
  readonly name: string;
  readonly type: "S" | "N";
}

/**
 * A secondary index. All of a table's indexes come with it: CloudFormation adds one global index in each
 * update, and a local one never.
 */
export interface Index {
  readonly name: string;
  /** The index has the table's partition key, and consistent reads. Other indexes are global. */
  readonly local?: true;
  readonly partition: Key;
  readonly sort?: Key;
  readonly projection: "ALL" | "KEYS_ONLY";
}

/** A declared table. */
export interface Table {
  /** In the plural and in snake_case; also the folder of its exports in the archive. */
  readonly name: string;
  /** The environment variable that tells the function its name in DynamoDB. */
  readonly variable: string;
  readonly partition: Key;
  readonly sort?: Key;
  /** The attribute with the second since the epoch at which an item expires. */
  readonly ttl?: string;
  readonly indexes: readonly Index[];
  /**
   * The calls of DynamoDB, by the function that makes them: {@link SITE}, or a job. They are the function's rights, and
   * the dimensions of error metrics. `Query/due` is a `Query` of the index `due`.
   */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /**
   * `newerBy`: exported to the archive; the numeric attributes that grow with every write, by which a
   * restore tells the newer of two items. `skipped`: the reason for no export. Point-in-time recovery
   * and alarms cover every table.
   */
  readonly export: { readonly newerBy: readonly string[] } | { readonly skipped: string };
}

/** A table that is exported to the archive. */
export type ExportedTable = Table & { readonly export: { readonly newerBy: readonly string[] } };

/** The global indexes of a table: only they have a capacity, and metrics of their own. */
export const globalIndexes = ({ indexes }: Table): readonly Index[] => indexes.filter(({ local }) => !local);

/** The local indexes of a table. */
export const localIndexes = ({ indexes }: Table): readonly Index[] => indexes.filter(({ local }) => local);

/** The function of pages and API among the functions that call a table. The others are named by their jobs. */
export const SITE = "site";

/** The names of all calls on a table and its indexes, by any function. */
export const callNames = ({ calls }: Table): readonly string[] => [
  ...new Set(Object.values(calls).flatMap((all) => all.map((call) => call.split("/")[0] ?? call))),
];

/** All tables. */
export const TABLES = JSON.parse(
  readFileSync(new URL("../../server/tables.json", import.meta.url), "utf8"),
) as readonly Table[];

/** The tables that are exported to the archive. */
export const EXPORTED = TABLES.filter(isExported);

/** True if the archive has exports of the table. */
export function isExported(table: Table): table is ExportedTable {
  return "newerBy" in table.export;
}

/** The table's name as an identifier, such as `Moods`: its logical id and the start of its output. */
export function pascalCase({ name }: Pick<Table, "name">): string {
  return name.replace(/(^|_)([a-z])/g, (_match, _start, letter: string) => letter.toUpperCase());
}

/** The output of the storage stack with the table's name in DynamoDB. */
export const nameOutput = (table: Table) => `${pascalCase(table)}Table`;

/** The prefix of all exports in the archive. */
export const EXPORTS_PREFIX = "tables/";

/** The prefix of the table's exports in the archive. */
export const exportPrefix = ({ name }: Table) => `${EXPORTS_PREFIX}${name}/`;
