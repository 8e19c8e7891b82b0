/** A column of a MySQL result, as `query.Field` carries it. */
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

/** The columns of VDiffShow for one VDiff: a row per table. */
export const summaryFields: readonly ResultField[] = [
  {
    name: "vdiff_state",
    type: "VARBINARY",
    table: "vd",
    org_table: "vdiff",
    database: "_vt",
    org_name: "state",
    column_length: 64,
    charset: 63,
    flags: 16520,
  },
  {
    name: "last_error",
    type: "VARBINARY",
    table: "vd",
    org_table: "vdiff",
    database: "_vt",
    org_name: "last_error",
    column_length: 1024,
    charset: 63,
    flags: 128,
  },
  {
    name: "table_name",
    type: "VARBINARY",
    table: "vdt",
    org_table: "vdiff_table",
    database: "_vt",
    org_name: "table_name",
    column_length: 128,
    charset: 63,
    flags: 20610,
  },
  {
    name: "uuid",
    type: "VARCHAR",
    table: "vd",
    org_table: "vdiff",
    database: "_vt",
    org_name: "vdiff_uuid",
    column_length: 256,
    charset: 255,
    flags: 20489,
  },
  {
    name: "table_state",
    type: "VARBINARY",
    table: "vdt",
    org_table: "vdiff_table",
    database: "_vt",
    org_name: "state",
    column_length: 64,
    charset: 63,
    flags: 128,
  },
  {
    name: "table_rows",
    type: "INT64",
    table: "vdt",
    org_table: "vdiff_table",
    database: "_vt",
    org_name: "table_rows",
    column_length: 20,
    charset: 63,
    flags: 32768,
  },
  {
    name: "started_at",
    type: "TIMESTAMP",
    table: "vd",
    org_table: "vdiff",
    database: "_vt",
    org_name: "started_at",
    column_length: 19,
    charset: 63,
    flags: 128,
  },
  {
    name: "rows_compared",
    type: "INT64",
    table: "vdt",
    org_table: "vdiff_table",
    database: "_vt",
    org_name: "rows_compared",
    column_length: 20,
    charset: 63,
    flags: 32768,
  },
  {
    name: "completed_at",
    type: "TIMESTAMP",
    table: "vd",
    org_table: "vdiff",
    database: "_vt",
    org_name: "completed_at",
    column_length: 19,
    charset: 63,
    flags: 128,
  },
  { name: "has_mismatch", type: "INT64", column_length: 2, charset: 63, flags: 32897 },
  {
    name: "report",
    type: "JSON",
    table: "vdt",
    org_table: "vdiff_table",
    database: "_vt",
    org_name: "report",
    column_length: 4294967295,
    charset: 63,
    flags: 144,
  },
];

/** The columns of VDiffShow `all`: the rows of `_vt.vdiff`. */
export const runFields: readonly ResultField[] = [
  {
    name: "id",
    type: "INT64",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "id",
    column_length: 20,
    charset: 63,
    flags: 49667,
  },
  {
    name: "vdiff_uuid",
    type: "VARCHAR",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "vdiff_uuid",
    column_length: 256,
    charset: 255,
    flags: 20489,
  },
  {
    name: "workflow",
    type: "VARBINARY",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "workflow",
    column_length: 1024,
    charset: 63,
    flags: 16512,
  },
  {
    name: "keyspace",
    type: "VARBINARY",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "keyspace",
    column_length: 256,
    charset: 63,
    flags: 16520,
  },
  {
    name: "shard",
    type: "VARCHAR",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "shard",
    column_length: 1020,
    charset: 255,
    flags: 4097,
  },
  {
    name: "db_name",
    type: "VARBINARY",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "db_name",
    column_length: 1024,
    charset: 63,
    flags: 16512,
  },
  {
    name: "state",
    type: "VARBINARY",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "state",
    column_length: 64,
    charset: 63,
    flags: 16520,
  },
  {
    name: "options",
    type: "JSON",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "options",
    column_length: 4294967295,
    charset: 63,
    flags: 144,
  },
  {
    name: "created_at",
    type: "TIMESTAMP",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "created_at",
    column_length: 19,
    charset: 63,
    flags: 1153,
  },
  {
    name: "started_at",
    type: "TIMESTAMP",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "started_at",
    column_length: 19,
    charset: 63,
    flags: 128,
  },
  {
    name: "liveness_timestamp",
    type: "TIMESTAMP",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "liveness_timestamp",
    column_length: 19,
    charset: 63,
    flags: 128,
  },
  {
    name: "completed_at",
    type: "TIMESTAMP",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "completed_at",
    column_length: 19,
    charset: 63,
    flags: 128,
  },
  {
    name: "last_error",
    type: "VARBINARY",
    table: "vdiff",
    org_table: "vdiff",
    database: "_vt",
    org_name: "last_error",
    column_length: 1024,
    charset: 63,
    flags: 128,
  },
];

/** Rows in the wire's form: all values in one blob, their lengths beside; -1 = NULL. */
export function queryResult(fields: readonly ResultField[], rows: readonly (readonly (string | null)[])[]): object {
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
