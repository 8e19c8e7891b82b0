import type { TableName } from "../../vitess/names.ts";
import type { OutcomeFact } from "./outcomes.ts";
import type { Reading } from "../../readings/readings.ts";
import { selectRulesNaming } from "../../move/rules-of.ts";
import type { Subject } from "./verdict.ts";

/** True while a rule names the move: its tables or, for a tenant, its source keyspace. */
export function areRulesLeft({ kind, sourceKeyspace, tables, move }: Subject, { rules }: Reading): boolean {
  if (kind === "tenant") return rules.keyspaces.some(({ fromKeyspace }) => fromKeyspace.split("@")[0] === sourceKeyspace);
  return selectRulesNaming(rules.tables, tables, [sourceKeyspace, move.targetKeyspace]).length > 0;
}

/** What is gone and what is left after an operation that removes the workflow; its verb decides whose tables count. */
export function findEndingFacts(
  verb: "complete" | "cancel" | "delete",
  subject: Subject,
  reading: Reading,
): readonly (OutcomeFact | false)[] {
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

export function areTablesLeft(subject: Subject, tables: readonly TableName[]): boolean {
  return subject.tables.some((table) => tables.includes(table));
}
