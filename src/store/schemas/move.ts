import { z } from "zod";
import type { Move, Told } from "../../core/moves.ts";
import type { Format } from "../document.ts";
import { MOVE_NAME } from "./names.ts";
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
    startedAt: MS.exactOptional(),
    rollbackUntil: MS.exactOptional(),
    ended: ENDED.exactOptional(),
  } satisfies Shape<Move>),
};
