import { z } from "zod";
import type { Handover } from "../../core/operation/handover/handover.ts";
import type { Format } from "./document.ts";
import { MOVE_NAME } from "./names.ts";
import { CHANNEL, MS, PERSON, REQUEST_ID } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";

const HANDOVER_STATES = {
  offered: z.looseObject({ kind: z.literal("offered") }),
  accepted: z.looseObject({ kind: z.literal("accepted"), by: PERSON, at: MS, given: z.array(MOVE_NAME).exactOptional() }),
} satisfies KindSchemas<Handover["state"]>;

export const HANDOVER_FORMAT: Format<Handover> = {
  version: 1,
  schema: z.looseObject({
    id: REQUEST_ID,
    by: PERSON,
    to: PERSON.exactOptional(),
    channel: CHANNEL,
    at: MS,
    moves: z.array(MOVE_NAME),
    state: defineUnion(HANDOVER_STATES),
    shown: z.enum(["nothing", "offered", "accepted"]),
  } satisfies Shape<Handover>),
};
