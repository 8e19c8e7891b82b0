import { isBegun } from "../operation/outcome/begun.ts";
import { decideGate } from "../operation/outcome/gates.ts";
import type { SwitchOptions } from "../options/options.ts";
import { isStoppedAfterCopy } from "../move/phase.ts";
import type { Instant, Reading, TableSize } from "../readings/readings.ts";
import { type MovePart, toMovePart } from "../move/kind.ts";
import { isPartial, deriveRouting } from "../move/traffic.ts";
import type { Subject } from "../operation/outcome/verdict.ts";
import { findLeftoverAtSwitch, findWritesDeniedAtSource } from "./traffic/controls.ts";
import { collectClusterLooks, findMissingLooks, type Looks } from "./cluster/could-not-look.ts";
import { findRunningSchemaChange, findLateDdl } from "./tables/ddl.ts";
import type { ClusterFacts, TabletControl, VSchemaFact } from "./facts/facts.ts";
import { sortBySeverity, type Finding, makeFinding, NOTHING } from "../findings/finding.ts";
import { findClosedGate } from "./gate.ts";
import { checkLag, findManyStreams, findReplicationProblems, findThrottled } from "./cluster/health.ts";
import type { Meeting } from "./cluster/known-faults.ts";
import { flattenSeen, type Looked, findSeen } from "./facts/looked.ts";
import { type MysqlFacts, collectMysqlLooks, findNotCopied, findRowImageNotFull, findDifferentSqlModes } from "./cluster/mysql.ts";
import { sharesTables, findTableInOtherWorkflow } from "./traffic/other-workflows.ts";
import { findDuplicateRows, findNeverCopied } from "./tables/rows.ts";
import { findRulesNotSaved } from "./traffic/rules-saved.ts";
import { type Sequences, findSequencesNotSet } from "./tables/sequences.ts";
import { findSilentAtSwitch, findTabletsNotAsked } from "./cluster/silent-tablets.ts";
import { listReadsStillToMove, findTypesNotServed } from "./traffic/served-types.ts";
import { warnOfStoppedCopy, warnThatTenantStays } from "./traffic/unusual-moves.ts";
import { findCellsNotCovered, findMissingPrimary, findTabletsInBackup, findUnknownCell, findUnknownTablets } from "./cluster/tablets.ts";
import { findSourceTablesGone } from "./tables/source-tables.ts";
import { type VDiffFact, findVDiffProblems } from "./traffic/vdiff.ts";
import { findKnownFaults, findMixedVersions } from "./cluster/versions.ts";

/** What preflight judges a switch on, besides the cluster around it. */
export interface SwitchFacts extends ClusterFacts, MysqlFacts {
  readonly subject: Subject;
  readonly reading: Reading;
  readonly options: SwitchOptions;
  readonly sizes: Looked<readonly TableSize[]>;
  readonly targetSizes: Looked<readonly TableSize[]>;
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
export function listSwitchFindings(facts: SwitchFacts): readonly Finding[] {
  const { reading, subject, options } = facts;
  const { workflow } = reading;
  const gate = decideGate({ operation: { verb: "switch", options }, types: options.tabletTypes, subject }, reading, facts.maxLagSeconds);
  const gateFound = findClosedGate(gate, workflow, reading.lockHolders);
  if (workflow === undefined) return gateFound;
  const version = findSeen(facts.version);
  const known = version === undefined ? [] : [...findMixedVersions(version), ...findKnownFaults(version, toSwitchMeeting(facts))];
  if (isBegun(facts)) return sortBySeverity([...findRulesNotSaved(facts.rules), ...gateFound, ...known]);
  const tablets = [...(findSeen(facts.sourceTablets) ?? []), ...(findSeen(facts.targetTablets) ?? [])];
  return sortBySeverity([
    ...findRulesNotSaved(facts.rules),
    ...gateFound,
    ...findMissingPrimary(facts.source, findSeen(facts.sourceTablets) ?? []),
    ...findMissingPrimary(facts.target, findSeen(facts.targetTablets) ?? []),
    ...findComparisonProblems(facts),
    ...recheckSwitch(facts),
    ...findSourceTablesGone(subject, reading),
    ...findServingProblems(facts, reading),
    ...findSilentAtSwitch(facts.answering, options, version?.major),
    ...findTabletsNotAsked(facts.answering, options),
    ...findReplicationProblems(facts.replication, facts.maxLagSeconds, options.tabletTypes.includes("PRIMARY") ? "blocking" : "warning"),
    ...(isStoppedAfterCopy(workflow) ? warnOfStoppedCopy(facts.source) : checkLag(workflow, facts.maxLagSeconds, "lag")),
    ...findThrottled(workflow, facts.now, facts.throttlers, facts.throttlerChecks),
    ...findManyStreams(workflow),
    ...(options.tabletTypes.includes("PRIMARY")
      ? [...findRowImageNotFull(facts.rowImages), ...findDifferentSqlModes(facts), ...findNotCopied(facts, facts.source, facts.target)]
      : NOTHING),
    ...(facts.cells.kind === "seen" ? findUnknownCell(options.cells, facts.cells.value) : []),
    ...findCellsNotCovered(options.cells, options.tabletTypes, tablets),
    ...findNoRollback(options),
    ...warnThatTenantStays(reading, options, version?.major),
    ...findForced(options),
    ...findTabletsInBackup(tablets),
    ...findUnknownTablets(tablets),
    ...known,
    ...findMissingLooks(collectSwitchLooks(facts)),
  ]);
}

/**
 * What preflight checks again right before the call, because it may have begun after the approval and would do harm: schema changes,
 * leftover controls, replicas that stopped replicating. The VDiff is an approved fact, and the gate judges streams and lag by itself.
 */
export function recheckSwitch(
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
  const source = { keyspace: facts.source, controls: selectControls(facts.subject, facts.sourceControls) };
  const target = { keyspace: facts.target, controls: selectControls(facts.subject, facts.targetControls) };
  const migrations = findSeen(facts.migrations) ?? [];
  const vdiff = findSeen(facts.vdiff);
  return [
    ...findLeftoverAtSwitch(source, target, tables),
    ...findWritesDeniedAtSource(source, tables),
    ...findRunningSchemaChange(migrations, tables),
    ...(vdiff?.completedAt === undefined
      ? NOTHING
      : findLateDdl({ migrations, met: findSeen(facts.ddlMet) ?? [], tables, vdiffCompletedAt: vdiff.completedAt, now: facts.now })),
    ...findTableInOtherWorkflow(
      flattenSeen(facts.workflows),
      { source: facts.source, target: facts.target, workflow: facts.subject.move.workflow, part: deriveMovePart(facts) },
      tables,
      "warning",
    ),
  ];
}

function toSwitchMeeting(facts: SwitchFacts): Meeting {
  const { options, reading, subject, tables } = facts;
  const fed = new Set((findSeen(facts.targetVSchema)?.sequences ?? []).map(({ table }) => table));
  const empty = (findSeen(facts.sizes) ?? []).filter(({ table, rows }) => rows === 0n && fed.has(table));
  return {
    step: "switch",
    isWrites: options.tabletTypes.includes("PRIMARY"),
    isTenant: deriveRouting(reading, tables, subject.sourceKeyspace, subject.move.targetKeyspace).by === "keyspaces",
    sharesTables: sharesTables(facts),
    emptySequences: options.initializeTargetSequences && empty.length > 0,
  };
}

/** Leaves out shards that the move does not take: another move may be switching those. */
function selectControls({ kind, sourceShards }: Subject, controls: SwitchFacts["sourceControls"]): readonly TabletControl[] {
  const all = findSeen(controls) ?? [];
  return kind === "shards" ? all.filter(({ shard }) => sourceShards.includes(shard)) : all;
}

/** What part of the tables the workflow takes, from its entry among the keyspace's workflows. */
function deriveMovePart({ subject, target, workflows }: Pick<SwitchFacts, "subject" | "target" | "workflows">): MovePart {
  const own = flattenSeen(workflows).find((one) => one.targetKeyspace === target && one.name === subject.move.workflow);
  return own === undefined ? { shards: [] } : toMovePart(own);
}

/** Also checked again right before the call: a tablet may have gone since. */
export function findServingProblems(
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
  const types = listReadsStillToMove(options.tabletTypes, deriveRouting(reading, tables, sourceKeyspace, move.targetKeyspace));
  const from = { keyspace: sourceKeyspace, tablets: sourceTablets.value, shards: sourceShards };
  const to = { keyspace: move.targetKeyspace, tablets: targetTablets.value, shards: targetShards };
  return findTypesNotServed(from, to, { types, asked: options.tabletTypes, cells: options.cells }, "blocking");
}

function findComparisonProblems(facts: SwitchFacts): readonly Finding[] {
  const { options, reading } = facts;
  const isWrites = options.tabletTypes.includes("PRIMARY");
  const severity = isWrites && facts.vdiffIsRequired ? "blocking" : "warning";
  const startedAt = facts.startedAt === undefined ? {} : { startedAt: facts.startedAt };
  const vdiff =
    facts.vdiff.kind === "seen"
      ? findVDiffProblems(facts.vdiff.value, { maxAgeMs: facts.vdiffMaxAgeMs, ...startedAt, now: facts.now, severity })
      : [];
  const sequences = isWrites ? findSequencesNotSet(facts, options.initializeTargetSequences) : [];
  // A comparison of every row outweighs estimates, and a move of some shards has only some of the rows.
  const isCompared = facts.vdiff.kind === "seen" && facts.vdiff.value?.verdict.kind === "clean";
  if (isCompared || (reading.workflow !== undefined && isPartial(reading.workflow))) return [...vdiff, ...sequences];
  const source = findSeen(facts.sizes) ?? [];
  const target = findSeen(facts.targetSizes) ?? [];
  const copied = facts.targetSizes.kind === "seen" ? findNeverCopied(source, target, findSeen(facts.version)?.major) : [];
  return [...vdiff, ...sequences, ...copied, ...findDuplicateRows(source, target)];
}

function findNoRollback({ enableReverseReplication, tabletTypes }: SwitchOptions): readonly Finding[] {
  if (enableReverseReplication || !tabletTypes.includes("PRIMARY")) return NOTHING;
  const evidence = ["no reverse workflow was requested: a rollback would lose the writes made after the switch"];
  return makeFinding("no-way-back", "warning", evidence, "Leave --enable-reverse-replication=false out.");
}

function findForced({ force }: SwitchOptions): readonly Finding[] {
  if (!force) return NOTHING;
  const evidence = ["--force: Vitess goes on although some tablets do not answer or a journal cannot be read"];
  return makeFinding("forced-switch", "warning", evidence, "Fix the tablets and leave --force out.");
}

function collectSwitchLooks(facts: SwitchFacts): Looks {
  return {
    ...collectClusterLooks(facts),
    [`VSchema of ${facts.source}`]: facts.sourceVSchema,
    [`VSchema of ${facts.target}`]: facts.targetVSchema,
    sequences: facts.sequences,
    VDiff: facts.vdiff,
    "rows at the source": facts.sizes,
    "rows at the target": facts.targetSizes,
    "the streams' logs": facts.ddlMet,
    ...collectMysqlLooks(facts, facts.source),
    "rights of the reverse workflow": toRightsLook(facts),
  };
}

/** Vitess checks them in the dry run, from 21 on. */
function toRightsLook({ version, options }: SwitchFacts): Looked<true> | undefined {
  if (version.kind !== "seen" || !options.enableReverseReplication || !options.tabletTypes.includes("PRIMARY")) return undefined;
  return version.value.major >= 21 ? { kind: "seen", value: true } : { kind: "unseen", why: "" };
}
