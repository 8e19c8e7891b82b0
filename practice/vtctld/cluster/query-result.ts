/** A column of a MySQL result, as in `query.Field`. */
export interface ResultField {
  name: string;
  type: string;
  table?: string;
  org_table?: string;
  database?: string;
  org_name?: string;
  column_length: number;
  charset: number;
  flags: number;
}

const tableOfAlias: Readonly<Record<string, string>> = { vd: "vdiff", vdt: "vdiff_table", vdiff: "vdiff" };

/** The columns of VDiffShow for one VDiff: a row per table. */
export const summaryFields: readonly ResultField[] = parseResultFields(`
  vdiff_state VARBINARY vd state 64 63 16520
  last_error VARBINARY vd last_error 1024 63 128
  table_name VARBINARY vdt table_name 128 63 20610
  uuid VARCHAR vd vdiff_uuid 256 255 20489
  table_state VARBINARY vdt state 64 63 128
  table_rows INT64 vdt table_rows 20 63 32768
  started_at TIMESTAMP vd started_at 19 63 128
  rows_compared INT64 vdt rows_compared 20 63 32768
  completed_at TIMESTAMP vd completed_at 19 63 128
  has_mismatch INT64 - - 2 63 32897
  report JSON vdt report 4294967295 63 144
`);

/** The columns of VDiffShow `all`: the rows of `_vt.vdiff`. */
export const runFields: readonly ResultField[] = parseResultFields(`
  id INT64 vdiff id 20 63 49667
  vdiff_uuid VARCHAR vdiff vdiff_uuid 256 255 20489
  workflow VARBINARY vdiff workflow 1024 63 16512
  keyspace VARBINARY vdiff keyspace 256 63 16520
  shard VARCHAR vdiff shard 1020 255 4097
  db_name VARBINARY vdiff db_name 1024 63 16512
  state VARBINARY vdiff state 64 63 16520
  options JSON vdiff options 4294967295 63 144
  created_at TIMESTAMP vdiff created_at 19 63 1153
  started_at TIMESTAMP vdiff started_at 19 63 128
  liveness_timestamp TIMESTAMP vdiff liveness_timestamp 19 63 128
  completed_at TIMESTAMP vdiff completed_at 19 63 128
  last_error VARBINARY vdiff last_error 1024 63 128
`);

/** Columns as MySQL describes them, one a line: name, type, table alias, name in the table, length, charset, flags; `-` = computed. */
function parseResultFields(lines: string): ResultField[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", type = "", table = "", original = "", length, charset, flags] = line.trim().split(" ");
      const sizes = { column_length: Number(length), charset: Number(charset), flags: Number(flags) };
      if (table === "-") return { name, type, ...sizes };
      return { name, type, table, org_table: tableOfAlias[table] ?? table, database: "_vt", org_name: original, ...sizes };
    });
}

/** Rows as on the wire: all values in one blob, plus their lengths; -1 = NULL. */
export function encodeQueryResult(fields: readonly ResultField[], rows: readonly (readonly (string | null)[])[]): object {
  return {
    fields,
    rows: rows.map((row) => {
      const values = row.map((value) => (value === null ? undefined : Buffer.from(value, "utf8")));
      return {
        lengths: values.map((value) => (value === undefined ? "-1" : String(value.length))),
        values: Buffer.concat(values.filter((value) => value !== undefined)),
      };
    }),
  };
}

/** A decoded result as texts, column by name; for tests that read what the simulator sent. */
export function readRows(result: {
  fields: readonly { name: string }[];
  rows: readonly { lengths: readonly string[]; values: Uint8Array }[];
}): Record<string, string | null>[] {
  return result.rows.map((row) => {
    const values = Buffer.from(row.values);
    let at = 0;
    const texts = row.lengths.map((length) => {
      if (Number(length) < 0) return null;
      at += Number(length);
      return values.subarray(at - Number(length), at).toString("utf8");
    });
    return Object.fromEntries(result.fields.map((field, index) => [field.name, texts[index] ?? null]));
  });
}
