import { gateOf } from "../operation/outcome/gates.ts";
import type { SwitchOptions } from "../options/options.ts";
import { isCutOver, isStoppedAfterCopy } from "../move/phase.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { type MovePart, toMovePart } from "../move/kind.ts";
import { isPartial, routingOf, trafficOf } from "../move/traffic.ts";
import type { Subject } from "../operation/outcome/verdict.ts";
import { leftoverAtSwitch, sourceDeniesWrites } from "./traffic/controls.ts";
import { couldNotLook, type Looks } from "./cluster/could-not-look.ts";
import { schemaChangeRunning, vdiffBeforeDdl } from "./tables/ddl.ts";
import type { ClusterFacts, TabletControl, SizeFact, VSchemaFact } from "./facts/facts.ts";
import { sortBySeverity, type Finding, makeFinding, NOTHING } from "../findings/finding.ts";
import { gateFinding } from "./gate.ts";
import { lagFinding, manyStreams, replicationFindings, throttledFindings } from "./cluster/health.ts";
import type { Meeting } from "./cluster/known-faults.ts";
import { flattenSeen, type Looked, valueOf } from "./facts/looked.ts";
import { type MysqlFacts, mysqlLooks, findNotCopied, rowImageNotFull, sqlModesDiffer } from "./cluster/mysql.ts";
import { sharesTables, tableInOtherWorkflow } from "./traffic/other-workflows.ts";
import { duplicateRows, findNeverCopied } from "./tables/rows.ts";
import { rulesNotSaved } from "./traffic/rules-saved.ts";
import { type Sequences, sequencesNotSet } from "./tables/sequences.ts";
import { silentAtSwitch, tabletsNotAsked } from "./cluster/silent-tablets.ts";
import { readsStillToMove, typesNotServed } from "./traffic/served-types.ts";
import { stoppedAfterCopy, tenantStays } from "./traffic/unusual-moves.ts";
import { cellsNotCovered, findMissingPrimary, tabletsInBackup, unknownCell, unknownTablets } from "./cluster/tablets.ts";
import { sourceTablesGone } from "./tables/source-tables.ts";
import { type VDiffFact, vdiffFindings } from "./traffic/vdiff.ts";
import { findKnownFaults, mixedVersions } from "./cluster/versions.ts";

/** What preflight judges a switch on, besides the cluster around it. */
export interface SwitchFacts extends ClusterFacts, MysqlFacts {
  readonly subject: Subject;
  readonly reading: Reading;
  readonly options: SwitchOptions;
  readonly sizes: Looked<readonly SizeFact[]>;
  readonly targetSizes: Looked<readonly SizeFact[]>;
  readonly sourceVSchema: Looked<VSchemaFact>;
  readonly targetVSchema: Looked<VSchemaFact>;
  readonly sequences: Sequences;
  readonly vdiff: Looked<VDiffFact | undefined>;
  /** When streams met DDL, according to their logs. */
  readonly ddlMet: Looked<readonly Instant[]>;
  /** When stopped streams were last started again. */
  readonly startedAt?: Instant;
  readonly maxLagSeconds: number;
  readonly vdiffMaxAgeMs: number;
  /** Whether switching writes without a good VDiff is blocked or only warned about. */
  readonly vdiffIsRequired: boolean;
  readonly now: Instant;
}

/**
 * Everything that stands in the way of a switch or that its approvers should know, worst first. A switch that was cut off only needs
 * finishing: objections to beginning one do not count then.
 */
export function switchFindings(facts: SwitchFacts): readonly Finding[] {
  const { reading, subject, options } = facts;
  const { workflow } = reading;
  const gate = gateOf({ operation: { verb: "switch", options }, types: options.tabletTypes, subject }, reading, facts.maxLagSeconds);
  const gateFound = gateFinding(gate, workflow, reading.lockHolders);
  if (workflow === undefined) return gateFound;
  const version = valueOf(facts.version);
  const known = version === undefined ? [] : [...mixedVersions(version), ...findKnownFaults(version, meetingInSwitch(facts))];
  if (isBegun(facts)) return sortBySeverity([...rulesNotSaved(facts.rules), ...gateFound, ...known]);
  const tablets = [...(valueOf(facts.sourceTablets) ?? []), ...(valueOf(facts.targetTablets) ?? [])];
  return sortBySeverity([
    ...rulesNotSaved(facts.rules),
    ...gateFound,
    ...findMissingPrimary(facts.source, valueOf(facts.sourceTablets) ?? []),
    ...findMissingPrimary(facts.target, valueOf(facts.targetTablets) ?? []),
    ...comparedFindings(facts),
    ...beginFindings(facts),
    ...sourceTablesGone(subject, reading),
    ...servingFindings(facts, reading),
    ...silentAtSwitch(facts.answering, options, version?.major),
    ...tabletsNotAsked(facts.answering, options),
    ...replicationFindings(facts.replication, facts.maxLagSeconds, options.tabletTypes.includes("PRIMARY") ? "blocking" : "warning"),
    ...(isStoppedAfterCopy(workflow) ? stoppedAfterCopy(facts.source) : lagFinding(workflow, facts.maxLagSeconds, "lag")),
    ...throttledFindings(workflow, facts.now, facts.throttlers, facts.throttlerChecks),
    ...manyStreams(workflow),
    ...(options.tabletTypes.includes("PRIMARY")
      ? [...rowImageNotFull(facts.rowImages), ...sqlModesDiffer(facts), ...findNotCopied(facts, facts.source, facts.target)]
      : NOTHING),
    ...(facts.cells.kind === "seen" ? unknownCell(options.cells, facts.cells.value) : []),
    ...cellsNotCovered(options.cells, options.tabletTypes, tablets),
    ...findNoRollback(options),
    ...tenantStays(reading, options, version?.major),
    ...findForced(options),
    ...tabletsInBackup(tablets),
    ...unknownTablets(tablets),
    ...known,
    ...couldNotLook(switchLooks(facts)),
  ]);
}

/** True when some writes are already switched, or a switch was cut off before that. */
export function isBegun({ reading, subject }: Pick<SwitchFacts, "reading" | "subject">): boolean {
  const { writes } = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  return writes !== "none" || (reading.workflow !== undefined && isCutOver(reading.workflow));
}

/**
 * What preflight checks again right before the call, because it may have begun after the approval and would do harm: schema changes,
 * leftover controls, replicas that stopped replicating. The VDiff is an approved fact, and the gate judges streams and lag by itself.
 */
export function beginFindings(
  facts: Pick<
    SwitchFacts,
    | "source"
    | "target"
    | "tables"
    | "sourceControls"
    | "targetControls"
    | "migrations"
    | "workflows"
    | "vdiff"
    | "ddlMet"
    | "now"
    | "subject"
  >,
): readonly Finding[] {
  const { tables } = facts;
  const source = { keyspace: facts.source, controls: controlsOf(facts.subject, facts.sourceControls) };
  const target = { keyspace: facts.target, controls: controlsOf(facts.subject, facts.targetControls) };
  const migrations = valueOf(facts.migrations) ?? [];
  const vdiff = valueOf(facts.vdiff);
  return [
    ...leftoverAtSwitch(source, target, tables),
    ...sourceDeniesWrites(source, tables),
    ...schemaChangeRunning(migrations, tables),
    ...(vdiff?.completedAt === undefined
      ? NOTHING
      : vdiffBeforeDdl({ migrations, met: valueOf(facts.ddlMet) ?? [], tables, vdiffCompletedAt: vdiff.completedAt, now: facts.now })),
    ...tableInOtherWorkflow(
      flattenSeen(facts.workflows),
      { source: facts.source, target: facts.target, workflow: facts.subject.move.workflow, part: partFrom(facts) },
      tables,
      "warning",
    ),
  ];
}

function meetingInSwitch(facts: SwitchFacts): Meeting {
  const { options, reading, subject, tables } = facts;
  const fed = new Set((valueOf(facts.targetVSchema)?.sequences ?? []).map(({ table }) => table));
  const empty = (valueOf(facts.sizes) ?? []).filter(({ table, rows }) => rows === 0n && fed.has(table));
  return {
    step: "switch",
    isWrites: options.tabletTypes.includes("PRIMARY"),
    isTenant: routingOf(reading, tables, subject.sourceKeyspace, subject.move.targetKeyspace).by === "keyspaces",
    sharesTables: sharesTables(facts),
    emptySequences: options.initializeTargetSequences && empty.length > 0,
  };
}

/** Leaves out shards that the move does not take: another move may be switching those. */
function controlsOf({ kind, sourceShards }: Subject, controls: SwitchFacts["sourceControls"]): readonly TabletControl[] {
  const all = valueOf(controls) ?? [];
  return kind === "shards" ? all.filter(({ shard }) => sourceShards.includes(shard)) : all;
}

/** What part of the tables the workflow takes, from its entry among the keyspace's workflows. */
function partFrom({ subject, target, workflows }: Pick<SwitchFacts, "subject" | "target" | "workflows">): MovePart {
  const own = flattenSeen(workflows).find((one) => one.targetKeyspace === target && one.name === subject.move.workflow);
  return own === undefined ? { shards: [] } : toMovePart(own);
}

/** Also checked again right before the call: a tablet may have gone since. */
export function servingFindings(
  {
    subject,
    options,
    ...facts
  }: Pick<SwitchFacts, "subject" | "sourceTablets" | "targetTablets"> & {
    readonly options: Pick<SwitchOptions, "tabletTypes" | "cells">;
  },
  reading: Reading,
): readonly Finding[] {
  const { sourceTablets, targetTablets } = facts;
  if (sourceTablets.kind === "unseen" || targetTablets.kind === "unseen") return NOTHING;
  const { sourceKeyspace, sourceShards, targetShards, tables, move } = subject;
  const types = readsStillToMove(options.tabletTypes, routingOf(reading, tables, sourceKeyspace, move.targetKeyspace));
  const from = { keyspace: sourceKeyspace, tablets: sourceTablets.value, shards: sourceShards };
  const to = { keyspace: move.targetKeyspace, tablets: targetTablets.value, shards: targetShards };
  return typesNotServed(from, to, { types, asked: options.tabletTypes, cells: options.cells }, "blocking");
}

function comparedFindings(facts: SwitchFacts): readonly Finding[] {
  const { options, reading } = facts;
  const isWrites = options.tabletTypes.includes("PRIMARY");
  const severity = isWrites && facts.vdiffIsRequired ? "blocking" : "warning";
  const startedAt = facts.startedAt === undefined ? {} : { startedAt: facts.startedAt };
  const vdiff =
    facts.vdiff.kind === "seen"
      ? vdiffFindings(facts.vdiff.value, { maxAgeMs: facts.vdiffMaxAgeMs, ...startedAt, now: facts.now, severity })
      : [];
  const sequences = isWrites ? sequencesNotSet(facts, options.initializeTargetSequences) : [];
  // A comparison of every row outweighs estimates, and a move of some shards has only some of the rows.
  const isCompared = facts.vdiff.kind === "seen" && facts.vdiff.value?.verdict.kind === "clean";
  if (isCompared || (reading.workflow !== undefined && isPartial(reading.workflow))) return [...vdiff, ...sequences];
  const source = valueOf(facts.sizes) ?? [];
  const target = valueOf(facts.targetSizes) ?? [];
  const copied = facts.targetSizes.kind === "seen" ? findNeverCopied(source, target, valueOf(facts.version)?.major) : [];
  return [...vdiff, ...sequences, ...copied, ...duplicateRows(source, target)];
}

function findNoRollback({ enableReverseReplication, tabletTypes }: SwitchOptions): readonly Finding[] {
  if (enableReverseReplication || !tabletTypes.includes("PRIMARY")) return NOTHING;
  const evidence = ["no reverse workflow was asked for: a rollback would lose the writes made after the switch"];
  return makeFinding("no-way-back", "warning", evidence, "Leave --enable-reverse-replication=false out.");
}

function findForced({ force }: SwitchOptions): readonly Finding[] {
  if (!force) return NOTHING;
  const evidence = ["--force: Vitess goes on although some tablets do not answer or a journal cannot be read"];
  return makeFinding("forced-switch", "warning", evidence, "Mend the tablets and leave --force out.");
}

function switchLooks(facts: SwitchFacts): Looks {
  return {
    version: facts.version,
    cells: facts.cells,
    [`tablets of ${facts.source}`]: facts.sourceTablets,
    [`tablets of ${facts.target}`]: facts.targetTablets,
    [`tablet controls of ${facts.source}`]: facts.sourceControls,
    [`tablet controls of ${facts.target}`]: facts.targetControls,
    [`VSchema of ${facts.source}`]: facts.sourceVSchema,
    [`VSchema of ${facts.target}`]: facts.targetVSchema,
    sequences: facts.sequences,
    VDiff: facts.vdiff,
    "rows at the source": facts.sizes,
    "rows at the target": facts.targetSizes,
    "schema changes": facts.migrations,
    "the streams' logs": facts.ddlMet,
    "other workflows": facts.workflows,
    replication: facts.replication,
    "throttler status": facts.throttlers,
    "throttler check": facts.throttlerChecks,
    ...mysqlLooks(facts, facts.source),
    "rights of the reverse workflow": rightsLook(facts),
  };
}

/** Vitess checks them in the dry run, from 21 on. */
function rightsLook({ version, options }: SwitchFacts): Looked<true> | undefined {
  if (version.kind !== "seen" || !options.enableReverseReplication || !options.tabletTypes.includes("PRIMARY")) return undefined;
  return version.value.major >= 21 ? { kind: "seen", value: true } : { kind: "unseen", why: "" };
}
