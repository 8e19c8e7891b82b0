import { z } from "zod";
import type { CallEnd, CallOff, DoneCall, Execution, ExecutionState, OpenCall } from "../../core/operation/execution/executions.ts";
import type { BriefLook } from "../../core/operation/execution/brief-look.ts";
import type { Format } from "./document.ts";
import { HOLD } from "./hold.ts";
import { MOVE_NAME } from "./names.ts";
import { CALLS_LEFT, EXECUTABLE, SOAK_LEFT } from "./operation.ts";
import { TABLET_TYPE } from "./options.ts";
import { FAULT_NOTE, OUTCOME } from "./outcome.ts";
import { CHANNEL, MS, PERSON, SNAPSHOT_ID, REQUEST_ID, TEXTS } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";
import { upgradeExecutionFrom1, isOverrideIn1 } from "./upgrades/execution.ts";

const BRIEF_LOOK = z.looseObject({ at: MS, trafficState: z.string().exactOptional(), facts: TEXTS } satisfies Shape<BriefLook>);

const END = z.looseObject({ at: MS, fault: FAULT_NOTE.exactOptional(), said: TEXTS.exactOptional() } satisfies Shape<CallEnd>);

const OPEN_CALL = z.looseObject({
  before: z.string(),
  snapshot: SNAPSHOT_ID.exactOptional(),
  lookBefore: BRIEF_LOOK.exactOptional(),
  startedAt: MS,
  end: END.exactOptional(),
} satisfies Shape<OpenCall>);

const CALL_OFF_SCHEMA = z.looseObject({ by: PERSON, reason: z.string(), at: MS } satisfies Shape<CallOff>);

const EXECUTION_STATES = {
  ready: z.looseObject({ kind: z.literal("ready"), left: CALLS_LEFT, inLine: HOLD.exactOptional() }),
  held: z.looseObject({ kind: z.literal("held"), left: CALLS_LEFT, hold: HOLD }),
  soaking: z.looseObject({ kind: z.literal("soaking"), left: SOAK_LEFT, until: MS }),
  calling: z.looseObject({ kind: z.literal("calling"), left: CALLS_LEFT, call: OPEN_CALL, callOff: CALL_OFF_SCHEMA.exactOptional() }),
  ended: z.looseObject({ kind: z.literal("ended"), outcome: OUTCOME }),
} satisfies KindSchemas<ExecutionState>;

const DONE_CALL = z.looseObject({
  tabletTypes: z.array(TABLET_TYPE),
  did: z.enum(["step", "nothing"]),
  snapshot: SNAPSHOT_ID.exactOptional(),
  startedAt: MS,
  endedAt: MS,
  fault: FAULT_NOTE.exactOptional(),
  said: TEXTS.exactOptional(),
  lookBefore: BRIEF_LOOK.exactOptional(),
  lookAfter: BRIEF_LOOK.exactOptional(),
} satisfies Shape<DoneCall>);

export const EXECUTION: Format<Execution> = {
  version: 2,
  upgrades: { 1: upgradeExecutionFrom1 },
  absent: { 1: isOverrideIn1 },
  schema: z.looseObject({
    id: z.string(),
    move: MOVE_NAME,
    channel: CHANNEL,
    proposal: EXECUTABLE,
    startedBy: PERSON,
    requestId: REQUEST_ID.exactOptional(),
    breakGlass: z.looseObject({ reason: z.string() }).exactOptional(),
    createdAt: MS,
    useForMs: MS,
    useBy: MS,
    done: z.array(DONE_CALL),
    state: defineUnion(EXECUTION_STATES),
  } satisfies Shape<Execution>),
};
