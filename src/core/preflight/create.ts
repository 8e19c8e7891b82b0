import type { Keyspace } from "../vitess/names.ts";
import { type CreateOptions, READ_TYPES } from "../options/options.ts";
import { leftoverControls } from "./traffic/controls.ts";
import { couldNotLook, type Looks } from "./cluster/could-not-look.ts";
import { ddlIsRun, schemaChangeRunning } from "./tables/ddl.ts";
import type { ClusterFacts, SchemaFact, SizeFact, TabletFact, VSchemaFact } from "./facts/facts.ts";
import { sortBySeverity, type Finding } from "../findings/finding.ts";
import { replicationFindings, throttledFindings } from "./cluster/health.ts";
import { doRangesOverlap } from "./tables/key-range.ts";
import type { Meeting } from "./cluster/known-faults.ts";
import { flattenSeen, type Looked, valueOf } from "./facts/looked.ts";
import { type MysqlFacts, mysqlLooks, findNotCopied, rowImageNotFull, sqlModesDiffer } from "./cluster/mysql.ts";
import { tableInOtherWorkflow } from "./traffic/other-workflows.ts";
import { roomAtTarget } from "./cluster/room.ts";
import { requestedPart } from "../move/kind.ts";
import { targetHasRows } from "./tables/rows.ts";
import { rulesNotSaved } from "./traffic/rules-saved.ts";
import { checkAutoIncrement, foreignKeys, missingVSchema, noPrimaryKey, nullShardingKeys } from "./tables/schema.ts";
import { findSilentAround } from "./cluster/silent-tablets.ts";
import { typesNotServed } from "./traffic/served-types.ts";
import { findMissingPrimary, noSourceTablet, shardsOf, tabletsInBackup, unknownCell, unknownTablets } from "./cluster/tablets.ts";
import { findKnownFaults, mixedVersions } from "./cluster/versions.ts";
import type { Instant } from "../readings/readings.ts";

/** What preflight judges a create on. */
export interface CreateFacts extends ClusterFacts, MysqlFacts {
  readonly workflow: string;
  readonly options: CreateOptions;
  readonly sizes: readonly SizeFact[];
  readonly targetSizes: Looked<readonly SizeFact[]>;
  readonly sourceVSchema: Looked<VSchemaFact>;
  readonly targetVSchema: Looked<VSchemaFact>;
  readonly schemas: Looked<readonly SchemaFact[]>;
  readonly maxLagSeconds: number;
  readonly now: Instant;
}

/** Everything that stands in the way of a create or that people should know before it, worst first. */
export function createFindings(facts: CreateFacts): readonly Finding[] {
  const { source, target, tables, options } = facts;
  const version = valueOf(facts.version);
  const major = version?.major;
  const sourceTablets = valueOf(facts.sourceTablets) ?? [];
  const targetTablets = valueOf(facts.targetTablets) ?? [];
  const cells = valueOf(facts.cells) ?? [];
  const schemas = valueOf(facts.schemas) ?? [];
  const sourceVSchema = valueOf(facts.sourceVSchema);
  const targetVSchema = valueOf(facts.targetVSchema);
  const targetSizes = valueOf(facts.targetSizes) ?? [];
  const wanted = { types: options.tabletTypes, cells: options.cells, knownCells: cells };
  const primaries = targetTablets.filter((one) => one.type === "PRIMARY");
  const isExternal = options.externalClusterName !== "";
  const own = { source, target, workflow: facts.workflow, part: requestedPart(options) };
  return sortBySeverity([
    ...rulesNotSaved(facts.rules),
    ...findMissingPrimary(target, targetTablets),
    ...(isExternal ? [] : [...findMissingPrimary(source, sourceTablets), ...noSourceTablet(source, sourceTablets, primaries, wanted)]),
    ...(facts.cells.kind === "seen" ? unknownCell(options.cells, cells) : []),
    // Other tenants keep their rows there.
    ...(options.tenantId === "" ? targetHasRows(target, targetSizes, major) : []),
    ...tableInOtherWorkflow(flattenSeen(facts.workflows), own, tables, "blocking"),
    ...(targetVSchema === undefined ? [] : missingVSchema(target, targetVSchema, tables)),
    ...(sourceVSchema === undefined || targetVSchema === undefined
      ? []
      : checkAutoIncrement({ source: sourceVSchema, target: targetVSchema }, schemas, options, major)),
    ...foreignKeys(schemas, tables, options, major),
    ...noPrimaryKey(schemas),
    ...(targetVSchema === undefined ? [] : nullShardingKeys(schemas, targetVSchema)),
    ...ddlIsRun(options),
    ...rowImageNotFull(facts.rowImages),
    ...sqlModesDiffer(facts),
    ...findNotCopied(facts, source, target),
    ...leftoverControls(
      [
        { keyspace: source, controls: valueOf(facts.sourceControls) ?? [] },
        { keyspace: target, controls: valueOf(facts.targetControls) ?? [] },
      ],
      tables,
    ),
    ...schemaChangeRunning(valueOf(facts.migrations) ?? [], tables),
    ...roomAtTarget(facts.sizes, facts.throttlers),
    ...replicationFindings(facts.replication, facts.maxLagSeconds, "warning"),
    ...throttledFindings(undefined, facts.now, facts.throttlers, facts.throttlerChecks),
    ...findSilentAround(facts.answering, "streams may choose it to read from, and a switch waits for it"),
    ...(isExternal ? [] : findReadsLater(facts, sourceTablets, targetTablets)),
    ...tabletsInBackup([...sourceTablets, ...targetTablets]),
    ...unknownTablets([...sourceTablets, ...targetTablets]),
    ...(version === undefined ? [] : [...mixedVersions(version), ...findKnownFaults(version, meetingInCreate(facts))]),
    ...couldNotLook(createLooks(facts)),
  ]);
}

function meetingInCreate({ options, sizes, targetSizes, sourceVSchema, targetVSchema }: CreateFacts): Meeting {
  const isReplaced = options.shardedAutoIncrement === "REPLACE" && valueOf(sourceVSchema)?.sharded === false;
  return {
    step: "create",
    tablesAtTarget: (valueOf(targetSizes) ?? []).length > 0,
    emptySequences: isReplaced && valueOf(targetVSchema)?.sharded === true && sizes.some(({ rows }) => rows === 0n),
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
  return typesNotServed(from, to, { types: READ_TYPES, asked: [], cells: [] }, "warning");
}

/** What a create would make. */
export interface PlannedCreate {
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
  readonly sizes: readonly SizeFact[];
  readonly streams: readonly { readonly from: string; readonly to: string }[];
  readonly readsFrom: { readonly types: readonly string[]; readonly cells: readonly string[] };
  readonly routingRules: number;
  /** Target shards that will deny writes to the tables until traffic is switched. */
  readonly deniedOn: readonly string[];
  readonly startsAtOnce: boolean;
}

/** `t`, `source.t` and `target.t`, each for primary, replica and rdonly (docs/facts/create.md#nine-rules). */
const RULES_A_TABLE = 9;

/** One stream from each source shard to each target shard that shares keys with it; nine rules per table; the target denies the tables. */
export function plannedCreate({ source, target, sizes, options, sourceTablets, targetTablets }: CreateFacts): PlannedCreate {
  const all = shardsOf(valueOf(sourceTablets) ?? []);
  const from = options.sourceShards.length === 0 ? all : options.sourceShards;
  const known = shardsOf(valueOf(targetTablets) ?? []);
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

function createLooks(facts: CreateFacts): Looks {
  return {
    version: facts.version,
    cells: facts.cells,
    [`tablets of ${facts.source}`]: facts.sourceTablets,
    [`tablets of ${facts.target}`]: facts.targetTablets,
    [`tablet controls of ${facts.source}`]: facts.sourceControls,
    [`tablet controls of ${facts.target}`]: facts.targetControls,
    [`VSchema of ${facts.source}`]: facts.sourceVSchema,
    [`VSchema of ${facts.target}`]: facts.targetVSchema,
    "table definitions": facts.schemas,
    "rows at the target": facts.targetSizes,
    "schema changes": facts.migrations,
    "other workflows": facts.workflows,
    replication: facts.replication,
    "whether tablets answer": facts.answering,
    "throttler status": facts.throttlers,
    "throttler check": facts.throttlerChecks,
    ...mysqlLooks(facts, facts.source),
  };
}
