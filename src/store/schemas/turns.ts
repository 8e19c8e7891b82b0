import { z } from "zod";
import type { RequestedCreate, PastStep, Ticket, Turns, TurnStep } from "../../core/rules/turns.ts";
import type { Format } from "./document.ts";
import { MOVE_NAME } from "./names.ts";
import { TABLET_TYPE } from "./options.ts";
import { MS, PERSON, TABLE_NAMES } from "./scalars.ts";
import type { Shape } from "./shape.ts";
import { SAVED_STEP } from "./snapshot.ts";

const ASKED = z.looseObject({ by: PERSON, at: MS, tables: TABLE_NAMES } satisfies Shape<RequestedCreate>);
const TURN_STEP = {
  id: z.string(),
  move: MOVE_NAME,
  verb: SAVED_STEP,
  tabletTypes: z.array(TABLET_TYPE),
  asked: ASKED.exactOptional(),
} satisfies Shape<TurnStep>;
const TICKET = z.looseObject({ ...TURN_STEP, since: MS, until: MS } satisfies Shape<Ticket>);
const PAST_STEP = z.looseObject({ ...TURN_STEP, from: MS, to: MS } satisfies Shape<PastStep>);

export const TURNS: Format<Turns> = {
  version: 1,
  schema: z.looseObject({ holders: z.array(TICKET), waiting: z.array(TICKET), past: z.array(PAST_STEP) } satisfies Shape<Turns>),
};
