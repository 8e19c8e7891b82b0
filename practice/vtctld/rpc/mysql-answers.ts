import { formatAlias, type Keyspace, type Tablet } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { hang, type Operation } from "../cluster/operation.ts";
import { encodeQueryResult, type ResultField } from "../cluster/query-result.ts";
import { requireTablet } from "./health-answers.ts";
import type { ExecuteFetchRequest } from "../cluster/requests.ts";

const DEFAULT_MODE =
  "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

type Rows = readonly (readonly (string | null)[])[];

/**
 * ExecuteFetchAsDBA: a MySQL that knows only the statements that read its settings, triggers, routines, sequences and greatest ids. Without
 * `max_rows` an answer with rows is refused, and so is one with more (recordings key-ranges 016, 017, 019).
 */
export async function answerExecuteFetch(operation: Operation, request: ExecuteFetchRequest): Promise<object> {
  const tablet = requireTablet(operation.cluster, request);
  if (!tablet.alive) await hang(operation.signal);
  const keyspace = operation.cluster.keyspaces.get(tablet.keyspace);
  const answer = keyspace === undefined ? undefined : answerQuery(request.query, keyspace, tablet);
  if (answer === undefined) {
    const words = `You have an error in your SQL syntax (errno 1064) (sqlstate 42000) during query: ${request.query}`;
    throw toRefusedError(tablet, `Unknown desc = ${words}`);
  }
  if (typeof answer === "string") throw toRefusedError(tablet, `Unknown desc = ${answer} during query: ${request.query}`);
  const { columns, rows } = answer;
  if (rows.length > Number(request.max_rows)) throw toRefusedError(tablet, `Aborted desc = Row count exceeded ${request.max_rows}`);
  return { result: encodeQueryResult(columns.map(describeColumn), rows) };
}

function toRefusedError(tablet: Tablet, why: string): VtctldError {
  const at = formatAlias(tablet.alias);
  return new VtctldError(`rpc error: code = Unknown desc = TabletManager.ExecuteFetchAsDba on ${at}: rpc error: code = ${why}`);
}

function describeColumn(name: string): ResultField {
  return { name, type: "VARCHAR", column_length: 256, charset: 255, flags: 0 };
}

function answerQuery(query: string, keyspace: Keyspace, tablet: Tablet): { columns: string[]; rows: Rows } | string | undefined {
  const { mysql = {}, beside = [] } = keyspace;
  if (query.startsWith("show global variables where Variable_name in ")) {
    const values = {
      log_bin_trust_function_creators: mysql.trustsFunctionCreators === true ? "ON" : "OFF",
      sql_mode: mysql.sqlMode ?? DEFAULT_MODE,
    };
    return { columns: ["Variable_name", "Value"], rows: Object.entries(values).filter(([name]) => query.includes(`'${name}'`)) };
  }
  if (/ from information_schema\.triggers where trigger_schema = database\(\)/.test(query)) {
    const rows = beside.filter(({ kind }) => kind === "trigger").map(({ name, table = "" }) => [name, table]);
    return { columns: ["name", "belongs_to"], rows };
  }
  if (/ from information_schema\.routines where routine_schema = database\(\)/.test(query)) {
    const rows = beside
      .filter(({ kind }) => kind === "function" || kind === "procedure")
      .map(({ kind, name }) => [name, kind.toUpperCase()]);
    return { columns: ["name", "kind"], rows };
  }
  const [, sequence] = /^select next_id from `(\w+)` where id = 0$/.exec(query) ?? [];
  if (sequence !== undefined) {
    const next = keyspace.sequences?.get(sequence);
    return next === undefined ? formatNoTable(keyspace, sequence) : { columns: ["next_id"], rows: [[String(next)]] };
  }
  const counts = answerRowCounts(query, keyspace, tablet);
  if (counts !== undefined) return counts;
  const [, , name = ""] = /^select max\(`(\w+)`\) as highest from `(\w+)`$/.exec(query) ?? [];
  if (name === "") return undefined;
  const table = keyspace.shards.get(tablet.shard)?.tables.get(name);
  if (table === undefined) return formatNoTable(keyspace, name);
  // Ids are counted from 1, without gaps.
  return { columns: ["highest"], rows: [[table.rows < 1 ? null : String(Math.round(table.rows))]] };
}

/**
 * What InnoDB counts itself: live in `innodb_tablestats` (recordings/v23.0.3/key-ranges/truth-3-live-rows.tsv), from time to time in
 * `innodb_table_stats`, which is close to the truth for tables that are not being copied.
 */
function answerRowCounts(query: string, keyspace: Keyspace, tablet: Tablet): { columns: string[]; rows: Rows } | string | undefined {
  const { version = "9.7.0", counters, unrecounted = false, longCounts = false } = keyspace.mysql ?? {};
  if (query === "select version() as version") return { columns: ["version"], rows: [[version]] };
  const tables = keyspace.shards.get(tablet.shard)?.tables;
  const [, counted = ""] = /^select \/\*\+ MAX_EXECUTION_TIME\(500\) \*\/ count\(\*\) as counted from `(.+)`$/.exec(query) ?? [];
  if (counted !== "") {
    if (longCounts) return "Query execution was interrupted, maximum statement execution time exceeded (errno 3024) (sqlstate HY000)";
    const table = tables?.get(counted);
    return table === undefined ? formatNoTable(keyspace, counted) : { columns: ["counted"], rows: [[String(Math.round(table.rows))]] };
  }
  const [, view, names = ""] =
    / from (information_schema\.innodb_tablestats|mysql\.innodb_table_stats) where .* in \((.+)\) group by 1$/.exec(query) ?? [];
  if (view === undefined) return undefined;
  if (counters === "refused")
    return "Access denied; you need (at least one of) the PROCESS privilege(s) for this operation (errno 1227) (sqlstate 42000)";
  const isLive = view.startsWith("information_schema");
  const rows = [...names.matchAll(/'([^']+)'/g)].flatMap(([, quoted = ""]): [string, string][] => {
    const name = isLive ? quoted.replaceAll("@002d", "-").replaceAll("@0024", "$") : quoted;
    const table = tables?.get(name);
    if (table === undefined) return [];
    const share = isLive ? (counters === "wrong" ? 0.5 : 0.99) : unrecounted ? 0 : 0.987;
    const seen = isLive && tablet.type !== "PRIMARY" ? 0 : table.rows * share;
    return [[quoted, String(Math.floor(seen))]];
  });
  return { columns: ["name", "row_count"], rows };
}

function formatNoTable(keyspace: Keyspace, table: string): string {
  return `Table 'vt_${keyspace.name}.${table}' doesn't exist (errno 1146) (sqlstate 42S02)`;
}
