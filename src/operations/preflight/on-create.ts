import type { MoveName } from "../../core/vitess/names.ts";
import type { CreateOptions } from "../../core/options/options.ts";
import type { Limits } from "../../core/operation/request/policy.ts";
import { type CreateFacts, listCreateFindings, type PlannedCreate, describePlannedCreate } from "../../core/preflight/create.ts";
import type { Finding } from "../../core/findings/finding.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { CreatePlan } from "./plan-create.ts";
import type { Vitess } from "../ports.ts";
import { estimateSizes } from "../readings/table-sizes.ts";
import { readClusterFacts } from "./cluster-facts.ts";
import { look } from "./look.ts";
import { readMysqlFacts } from "./mysql-facts.ts";
import { readSchemas } from "./schemas.ts";

/** Preflight's findings about a create, and what the create would make. */
export interface CreateLook {
  readonly findings: readonly Finding[];
  readonly plan: PlannedCreate;
}

/** A create whose names exist. */
export interface CreateWanted {
  readonly options: CreateOptions;
  readonly plan: CreatePlan;
  readonly limits: Limits;
  readonly now: Instant;
}

/** Looks at everything around a create whose names exist. */
export async function lookAtCreate(
  vitess: Vitess,
  name: MoveName,
  { options, plan: { tables, sizes }, limits: { maxLagSeconds }, now }: CreateWanted,
): Promise<CreateLook> {
  const source = options.sourceKeyspace;
  const target = name.targetKeyspace;
  // The shards that it will fill are not known before the workflow exists.
  const shards = { shards: options.sourceShards, sourceShards: options.sourceShards, targetShards: [] };
  const [cluster, targetSizes, sourceVSchema, targetVSchema, schemas] = await Promise.all([
    readClusterFacts(vitess, { source, target, tables, readsFrom: source, ...shards }),
    // A shard-by-shard move fills the shards of the same names.
    look(() => estimateSizes(vitess, target, tables, options.sourceShards)),
    look(() => vitess.vschema(source)),
    look(() => vitess.vschema(target)),
    look(() => readSchemas(vitess, source, tables)),
  ]);
  const facts: CreateFacts = {
    ...cluster,
    ...(await readMysqlFacts(vitess, cluster, { source, target, ...shards })),
    workflow: name.workflow,
    options,
    sizes,
    targetSizes,
    sourceVSchema,
    targetVSchema,
    schemas,
    maxLagSeconds,
    now,
  };
  return { findings: listCreateFindings(facts), plan: describePlannedCreate(facts) };
}
