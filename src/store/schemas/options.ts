import { z } from "zod";
import type { OptionKind, OptionValues, TabletType } from "../../core/options/kinds.ts";
import type { OptionRows, OptionsOf } from "../../core/options/row.ts";
import { RULE_DOCUMENT } from "./rules.ts";
import { BIG, KEYSPACE, MS, TEXTS, SHARD_NAMES, TABLE_NAMES } from "./scalars.ts";

export const TABLET_TYPE = z.enum(["PRIMARY", "REPLICA", "RDONLY"]) satisfies z.ZodType<TabletType>;

/** How each kind of option is stored. */
const STORED: { readonly [K in OptionKind]: z.ZodType<OptionValues[K]> } = {
  flag: z.boolean(),
  order: z.boolean(),
  duration: MS,
  "whole-seconds": MS,
  pace: MS,
  count: BIG,
  "count-from-1": BIG,
  percent: z.number(),
  ratio: z.number(),
  keyspace: KEYSPACE,
  "keyspace-or-none": z.string(),
  id: z.string(),
  "time-zone": z.string(),
  moment: z.string(),
  hours: z.looseObject({ from: z.int(), to: z.int(), timeZone: z.string() }),
  sentence: z.string(),
  "on-ddl": z.enum(["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"]),
  "auto-increment": z.enum(["LEAVE", "REMOVE", "REPLACE"]),
  names: TEXTS,
  shards: SHARD_NAMES,
  tables: TABLE_NAMES,
  types: z.array(TABLET_TYPE),
  documents: z.array(RULE_DOCUMENT),
  settings: z.record(z.string(), z.string()),
};

type SchemaOf<Rows extends OptionRows> = z.ZodObject<
  { [Field in keyof OptionsOf<Rows>]: z.ZodType<OptionsOf<Rows>[Field]> },
  z.core.$loose
>;

/** The stored options of an operation. An option that the record lacks, because the record is older, takes its default. */
export function defineOptionsSchema<Rows extends OptionRows>(rows: Rows): SchemaOf<Rows>;
export function defineOptionsSchema(rows: OptionRows): z.ZodObject {
  const stored = Object.entries(rows).filter(([, row]) => row.typedOnly !== true);
  return z.looseObject(
    Object.fromEntries(
      stored.map(([field, row]) => {
        const schema: z.ZodType = STORED[row.kind];
        return [field, row.alwaysStored === true || row.default === undefined ? schema : schema.default(row.default)];
      }),
    ),
  );
}
