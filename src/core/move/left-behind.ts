import type { DeniedTables, Reading } from "../readings/readings.ts";
import { selectRulesNaming } from "./rules-of.ts";
import type { Keyspace, Shard, TableName } from "../vitess/names.ts";

/** What a move leaves in Vitess when its workflow is gone or was never fully created. */
export interface LeftBehind {
  /** How many routing rules name its tables. */
  readonly rules: number;
  readonly denied: readonly DeniedTables[];
  /** Shards whose record is clean, but nobody knows whether their primary has read it. */
  readonly notTold?: { readonly keyspace: string; readonly shards: readonly Shard[]; readonly tables: readonly TableName[] };
  /** Tables that exist at the target. */
  readonly tables: readonly TableName[];
  /** Tables that the create added to the target's VSchema. */
  readonly vschema?: readonly string[];
  /** Streams that exist, and what they do: `1 stopped`. */
  readonly streams?: string;
}

/** The tables of a move and the keyspaces it goes between. */
export interface EndedMove {
  readonly tables: readonly TableName[];
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
}

/** What a delete or a cancel left behind, by a reading; undefined if nothing. */
export function findLeftBehind(
  { tables, sourceKeyspace, targetKeyspace }: EndedMove,
  reading: Reading,
  notTold?: LeftBehind["notTold"],
): LeftBehind | undefined {
  const denied = reading.denied
    .map((one) => ({ ...one, tables: one.tables.filter((table) => tables.includes(table)) }))
    .filter((one) => one.tables.length > 0);
  const left = {
    rules: selectRulesNaming(reading.rules.tables, tables, [sourceKeyspace, targetKeyspace]).length,
    denied,
    ...(notTold === undefined ? {} : { notTold }),
    tables: reading.targetTables.filter((table) => tables.includes(table)),
  };
  return isNothing(left) ? undefined : left;
}

/** True when nothing is left to clean up. */
export function isNothing({ rules, denied, notTold, tables, vschema = [], streams = "" }: LeftBehind): boolean {
  return rules + denied.length + tables.length + vschema.length === 0 && notTold === undefined && streams === "";
}
