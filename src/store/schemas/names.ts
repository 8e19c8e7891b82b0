import { z } from "zod";
import type { MoveName } from "../../core/vitess/names.ts";
import { CLUSTER, KEYSPACE, WORKFLOW_NAME } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const MOVE_NAME = z.looseObject({
  cluster: CLUSTER,
  targetKeyspace: KEYSPACE,
  workflow: WORKFLOW_NAME,
} satisfies Shape<MoveName>);
