import type { Finding } from "./outcomes.ts";
import type { Reading } from "../readings/readings.ts";
import { rulesNaming } from "../move/rules-of.ts";
import type { Subject } from "./verdict.ts";

/** Rules that name the move: of its tables, or of the keyspace of its tenant. */
export function areRulesLeft({ kind, sourceKeyspace, tables, move }: Subject, { rules }: Reading): boolean {
  if (kind === "tenant") return rules.keyspaces.some(({ fromKeyspace }) => fromKeyspace.split("@")[0] === sourceKeyspace);
  return rulesNaming(rules.tables, tables, [sourceKeyspace, move.targetKeyspace]).length > 0;
}

/** What an operation that removes the workflow has left, as far as it wanted to. */
export function endingFindings(verb: "complete" | "cancel" | "delete", subject: Subject, reading: Reading): readonly (Finding | false)[] {
  return [
    reading.workflow !== undefined ? "workflow-left" : "workflow-gone",
    reading.reverse !== undefined && "reverse-left",
    areRulesLeft(subject, reading) && "rules-left",
    verb === "complete" && areTablesLeft(subject, reading.sourceTables) && "source-tables-left",
    verb !== "complete" && subject.kind !== "tenant" && areTablesLeft(subject, reading.targetTables) && "target-tables-left",
    reading.denied.some((one) => one.tables.some((table) => subject.tables.includes(table))) && "denied-tables-left",
    reading.lockHolders.length > 0 && "workflow-locked",
  ];
}

/** True while any of these tables is there. */
export function areTablesLeft(subject: Subject, tables: readonly string[]): boolean {
  return subject.tables.some((table) => tables.includes(table));
}
