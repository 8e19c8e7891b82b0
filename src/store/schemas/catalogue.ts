import { z } from "zod";
import type { VitessVersion } from "../../core/vitess/version.ts";
import type { ClusterNames, KeyspaceNames } from "../../core/readings/catalogue.ts";
import type { Format } from "./document.ts";
import { KEYSPACE, MS, TEXTS, WORKFLOW_NAME } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const VERSION = z.looseObject({
  dialect: z.enum(["typed", "legacy"]),
  major: z.int(),
  newest: z.int().exactOptional(),
  tablets: TEXTS,
  from: z.enum(["probed", "configured"]),
} satisfies Shape<VitessVersion>);

export const CLUSTER_NAMES: Format<ClusterNames> = {
  version: 1,
  schema: z.looseObject({
    keyspaces: z.looseObject({ at: MS, names: z.array(KEYSPACE) }).exactOptional(),
    cells: z.looseObject({ at: MS, names: TEXTS }).exactOptional(),
    version: VERSION.exactOptional(),
  } satisfies Shape<ClusterNames>),
};

export const KEYSPACE_NAMES: Format<KeyspaceNames> = {
  version: 1,
  schema: z.looseObject({
    tables: z.looseObject({ at: MS, names: TEXTS }).exactOptional(),
    workflows: z.looseObject({ at: MS, names: z.array(WORKFLOW_NAME) }).exactOptional(),
  } satisfies Shape<KeyspaceNames>),
};
