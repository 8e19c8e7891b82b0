import { z } from "zod";
import type { SavedStep, SnapshotNote, SnapshotReason } from "../../core/rules/snapshots.ts";
import type { Format } from "./document.ts";
import { VERB } from "./operation.ts";
import { CLUSTER, MOVE_ID, PERSON } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";

export const SAVED_STEP = z.union([VERB, z.enum(["create", "mirror"])]) satisfies z.ZodType<SavedStep>;

const REASONS = {
  before: z.looseObject({ kind: z.literal("before"), step: SAVED_STEP }),
  asked: z.looseObject({ kind: z.literal("asked"), by: PERSON }),
} satisfies KindSchemas<SnapshotReason>;

/** What a caller passes; the store adds the id and the time. */
export type SnapshotFacts = Omit<SnapshotNote, "id" | "at">;

export const SNAPSHOT_FACTS: Format<SnapshotFacts> = {
  version: 1,
  schema: z.looseObject({
    cluster: CLUSTER,
    moveId: MOVE_ID.exactOptional(),
    label: z.string().exactOptional(),
    reason: defineUnion(REASONS),
  } satisfies Shape<SnapshotFacts>),
};
