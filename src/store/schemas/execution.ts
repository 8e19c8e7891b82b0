import { z } from "zod";
import type { CallRecord, Execution } from "../../core/acts/executions.ts";
import type { Format } from "../document.ts";
import { ACT, PLANNED_STEP } from "./act.ts";
import { HOLD } from "./hold.ts";
import { MOVE_NAME } from "./names.ts";
import { FAULT_NOTE, OUTCOME } from "./outcome.ts";
import { CHANNEL, MS, PERSON } from "./scalars.ts";
import { SEAL } from "./seal.ts";
import type { Shape } from "./shape.ts";

const CALL = z.strictObject({
  step: z.int(),
  before: z.string(),
  snapshot: z.string().exactOptional(),
  startedAt: MS,
  endedAt: MS.exactOptional(),
  fault: FAULT_NOTE.exactOptional(),
} satisfies Shape<CallRecord>);

export const EXECUTION: Format<Execution> = {
  version: 1,
  schema: z.strictObject({
    id: z.string(),
    move: MOVE_NAME,
    channel: CHANNEL,
    act: ACT,
    startedBy: PERSON,
    requestId: z.string().exactOptional(),
    seal: SEAL,
    createdAt: MS,
    useBy: MS,
    plan: z.array(PLANNED_STEP),
    step: z.int(),
    soakUntil: MS.exactOptional(),
    calls: z.array(CALL),
    hold: HOLD.exactOptional(),
    outcome: OUTCOME.exactOptional(),
    settled: z.boolean(),
  } satisfies Shape<Execution>),
};
