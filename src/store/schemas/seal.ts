import { z } from "zod";
import type { Seal } from "../../core/acts/requests.ts";
import { ACT } from "./act.ts";
import { MOVE_NAME } from "./names.ts";
import { TEXTS } from "./scalars.ts";
import type { Shape } from "./shape.ts";
import { VERDICT_KIND } from "./vdiff.ts";

const SEALED_VDIFF = z.strictObject({ uuid: z.string(), verdict: VERDICT_KIND } satisfies Shape<NonNullable<Seal["vdiff"]>>);

export const SEAL = z.strictObject({
  act: ACT,
  move: MOVE_NAME,
  sourceKeyspace: z.string(),
  sourceShards: TEXTS,
  targetShards: TEXTS,
  tables: TEXTS,
  trafficState: z.string(),
  streams: TEXTS,
  reverse: z.enum(["running", "stopped", "absent"]),
  vdiff: SEALED_VDIFF.exactOptional(),
} satisfies Shape<Seal>);
