import { z } from "zod";
import type { CarriedVDiff, VDiffRun } from "../../operations/vdiff-runs.ts";
import type { Format } from "./document.ts";
import { BIG, MS, SHARD_NAMES, TABLE_NAMES } from "./scalars.ts";
import type { Shape } from "./shape.ts";
import { VDIFF_TABLE } from "./vdiff.ts";

const CARRIED = z.looseObject({
  state: z.enum(["started", "completed", "stopped", "error"]),
  aliveAt: MS,
  completedAt: MS.exactOptional(),
  lastError: z.string(),
  shards: SHARD_NAMES,
  results: z.array(VDIFF_TABLE),
} satisfies Shape<CarriedVDiff>);

const RUN = z.looseObject({
  uuid: z.string(),
  workflow: z.string(),
  startedAt: MS,
  tables: TABLE_NAMES,
  rowLimit: BIG.exactOptional(),
  keysOnly: z.literal(true).exactOptional(),
  carried: CARRIED.exactOptional(),
} satisfies Shape<VDiffRun>);

export const VDIFF_RUN: Format<VDiffRun> = { version: 1, schema: RUN };
