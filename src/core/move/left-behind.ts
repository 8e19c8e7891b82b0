import type { DeniedTables, Reading } from "../readings/readings.ts";
import { rulesNaming } from "./rules-of.ts";
import type { Keyspace } from "../vitess/names.ts";

/** What stays in Vitess of a move whose workflow is gone, or never came to be. */
export interface LeftBehind {
  /** How many routing rules name its tables. */
  readonly rules: number;
  readonly denied: readonly DeniedTables[];
  /** Shards whose record is clean, and of which nobody knows whether the primary has read that. */
  readonly notTold?: { readonly keyspace: string; readonly shards: readonly string[]; readonly tables: readonly string[] };
  /** Tables that stand at the target. */
  readonly tables: readonly string[];
  /** Tables that the target's VSchema has by it. */
  readonly vschema?: readonly string[];
  /** Streams that are there, and what they do: `1 stopped`. */
  readonly streams?: string;
}

/** The tables of a move and the keyspaces that it goes between. */
export interface Ended {
  readonly tables: readonly string[];
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
}

/** What a reading shows that a delete or a cancel has left. Undefined where nothing is. */
export function findLeftBehind(
  { tables, sourceKeyspace, targetKeyspace }: Ended,
  reading: Reading,
  notTold?: LeftBehind["notTold"],
): LeftBehind | undefined {
  const denied = reading.denied
    .map((one) => ({ ...one, tables: one.tables.filter((table) => tables.includes(table)) }))
    .filter((one) => one.tables.length > 0);
  const left = {
    rules: rulesNaming(reading.rules.tables, tables, [sourceKeyspace, targetKeyspace]).length,
    denied,
    ...(notTold === undefined ? {} : { notTold }),
    tables: reading.targetTables.filter((table) => tables.includes(table)),
  };
  return isNothing(left) ? undefined : left;
}

/** True when there is nothing to clean. */
export function isNothing({ rules, denied, notTold, tables, vschema = [], streams = "" }: LeftBehind): boolean {
  return rules + denied.length + tables.length + vschema.length === 0 && notTold === undefined && streams === "";
}
