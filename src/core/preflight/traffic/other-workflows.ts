import type { TableName } from "../../vitess/names.ts";
import type { Workflow } from "../../readings/readings.ts";
import { listWorkflowTables } from "../../operation/request/facts.ts";
import { flattenSeen, type Sampled } from "../facts/looked.ts";
import { type MovePart, takesAnotherPart } from "../../move/kind.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/** The move being checked, to tell its own workflows from others. */
export interface Own {
  readonly source: string;
  readonly target: string;
  readonly workflow: string;
  /** Absent when the move takes all of its tables. */
  readonly part?: MovePart;
}

/**
 * The same table in two workflows: Vitess accepts it, then they loop on duplicate keys or route each other's traffic
 * (docs/facts/create.md#table-in-two-workflows). `severity` is for a table in another MoveTables; a table that is only read is a notice.
 */
export function findTableInOtherWorkflow(
  workflows: readonly Workflow[],
  own: Own,
  tables: readonly TableName[],
  severity: "blocking" | "warning",
): readonly Finding[] {
  const shared = listOthers(workflows, own)
    .filter((one) => one.type === "MoveTables" && (own.part === undefined || !takesAnotherPart(one, own.part)))
    .flatMap((one) => describeSharedTables(one, tables, "has"));
  if (shared.length === 0) return NOTHING;
  return makeFinding("table-in-other-workflow", severity, listFew(shared), "Complete or cancel the other workflow first.");
}

/** True when another MoveTables moves a table of one of these names, from or to any keyspace. */
export function sharesTables(facts: {
  readonly workflows: Sampled<readonly Workflow[]>;
  readonly tables: readonly TableName[];
  readonly source: string;
  readonly target: string;
  readonly subject: { readonly move: { readonly workflow: string } };
}): boolean {
  const own = { source: facts.source, target: facts.target, workflow: facts.subject.move.workflow };
  return findTableInOtherWorkflow(flattenSeen(facts.workflows), own, facts.tables, "warning").length > 0;
}

/** Complete removes the source's tables, so any workflow still streaming from them stops with an error. */
export function findReadersOfSource(
  workflows: readonly Workflow[],
  own: Own,
  tables: readonly TableName[],
  keepData: boolean,
): readonly Finding[] {
  const readers = listOthers(workflows, own)
    .filter((one) => one.sourceKeyspace === own.source)
    .flatMap((one) => describeSharedTables(one, tables, "reads"));
  if (readers.length === 0) return NOTHING;
  const fix = "End these workflows first, or complete with --keep-data.";
  return makeFinding("source-still-read", keepData ? "warning" : "blocking", listFew(readers), fix);
}

function listOthers(workflows: readonly Workflow[], { source, target, workflow }: Own): readonly Workflow[] {
  return workflows.filter(
    (one) =>
      !(one.targetKeyspace === target && one.name === workflow) && !(one.targetKeyspace === source && one.name === `${workflow}_reverse`),
  );
}

function describeSharedTables(one: Workflow, tables: readonly TableName[], does: string): readonly string[] {
  const shared = listWorkflowTables(one).filter((table) => tables.includes(table));
  return shared.length === 0 ? [] : [`${one.targetKeyspace}.${one.name} (${one.type}) ${does} ${listFew(shared, 10).join(", ")}`];
}
