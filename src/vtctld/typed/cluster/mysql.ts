import { type TabletAlias, type TableName, isTableName } from "../../../core/vitess/names.ts";
import type { BesideFact, MysqlSettings } from "../../../core/preflight/cluster/mysql.ts";
import type { RowCount } from "../../../core/readings/readings.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { readInt64 } from "../call/fields.ts";
import { type QueryRow, decodeQueryRows } from "../call/query-rows.ts";
import { encodeAlias } from "./topology.ts";

// ExecuteFetchAsDBA runs anything with all rights, even writes (docs/facts/the-wire.md#fetch-as-dba): so every statement is in this file,
// only reads, and takes no outside text except the quoted name of a table or column, or a name that needs no quotes.

/** Without a limit Vitess refuses every answer that has rows; more rows than the limit are an error. */
const MOST_ROWS = 1000;

async function queryMySql(calls: Calls, tablet: TabletAlias, query: string): Promise<readonly QueryRow[]> {
  const { result = {} } = await calls.read("ExecuteFetchAsDBA", { tablet_alias: encodeAlias(tablet), query, max_rows: MOST_ROWS });
  return decodeQueryRows(result);
}

export async function readRowImage(calls: Calls, tablet: TabletAlias): Promise<string | undefined> {
  const { status = {} } = await calls.read("GetFullStatus", { tablet_alias: encodeAlias(tablet) });
  return status.binlog_row_image;
}

// SHOW omits a variable that this MySQL lacks; reading it with @@ would be an error.
const READ_SETTINGS = "show global variables where Variable_name in ('sql_mode', 'log_bin_trust_function_creators')";

export async function readMysqlSettings(calls: Calls, tablet: TabletAlias): Promise<MysqlSettings> {
  const rows = await queryMySql(calls, tablet, READ_SETTINGS);
  const values = new Map(rows.map((row) => [row["Variable_name"], row["Value"]]));
  const trusts = values.get("log_bin_trust_function_creators");
  return {
    sqlMode: (values.get("sql_mode") ?? "").split(",").filter((one) => one !== ""),
    ...(trusts === undefined ? {} : { trustsFunctionCreators: trusts === "ON" || trusts === "1" }),
  };
}

const TRIGGERS =
  "select trigger_name as name, event_object_table as belongs_to from information_schema.triggers where trigger_schema = database() order by 1";
const ROUTINES =
  "select routine_name as name, routine_type as kind from information_schema.routines where routine_schema = database() order by 1";

export async function readBesideTables(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly BesideFact[]> {
  const [triggers, routines, views] = await Promise.all([
    queryMySql(calls, tablet, TRIGGERS),
    queryMySql(calls, tablet, ROUTINES),
    readViews(calls, tablet, tables),
  ]);
  return [
    ...triggers.flatMap(({ name = "", belongs_to: table = "" }) =>
      isTableName(table) && tables.includes(table) ? [{ kind: "trigger", name, tables: [table] } as const] : [],
    ),
    ...views,
    ...routines.map(({ name = "", kind = "" }) => ({ kind: kind === "FUNCTION" ? "function" : "procedure", name, tables: [] }) as const),
  ];
}

/** Compares the names with and without views, two cheap answers, because a name alone does not say what it is. */
export async function readViewNames(calls: Calls, tablet: TabletAlias): Promise<readonly string[]> {
  const named: Requests["GetSchema"] = { tablet_alias: encodeAlias(tablet), table_names_only: true };
  const [all, bases] = await Promise.all([calls.read("GetSchema", { ...named, include_views: true }), calls.read("GetSchema", named)]);
  const known = new Set((bases.schema?.table_definitions ?? []).map(({ name }) => name));
  return (all.schema?.table_definitions ?? []).flatMap(({ name = "" }) => (name === "" || known.has(name) ? [] : [name]));
}

/** Only views are asked for their definition. */
async function readViews(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly BesideFact[]> {
  const views = await readViewNames(calls, tablet);
  if (views.length === 0) return [];
  const { schema } = await calls.read("GetSchema", {
    tablet_alias: encodeAlias(tablet),
    tables: views,
    include_views: true,
    table_schema_only: true,
  });
  return (schema?.table_definitions ?? []).flatMap(({ name = "", schema: text = "" }) => {
    const reads = tables.filter((table) => namesTable(text, table));
    return views.includes(name) && reads.length > 0 ? [{ kind: "view", name, tables: reads } as const] : [];
  });
}

/** MySQL prints a view's tables in backticks after FROM or JOIN, sometimes after the name of their database. */
function namesTable(view: string, table: TableName): boolean {
  const name = quoteName(table).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\b(?:from|join)\\s+\\(*(?:[^\\s(]+\\.)?${name}(?![.\`])`, "i").test(view);
}

function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

export async function readNextId(calls: Calls, tablet: TabletAlias, sequence: string): Promise<bigint | undefined> {
  const [row] = await queryMySql(calls, tablet, `select next_id from ${quoteName(sequence)} where id = 0`);
  return row?.["next_id"] === undefined ? undefined : readInt64(row["next_id"]);
}

export async function readHighestId(calls: Calls, tablet: TabletAlias, table: TableName, column: string): Promise<bigint | undefined> {
  const [row] = await queryMySql(calls, tablet, `select max(${quoteName(column)}) as highest from ${quoteName(table)}`);
  return row?.["highest"] === undefined ? undefined : readInt64(row["highest"]);
}

export async function readMysqlVersion(calls: Calls, tablet: TabletAlias): Promise<string> {
  const [row] = await queryMySql(calls, tablet, "select version() as version");
  return row?.["version"] ?? "";
}

/** Tables with other names are left out of the counts by name. */
const PLAIN_NAME = /^[A-Za-z0-9_$-]+$/;

// InnoDB's own views name each partition after a `#`. One names a table like its file, where some signs are escaped.
const TABLE_IN_FILE = "substring_index(substring_index(name, '/', -1), '#', 1)";
const TABLE_IN_STATISTICS = "substring_index(table_name, '#', 1)";
const LIVE_ROWS = `select ${TABLE_IN_FILE} as name, sum(num_rows) as row_count from information_schema.innodb_tablestats where substring_index(name, '/', 1) = replace(database(), '-', '@002d') and ${TABLE_IN_FILE}`;
const STATISTIC_ROWS = `select ${TABLE_IN_STATISTICS} as name, sum(n_rows) as row_count from mysql.innodb_table_stats where database_name = database() and ${TABLE_IN_STATISTICS}`;

export function readLiveRows(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly RowCount[]> {
  const byFile = tables.map((table) => [table.replaceAll("-", "@002d").replaceAll("$", "@0024"), table] as const);
  return queryRowCounts(calls, tablet, LIVE_ROWS, byFile);
}

export function readStatisticRows(calls: Calls, tablet: TabletAlias, tables: readonly TableName[]): Promise<readonly RowCount[]> {
  return queryRowCounts(
    calls,
    tablet,
    STATISTIC_ROWS,
    tables.map((table) => [table, table]),
  );
}

/** Asks for the rows of these tables, each under the name that the statement compares. */
async function queryRowCounts(
  calls: Calls,
  tablet: TabletAlias,
  statement: string,
  named: readonly (readonly [string, TableName])[],
): Promise<readonly RowCount[]> {
  const byName = new Map(named.filter(([, table]) => PLAIN_NAME.test(table)));
  if (byName.size === 0) return [];
  const names = [...byName.keys()].map((name) => `'${name}'`).join(", ");
  const rows = await queryMySql(calls, tablet, `${statement} in (${names}) group by 1`);
  return rows.flatMap(({ name = "", row_count: count }) => {
    const table = byName.get(name);
    return table === undefined || count === undefined ? [] : [{ table, rows: readInt64(count) }];
  });
}

/** MySQL ends the count itself (docs/facts/streams-and-copy.md#count-limit). MariaDB would not: never ask it. */
export async function countTableRows(calls: Calls, tablet: TabletAlias, table: TableName): Promise<bigint> {
  const query = `select /*+ MAX_EXECUTION_TIME(500) */ count(*) as counted from ${quoteName(table)}`;
  const [row] = await queryMySql(calls, tablet, query);
  return readInt64(row?.["counted"]);
}
