import { z } from "zod";
import type { AskedThaw, Freeze, FreezeNow, Freezes } from "../../core/operation/freeze/freezes.ts";
import type { Format } from "./document.ts";
import { CLUSTER, KEYSPACE, MS, PERSON, TEXTS } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const ASKED_THAW = z.looseObject({ by: PERSON, at: MS, reason: z.string(), isApprover: z.boolean() } satisfies Shape<AskedThaw>);

const MADE_FREEZE = z.looseObject({
  keyspace: KEYSPACE.exactOptional(),
  by: PERSON,
  at: MS,
  until: MS.exactOptional(),
  reason: z.string(),
  thaw: ASKED_THAW.exactOptional(),
} satisfies Shape<Freeze>);

/** A freeze as a hold, a line and a notice keep it. */
export const FREEZE_NOW = z.looseObject({
  keyspace: z.string().exactOptional(),
  by: PERSON.exactOptional(),
  until: MS.exactOptional(),
  reason: z.string(),
} satisfies Shape<FreezeNow>);

export const FREEZES: Format<Freezes> = {
  version: 1,
  schema: z.looseObject({ cluster: CLUSTER, freezes: z.array(MADE_FREEZE), done: TEXTS } satisfies Shape<Freezes>),
};
