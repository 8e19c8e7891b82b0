import { z } from "zod";
import type { ClusterAlarms, SilenceAlarm } from "../../core/move/raised.ts";
import type { Format } from "./document.ts";
import { RAISED_FIELDS } from "./move.ts";
import { MOVE_NAME } from "./names.ts";
import { CLUSTER, KEYSPACE } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const SILENCE_ALARM = z.looseObject({ ...RAISED_FIELDS, keyspaces: z.array(KEYSPACE), move: MOVE_NAME } satisfies Shape<SilenceAlarm>);

export const CLUSTER_ALARMS: Format<ClusterAlarms> = {
  version: 1,
  schema: z.looseObject({ cluster: CLUSTER, alarms: z.array(SILENCE_ALARM) } satisfies Shape<ClusterAlarms>),
};
