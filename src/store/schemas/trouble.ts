import { z } from "zod";
import { ALARM, EXPLANATION } from "./explanation.ts";
import { BROKEN_CALL } from "./move.ts";
import { TABLET_TYPE } from "./options.ts";
import { FINDING } from "./preflight.ts";
import { LOCK_HOLDER } from "./reading.ts";
import { MS, TEXTS, SHARD_NAME, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, type KindSchemas } from "./shape.ts";
import type { Trouble } from "../../core/announce/trouble.ts";

export const TROUBLE = defineUnion({
  unreadable: z.looseObject({
    kind: z.literal("unreadable"),
    explanation: EXPLANATION,
    broken: BROKEN_CALL.exactOptional(),
    lastKnown: z.looseObject({ alarm: ALARM, tables: TABLE_NAMES, at: MS }).exactOptional(),
  }),
  alarm: z.looseObject({ kind: z.literal("alarm"), alarm: ALARM, tables: TABLE_NAMES }),
  "old-lock": z.looseObject({ kind: z.literal("old-lock"), holder: LOCK_HOLDER }),
  "dead-lock": z.looseObject({ kind: z.literal("dead-lock"), holder: LOCK_HOLDER }),
  "young-lock": z.looseObject({ kind: z.literal("young-lock"), holder: LOCK_HOLDER }),
  "stream-error": z.looseObject({
    kind: z.literal("stream-error"),
    shard: SHARD_NAME,
    explanation: EXPLANATION,
    ofReverse: z.literal(true).exactOptional(),
  }),
  stopped: z.looseObject({
    kind: z.literal("stopped"),
    shard: SHARD_NAME,
    explanation: EXPLANATION.exactOptional(),
    ofReverse: z.literal(true).exactOptional(),
    neverRan: z.literal(true).exactOptional(),
  }),
  "error-comes-back": z.looseObject({ kind: z.literal("error-comes-back"), since: MS, times: z.int(), explanation: EXPLANATION }),
  "stopped-after-copy": z.looseObject({ kind: z.literal("stopped-after-copy") }),
  "reads-left": z.looseObject({ kind: z.literal("reads-left"), types: z.array(TABLET_TYPE) }),
  "no-source": z.looseObject({ kind: z.literal("no-source"), shard: SHARD_NAME }),
  "silent-tablets": z.looseObject({ kind: z.literal("silent-tablets"), tablets: TEXTS }),
  stalled: z.looseObject({ kind: z.literal("stalled"), since: MS }),
  finding: z.looseObject({ kind: z.literal("finding"), finding: FINDING }),
} satisfies KindSchemas<Trouble>);
