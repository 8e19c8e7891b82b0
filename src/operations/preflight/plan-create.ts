import { type Keyspace, type MoveName, qualifyName, type TableName } from "../../core/vitess/names.ts";
import type { CreateOptions } from "../../core/options/options.ts";
import type { TableSize, Workflow } from "../../core/readings/readings.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import { toRequestedPart, takesAnotherPart } from "../../core/move/kind.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { refuse } from "../refusals.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { estimateSizes } from "../readings/table-sizes.ts";

/** The tables that a create moves, and their sizes at the source. `exists`: an earlier run of the command has made the workflow. */
export interface CreatePlan {
  readonly kind: "plan";
  readonly tables: readonly TableName[];
  readonly sizes: readonly TableSize[];
  readonly exists: boolean;
}

/**
 * Resolves a create's names, and refuses what cannot work: missing keyspaces or tables, an existing workflow, a table that another workflow
 * of the target has. Preflight finds what works but should not be done.
 */
export async function planCreate(
  vitess: Vitess,
  name: MoveName,
  options: CreateOptions,
  isOwnSecondRun: boolean,
): Promise<CreatePlan | Refused> {
  const { targetKeyspace, workflow } = name;
  const { sourceKeyspace } = options;
  if (sourceKeyspace === targetKeyspace) return refuse("source-is-target", sourceKeyspace);
  const keyspaces = await vitess.keyspaces();
  for (const keyspace of [sourceKeyspace, targetKeyspace]) {
    if (!keyspaces.includes(keyspace)) return refuse("unknown-keyspace", keyspace, keyspaces);
  }
  // Read only the named tables of a keyspace with thousands: MySQL would have to open every table.
  const asked = options.allTables ? [] : [...options.tables, ...options.excludeTables];
  const [others, sizes] = await Promise.all([
    vitess.workflows(targetKeyspace),
    asked.length === 0 && !options.allTables ? [] : estimateSizes(vitess, sourceKeyspace, asked, options.sourceShards),
  ]);
  const exists = others.some((one) => one.name === workflow);
  if (exists && !isOwnSecondRun) return refuse("workflow-exists", qualifyName(name));

  const wanted = options.allTables
    ? sizes.map((size) => size.table).filter((table) => !options.excludeTables.includes(table))
    : options.tables;
  const known = sizes.map((size) => size.table);
  const missing = [...wanted, ...options.excludeTables].find((table) => !known.includes(table));
  if (missing !== undefined && (await isView(vitess, sourceKeyspace, missing))) return refuse("view-not-moved", missing);
  if (missing !== undefined) return refuse("unknown-table", missing, await readKnownTables(vitess, sourceKeyspace));
  if (wanted.length === 0) return refuse("no-tables", sourceKeyspace);
  const taken = exists
    ? undefined
    : findTakenTable(
        others.filter((one) => !takesAnotherPart(one, toRequestedPart(options))),
        wanted,
      );
  if (taken !== undefined) return { kind: "refused", reason: "table-in-other-workflow", subject: taken.table, nearest: [taken.by] };
  return { kind: "plan", tables: wanted, sizes: sizes.filter((size) => wanted.includes(size.table)), exists };
}

/** False also if the views cannot be read: then the name counts as an unknown table. */
async function isView(vitess: Vitess, keyspace: Keyspace, name: string): Promise<boolean> {
  const names = await ignoreFault(async (): Promise<readonly string[]> => {
    const [primary] = listPrimaries(await vitess.tablets(keyspace));
    return primary === undefined ? [] : vitess.viewNames(primary.alias);
  });
  return names?.includes(name) === true;
}

/** All tables of a keyspace, to suggest one; none if reading them fails. */
async function readKnownTables(vitess: Vitess, keyspace: Keyspace): Promise<readonly string[]> {
  const sizes = await ignoreFault(() => estimateSizes(vitess, keyspace, []));
  return (sizes ?? []).map((size) => size.table);
}

/**
 * Vitess accepts a second workflow over the same table (docs/facts/create.md#table-in-two-workflows). If the tables are switched and not
 * completed, create would even route them back to the source, and only Vitess 22 and later check for rows first.
 */
function findTakenTable(
  others: readonly Workflow[],
  wanted: readonly string[],
): { readonly table: TableName; readonly by: string } | undefined {
  return others
    .flatMap((one) => listWorkflowTables(one).map((table) => ({ table, by: `${one.targetKeyspace}.${one.name}` })))
    .find(({ table }) => wanted.includes(table));
}
