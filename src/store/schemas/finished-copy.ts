import { z } from "zod";
import type { FinishedCopy } from "../../core/copy/finished.ts";
import type { Format } from "./document.ts";
import { TIME_RANGE } from "./sample.ts";
import { BIG, MS, WORKFLOW_NAME } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const FINISHED_COPY: Format<FinishedCopy> = {
  version: 1,
  schema: z.looseObject({
    workflow: WORKFLOW_NAME,
    startedAt: MS,
    finishedAt: MS,
    rows: BIG.exactOptional(),
    estimate: TIME_RANGE.exactOptional(),
    told: z.int(),
    held: z.int(),
    throttled: z.number(),
  } satisfies Shape<FinishedCopy>),
};
