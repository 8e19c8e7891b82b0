import { z } from "zod";
import type { EarlierVDiff, TableDifference } from "../../core/vdiff/change.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff, VDiffShard, VDiffTable } from "../../core/vdiff/vdiff.ts";
import type { Format } from "./document.ts";
import { BIG, MS, TEXTS, TABLE_NAME, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";

export const VDIFF_TABLE = z.looseObject({
  shard: z.string(),
  table: TABLE_NAME,
  state: z.string(),
  rowsEstimated: BIG,
  rowsCompared: BIG,
  hasMismatch: z.boolean(),
  matching: BIG,
  mismatched: BIG,
  onlyInSource: BIG,
  onlyInTarget: BIG,
} satisfies Shape<VDiffTable>);

const VDIFF_SHARD = z.looseObject({
  shard: z.string(),
  state: z.string(),
  lastError: z.string(),
  startedAt: MS.exactOptional(),
  completedAt: MS.exactOptional(),
} satisfies Shape<VDiffShard>);

const VDIFF_HEAD = {
  uuid: z.string(),
  shards: z.array(VDIFF_SHARD),
  rowLimit: BIG.exactOptional(),
  keysOnly: z.literal(true).exactOptional(),
  asked: TABLE_NAMES.exactOptional(),
  whole: z.looseObject({ rowsCompared: BIG, tables: TABLE_NAMES }).exactOptional(),
} satisfies Shape<Omit<VDiff, "tables">>;

export const VDIFF_WITHOUT_COUNTS = z.looseObject(VDIFF_HEAD);

export const VDIFF_SCHEMA = z.looseObject({ ...VDIFF_HEAD, tables: z.array(VDIFF_TABLE) } satisfies Shape<VDiff>);

export const VDIFF_COUNTS: Format<readonly VDiffTable[]> = { version: 1, schema: z.array(VDIFF_TABLE) };

const TABLE_DIFFERENCE = z.looseObject({
  table: TABLE_NAME,
  mismatched: BIG,
  onlyInSource: BIG,
  onlyInTarget: BIG,
} satisfies Shape<TableDifference>);

export const EARLIER_VDIFF = z.looseObject({
  completedAt: MS.exactOptional(),
  compared: TABLE_NAMES,
  different: z.array(TABLE_DIFFERENCE),
} satisfies Shape<EarlierVDiff>);

const VERDICTS = {
  running: z.looseObject({ kind: z.literal("running"), rowsCompared: BIG }),
  clean: z.looseObject({ kind: z.literal("clean"), rowsCompared: BIG, completedAt: MS }),
  limited: z.looseObject({ kind: z.literal("limited"), rowsCompared: BIG, rowLimit: BIG, keysOnly: z.literal(true).exactOptional() }),
  different: z.looseObject({ kind: z.literal("different"), rowsCompared: BIG, tables: TABLE_NAMES }),
  incomplete: z.looseObject({ kind: z.literal("incomplete"), missing: TEXTS }),
  failed: z.looseObject({ kind: z.literal("failed"), errors: z.array(z.looseObject({ shard: z.string(), message: z.string() })) }),
  stopped: z.looseObject({ kind: z.literal("stopped") }),
} satisfies KindSchemas<VDiffVerdict>;

export const VERDICT: z.ZodType<VDiffVerdict> = defineUnion(VERDICTS);

export const VERDICT_KIND = z.custom<VDiffVerdict["kind"]>((value) => typeof value === "string" && Object.hasOwn(VERDICTS, value));
