import type { TableName } from "../../vitess/names.ts";
import type { VSchemaFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import { type Looked, findSeen } from "../facts/looked.ts";

/** How far a sequence has counted, and the highest id of the table that takes its ids from it. */
export interface SequenceFact {
  readonly table: TableName;
  readonly sequence: string;
  /** Undefined when the sequence's table has no row to count in. */
  readonly nextId: bigint | undefined;
  readonly highest: bigint | undefined;
}

/** Undefined on a release that does not report them. */
export type Sequences = Looked<readonly SequenceFact[] | undefined>;

interface AtSwitch {
  readonly sourceVSchema: Looked<VSchemaFact>;
  readonly targetVSchema: Looked<VSchemaFact>;
  readonly sequences: Sequences;
  readonly tables: readonly TableName[];
}

/** A sequence that nobody sets past the used ids hands them out again (issues #13685, #15295). */
export function findSequencesNotSet(facts: AtSwitch, isAskedFor: boolean): readonly Finding[] {
  const source = findSeen(facts.sourceVSchema);
  const target = findSeen(facts.targetVSchema);
  if (source === undefined || target === undefined || isAskedFor || source.sharded) return NOTHING;
  const known = findSeen(facts.sequences) ?? [];
  const those = target.sequences
    .filter(({ table }) => facts.tables.includes(table))
    .map(({ table, sequence }) => {
      const state = known.find((one) => one.table === table);
      return `${table} takes its ids from ${sequence}${state === undefined ? "" : `: ${describeSequenceState(state)}`}`;
    });
  if (those.length === 0) return NOTHING;
  return makeFinding(
    "sequences",
    "warning",
    [...listFew(those), "this switch does not set them past the ids that are used"],
    "Switch with --initialize-target-sequences, or set next_id of each yourself before writes are switched.",
  );
}

/** After writes are switched: applications get ids already in use, and each such INSERT fails as a duplicate. */
export function findStaleSequences(sequences: Sequences): readonly Finding[] {
  const behind = (findSeen(sequences) ?? []).filter(isBehind);
  if (behind.length === 0) return NOTHING;
  const lines = behind.map((one) => `${one.table} takes its ids from ${one.sequence}: ${describeSequenceState(one)}`);
  const then = "an INSERT that takes its id from there fails, as a duplicate or for want of a row to count in";
  const fix = "Set next_id of each past the highest id now (update … set next_id = … where id = 0), and have its tablet read it anew.";
  return makeFinding("sequences", "warning", [...listFew(lines), then], fix);
}

function isBehind({ nextId, highest }: SequenceFact): boolean {
  return nextId === undefined || (highest !== undefined && nextId <= highest);
}

function describeSequenceState(one: SequenceFact): string {
  const { nextId, highest } = one;
  if (nextId === undefined) return "it has no row to count in";
  if (highest === undefined) return `next_id is ${nextId}, and the table has no id yet`;
  return `next_id is ${nextId}, ${isBehind(one) ? "not " : ""}past the highest id now, ${highest}`;
}
