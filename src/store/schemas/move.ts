import { z } from "zod";
import type { Move, Planned, Told } from "../../core/moves.ts";
import type { Format } from "../document.ts";
import { MOVE_NAME } from "./names.ts";
import { OVERRIDE } from "./preflight.ts";
import { CHANNEL, MS, PERSON, TEXTS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const TOLD = z.strictObject({
  phase: z.string(),
  error: z.string(),
  alarmSince: MS.exactOptional(),
  copyStartedAt: MS.exactOptional(),
  copyFinishedAt: MS.exactOptional(),
} satisfies Shape<Told>);

const VDIFF_OF_MOVE = z.strictObject({
  uuid: z.string(),
  startedBy: PERSON,
  startedAt: MS,
  reported: z.boolean(),
} satisfies Shape<NonNullable<Move["vdiff"]>>);

const ENDED = z.strictObject({
  at: MS,
  how: z.enum(["completed", "cancelled", "not-created", "gone"]),
} satisfies Shape<NonNullable<Move["ended"]>>);

const PLANNED = z.strictObject({
  blocking: TEXTS,
  evidence: z.record(z.string(), TEXTS).exactOptional(),
  sourceKeyspace: z.string(),
  tables: TEXTS,
} satisfies Shape<Planned>);

export const MOVE: Format<Move> = {
  version: 1,
  schema: z.strictObject({
    name: MOVE_NAME,
    sourceKeyspace: z.string(),
    tables: TEXTS,
    askedBy: PERSON,
    askedAt: MS,
    adopted: z.literal(true).exactOptional(),
    channel: CHANNEL,
    followers: z.array(CHANNEL),
    told: TOLD,
    vdiff: VDIFF_OF_MOVE.exactOptional(),
    touchedAt: MS.exactOptional(),
    startedAt: MS.exactOptional(),
    rollbackUntil: MS.exactOptional(),
    unreadable: z.strictObject({ since: MS, tries: z.number(), why: z.string(), next: z.string() }).exactOptional(),
    withoutWayBack: z.literal(true).exactOptional(),
    overrides: z.array(OVERRIDE).exactOptional(),
    planned: PLANNED.exactOptional(),
    ended: ENDED.exactOptional(),
  } satisfies Shape<Move>),
};
