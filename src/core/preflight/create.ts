import type { Keyspace, Shard } from "../vitess/names.ts";
import { type CreateOptions, READ_TYPES } from "../options/options.ts";
import { findLeftoverControls } from "./traffic/controls.ts";
import { collectClusterLooks, findMissingLooks, type Looks } from "./cluster/could-not-look.ts";
import { warnThatDdlIsRun, findRunningSchemaChange } from "./tables/ddl.ts";
import type { ClusterFacts, SchemaFact, TabletFact, VSchemaFact } from "./facts/facts.ts";
import { sortBySeverity, type Finding } from "../findings/finding.ts";
import { findReplicationProblems, findThrottled } from "./cluster/health.ts";
import { doRangesOverlap } from "./tables/key-range.ts";
import type { Meeting } from "./cluster/known-faults.ts";
import { flattenSeen, type Looked, findSeen } from "./facts/looked.ts";
import { type MysqlFacts, collectMysqlLooks, findNotCopied, findRowImageNotFull, findDifferentSqlModes } from "./cluster/mysql.ts";
import { findTableInOtherWorkflow } from "./traffic/other-workflows.ts";
import { describeRoomAtTarget } from "./cluster/room.ts";
import { toRequestedPart } from "../move/kind.ts";
import { findRowsAtTarget } from "./tables/rows.ts";
import { findRulesNotSaved } from "./traffic/rules-saved.ts";
import { checkAutoIncrement, findForeignKeys, findMissingVSchema, findMissingPrimaryKey, findNullShardingKeys } from "./tables/schema.ts";
import { findSilentAround } from "./cluster/silent-tablets.ts";
import { findTypesNotServed } from "./traffic/served-types.ts";
import {
  findMissingPrimary,
  findNoSourceTablet,
  listShards,
  findTabletsInBackup,
  findUnknownCell,
  findUnknownTablets,
} from "./cluster/tablets.ts";
import { findKnownFaults, findMixedVersions } from "./cluster/versions.ts";
import type { Instant, TableSize } from "../readings/readings.ts";

/** What preflight judges a create on. */
export interface CreateFacts extends ClusterFacts, MysqlFacts {
  readonly workflow: string;
  readonly options: CreateOptions;
  readonly sizes: readonly TableSize[];
  readonly targetSizes: Looked<readonly TableSize[]>;
  readonly sourceVSchema: Looked<VSchemaFact>;
  readonly targetVSchema: Looked<VSchemaFact>;
  readonly schemas: Looked<readonly SchemaFact[]>;
  readonly maxLagSeconds: number;
  readonly now: Instant;
}

/** Everything that stands in the way of a create or that people should know before it, worst first. */
export function listCreateFindings(facts: CreateFacts): readonly Finding[] {
  const { source, target, tables, options } = facts;
  const version = findSeen(facts.version);
  const major = version?.major;
  const sourceTablets = findSeen(facts.sourceTablets) ?? [];
  const targetTablets = findSeen(facts.targetTablets) ?? [];
  const cells = findSeen(facts.cells) ?? [];
  const schemas = findSeen(facts.schemas) ?? [];
  const sourceVSchema = findSeen(facts.sourceVSchema);
  const targetVSchema = findSeen(facts.targetVSchema);
  const targetSizes = findSeen(facts.targetSizes) ?? [];
  const wanted = { types: options.tabletTypes, cells: options.cells, knownCells: cells };
  const primaries = targetTablets.filter((one) => one.type === "PRIMARY");
  const isExternal = options.externalClusterName !== "";
  const own = { source, target, workflow: facts.workflow, part: toRequestedPart(options) };
  return sortBySeverity([
    ...findRulesNotSaved(facts.rules),
    ...findMissingPrimary(target, targetTablets),
    ...(isExternal ? [] : [...findMissingPrimary(source, sourceTablets), ...findNoSourceTablet(source, sourceTablets, primaries, wanted)]),
    ...(facts.cells.kind === "seen" ? findUnknownCell(options.cells, cells) : []),
    // Other tenants keep their rows there.
    ...(options.tenantId === "" ? findRowsAtTarget(target, targetSizes, major) : []),
    ...findTableInOtherWorkflow(flattenSeen(facts.workflows), own, tables, "blocking"),
    ...(targetVSchema === undefined ? [] : findMissingVSchema(target, targetVSchema, tables)),
    ...(sourceVSchema === undefined || targetVSchema === undefined
      ? []
      : checkAutoIncrement({ source: sourceVSchema, target: targetVSchema }, schemas, options, major)),
    ...findForeignKeys(schemas, tables, options, major),
    ...findMissingPrimaryKey(schemas),
    ...(targetVSchema === undefined ? [] : findNullShardingKeys(schemas, targetVSchema)),
    ...warnThatDdlIsRun(options),
    ...findRowImageNotFull(facts.rowImages),
    ...findDifferentSqlModes(facts),
    ...findNotCopied(facts, source, target),
    ...findLeftoverControls(
      [
        { keyspace: source, controls: findSeen(facts.sourceControls) ?? [] },
        { keyspace: target, controls: findSeen(facts.targetControls) ?? [] },
      ],
      tables,
    ),
    ...findRunningSchemaChange(findSeen(facts.migrations) ?? [], tables),
    ...describeRoomAtTarget(facts.sizes, facts.throttlers),
    ...findReplicationProblems(facts.replication, facts.maxLagSeconds, "warning"),
    ...findThrottled(undefined, facts.now, facts.throttlers, facts.throttlerChecks),
    ...findSilentAround(facts.answering, "streams may choose it to read from, and a switch waits for it"),
    ...(isExternal ? [] : findReadsLater(facts, sourceTablets, targetTablets)),
    ...findTabletsInBackup([...sourceTablets, ...targetTablets]),
    ...findUnknownTablets([...sourceTablets, ...targetTablets]),
    ...(version === undefined ? [] : [...findMixedVersions(version), ...findKnownFaults(version, toCreateMeeting(facts))]),
    ...findMissingLooks(collectCreateLooks(facts)),
  ]);
}

function toCreateMeeting({ options, sizes, targetSizes, sourceVSchema, targetVSchema }: CreateFacts): Meeting {
  const isReplaced = options.shardedAutoIncrement === "REPLACE" && findSeen(sourceVSchema)?.sharded === false;
  return {
    step: "create",
    tablesAtTarget: (findSeen(targetSizes) ?? []).length > 0,
    emptySequences: isReplaced && findSeen(targetVSchema)?.sharded === true && sizes.some(({ rows }) => rows === 0n),
  };
}

/** Better to learn what would stop the switch before days of copying. */
function findReadsLater(
  { source, target, options }: CreateFacts,
  sourceTablets: readonly TabletFact[],
  targetTablets: readonly TabletFact[],
): readonly Finding[] {
  const from = { keyspace: source, tablets: sourceTablets, shards: options.sourceShards };
  const to = { keyspace: target, tablets: targetTablets, shards: options.targetShards };
  return findTypesNotServed(from, to, { types: READ_TYPES, asked: [], cells: [] }, "warning");
}

/** What a create would make. */
export interface PlannedCreate {
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
  readonly sizes: readonly TableSize[];
  readonly streams: readonly { readonly from: Shard; readonly to: Shard }[];
  readonly readsFrom: { readonly types: readonly string[]; readonly cells: readonly string[] };
  readonly routingRules: number;
  /** Target shards that will deny writes to the tables until traffic is switched. */
  readonly deniedOn: readonly Shard[];
  readonly startsAtOnce: boolean;
}

/** `t`, `source.t` and `target.t`, each for primary, replica and rdonly (docs/facts/create.md#nine-rules). */
const RULES_A_TABLE = 9;

/** One stream from each source shard to each target shard that shares keys with it; nine rules per table; the target denies the tables. */
export function describePlannedCreate({ source, target, sizes, options, sourceTablets, targetTablets }: CreateFacts): PlannedCreate {
  const all = listShards(findSeen(sourceTablets) ?? []);
  const from = options.sourceShards.length === 0 ? all : options.sourceShards;
  const known = listShards(findSeen(targetTablets) ?? []);
  const to = options.targetShards.length === 0 ? known : options.targetShards;
  const streams = from.flatMap((one) => to.filter((other) => doRangesOverlap(one, other)).map((other) => ({ from: one, to: other })));
  const isByShard = options.sourceShards.length > 0;
  const isByTenant = options.tenantId !== "";
  return {
    sourceKeyspace: source,
    targetKeyspace: target,
    sizes,
    streams,
    readsFrom: { types: options.tabletTypes, cells: options.cells },
    routingRules: options.noRoutingRules || isByTenant ? 0 : RULES_A_TABLE * sizes.length,
    deniedOn: options.noRoutingRules || isByTenant ? [] : isByShard ? [...new Set(streams.map((one) => one.to))] : to,
    startsAtOnce: options.autoStart,
  };
}

function collectCreateLooks(facts: CreateFacts): Looks {
  return {
    ...collectClusterLooks(facts),
    [`VSchema of ${facts.source}`]: facts.sourceVSchema,
    [`VSchema of ${facts.target}`]: facts.targetVSchema,
    "table definitions": facts.schemas,
    "rows at the target": facts.targetSizes,
    "whether tablets answer": facts.answering,
    ...collectMysqlLooks(facts, facts.source),
  };
}
