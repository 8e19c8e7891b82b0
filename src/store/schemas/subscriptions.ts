import { z } from "zod";
import type { FleetWish, PatternFollow, Subscriptions } from "../../core/move/subscriptions.ts";
import type { Format } from "./document.ts";
import { CHANNEL, CLUSTER, MOVE_PATTERN, MS, PERSON } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const SUBSCRIPTIONS: Format<Subscriptions> = {
  version: 1,
  schema: z.looseObject({
    channel: CHANNEL,
    follows: z.array(
      z.looseObject({ cluster: CLUSTER, pattern: MOVE_PATTERN, by: PERSON, at: MS, everyMs: MS } satisfies Shape<PatternFollow>),
    ),
    fleet: z.looseObject({ cluster: CLUSTER, by: PERSON, at: MS } satisfies Shape<FleetWish>).exactOptional(),
  } satisfies Shape<Subscriptions>),
};
