import { decideGate } from "../operation/outcome/gates.ts";
import type { CompleteOptions } from "../options/options.ts";
import { isReverseBroken } from "../move/phase.ts";
import type { Instant, Reading, TableSize } from "../readings/readings.ts";
import { isPartial } from "../move/traffic.ts";
import type { Subject } from "../operation/outcome/verdict.ts";
import { formatAgo, formatByteCount, formatAboutCount } from "./tables/amounts.ts";
import { findMissingLooks } from "./cluster/could-not-look.ts";
import { findRunningSchemaChange } from "./tables/ddl.ts";
import type { ClusterFacts, SchemaFact } from "./facts/facts.ts";
import { sortBySeverity, listFew, type Finding, makeFinding, NOTHING } from "../findings/finding.ts";
import { findClosedGate } from "./gate.ts";
import { checkLag } from "./cluster/health.ts";
import { flattenSeen, type Looked, findSeen } from "./facts/looked.ts";
import { type MysqlFacts, findViewsThatLoseTables } from "./cluster/mysql.ts";
import { sharesTables, findReadersOfSource } from "./traffic/other-workflows.ts";
import { findRulesNotSaved } from "./traffic/rules-saved.ts";
import { findForeignKeysAtDrop } from "./tables/schema.ts";
import { type Sequences, findStaleSequences } from "./tables/sequences.ts";
import { findSilentAround } from "./cluster/silent-tablets.ts";
import { findTabletsInBackup } from "./cluster/tablets.ts";
import type { VDiffFact } from "./traffic/vdiff.ts";
import { findKnownFaults, findMixedVersions } from "./cluster/versions.ts";

/** What preflight judges Complete on, besides the cluster around it. */
export interface CompleteFacts extends ClusterFacts {
  readonly subject: Subject;
  readonly reading: Reading;
  readonly options: CompleteOptions;
  /** Sizes at the source: what Complete drops or renames. */
  readonly sizes: Looked<readonly TableSize[]>;
  readonly schemas: Looked<readonly SchemaFact[]>;
  /** As they stand after the switch. */
  readonly sequences: Sequences;
  readonly beside: MysqlFacts["beside"];
  /** The newest VDiff of the reverse workflow, if there is one. */
  readonly reverseVDiff: Looked<VDiffFact | undefined>;
  readonly rollbackUntil?: Instant;
  readonly maxLagSeconds: number;
  readonly now: Instant;
}

/** Everything that stands in the way of Complete or that its approvers should know, worst first. */
export function listCompleteFindings(facts: CompleteFacts): readonly Finding[] {
  const { reading, subject, options } = facts;
  const gate = decideGate({ operation: { verb: "complete", options }, types: [], subject }, reading, facts.maxLagSeconds);
  const { workflow, reverse } = reading;
  const gateFound = findClosedGate(gate, workflow, reading.lockHolders);
  if (workflow === undefined) return gateFound;
  const version = findSeen(facts.version);
  return sortBySeverity([
    ...findRulesNotSaved(facts.rules),
    ...gateFound,
    ...(isPartial(workflow) ? refusePartialComplete() : NOTHING),
    ...recheckComplete(facts),
    ...findReverseTrouble(facts),
    ...(reverse === undefined ? NOTHING : checkLag(reverse, facts.maxLagSeconds, "reverse-lag")),
    ...findReverseVDiffProblems(facts),
    ...findStaleSequences(facts.sequences),
    ...findTablesToDrop(facts),
    ...findForeignKeysAtDrop(findSeen(facts.schemas) ?? [], options),
    ...findViewsThatLoseTables(facts.beside, options.keepData),
    ...(options.ignoreSourceKeyspace ? findSourceNotGone(facts) : NOTHING),
    ...findSilentAround(facts.answering, "Complete tells every tablet what it may serve, and waits for those that do not answer"),
    ...findTabletsInBackup([...(findSeen(facts.sourceTablets) ?? []), ...(findSeen(facts.targetTablets) ?? [])]),
    ...(version === undefined
      ? NOTHING
      : [...findMixedVersions(version), ...findKnownFaults(version, { step: "complete", sharesTables: sharesTables(facts) })]),
    ...findMissingLooks({
      version: facts.version,
      [`tablets of ${facts.source}`]: facts.sourceTablets,
      "sizes at the source": facts.sizes,
      "whether tablets answer": facts.answering,
      sequences: facts.sequences,
      "table definitions": facts.schemas,
      [`triggers and views of ${facts.source}`]: facts.beside,
      "schema changes": facts.migrations,
      "other workflows": facts.workflows,
      "VDiff of the reverse workflow": facts.reverseVDiff,
    }),
  ]);
}

/** What preflight checks again right before the call: who reads the source's tables, and who changes them. */
export function recheckComplete(
  facts: Pick<CompleteFacts, "workflows" | "source" | "target" | "tables" | "subject" | "migrations"> & {
    readonly options: Pick<CompleteOptions, "keepData">;
  },
): readonly Finding[] {
  const own = { source: facts.source, target: facts.target, workflow: facts.subject.move.workflow };
  return [
    ...findReadersOfSource(flattenSeen(facts.workflows), own, facts.tables, facts.options.keepData),
    ...findRunningSchemaChange(
      (findSeen(facts.migrations) ?? []).filter((one) => one.keyspace === facts.source),
      facts.tables,
    ),
  ];
}

/** Vitess never sees such a move's writes as switched, so it always refuses Complete (docs/facts/switch-traffic.md#shard-by-shard). */
function refusePartialComplete(): readonly Finding[] {
  const evidence = ["this move goes shard by shard: Vitess has no Complete for such a move"];
  return makeFinding(
    "partial-complete",
    "blocking",
    evidence,
    "When every shard is moved, cancel each workflow with --keep-data and --keep-routing-rules, and clean up by hand.",
  );
}

function findReverseTrouble({ reading, rollbackUntil, now }: CompleteFacts): readonly Finding[] {
  const broken = isReverseBroken(reading)
    ? makeFinding("no-reverse-workflow", "warning", ["the reverse workflow does not run: the source misses writes already"], "")
    : NOTHING;
  if (rollbackUntil === undefined || rollbackUntil <= now) return broken;
  const evidence = [`rollback is one press for ${formatAgo(rollbackUntil - now)} more; Complete ends that`];
  return [...broken, ...makeFinding("rollback-open", "notice", evidence, "Wait until nobody wants to go back any more.")];
}

function findReverseVDiffProblems({ reverseVDiff: looked }: CompleteFacts): readonly Finding[] {
  const vdiff = findSeen(looked);
  if (vdiff?.verdict.kind !== "different") return NOTHING;
  const evidence = [
    `VDiff ${vdiff.uuid.slice(0, 8)} of the reverse workflow found differences in ${listFew(vdiff.verdict.tables, 10).join(", ")}`,
  ];
  return makeFinding("reverse-vdiff-different", "blocking", evidence, "Find out which side is right before the source's tables go.");
}

/** What becomes of the tables, with their sizes: a drop cannot be undone, a rename can. */
function findTablesToDrop({ options, sizes, source, tables }: CompleteFacts): readonly Finding[] {
  if (options.keepData) return NOTHING;
  const known = (findSeen(sizes) ?? []).filter((size) => tables.includes(size.table));
  const lines = known.map((size) => `${source}.${size.table}: about ${formatAboutCount(size.rows, "row")}, ${formatByteCount(size.bytes)}`);
  if (options.renameTables)
    return makeFinding(
      "drops-tables",
      "notice",
      ["these tables are renamed and keep their disk", ...lines],
      "Drop the renamed tables when nobody needs them.",
    );
  return makeFinding(
    "drops-tables",
    "warning",
    ["these tables are dropped for good", ...lines],
    "Use --rename-tables, or --keep-data, to be able to look back.",
  );
}

function findSourceNotGone({ sourceTablets, source }: CompleteFacts): readonly Finding[] {
  const there = findSeen(sourceTablets)?.length ?? 0;
  if (there === 0) return NOTHING;
  const evidence = [`--ignore-source-keyspace, but ${source} has ${formatAboutCount(there, "tablet")}`];
  return makeFinding(
    "source-gone",
    "warning",
    evidence,
    "Leave it out while the source is there: its denied tables and reverse workflow would stay.",
  );
}
