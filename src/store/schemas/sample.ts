import { z } from "zod";
import type { TimeRange, Sample } from "../../core/copy/samples.ts";
import type { Format } from "./document.ts";
import { BIG, MS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const TIME_RANGE = z.looseObject({ from: MS, to: MS } satisfies Shape<TimeRange>);

export const SAMPLE: Format<Sample> = {
  version: 1,
  schema: z.looseObject({
    at: MS,
    done: z.number(),
    rowsCopied: BIG,
    tablesDone: z.int(),
    keys: z.string(),
    throttled: z.boolean(),
    statistics: BIG.exactOptional(),
    rowsDone: BIG.exactOptional(),
    by: z.enum(["counters", "statistics"]).exactOptional(),
    inferred: z.looseObject({ by: z.enum(["vitess", "tables"]), done: BIG }).exactOptional(),
    percent: z.number().exactOptional(),
    ready: TIME_RANGE.exactOptional(),
  } satisfies Shape<Sample>),
};
