import { isKeyspace, type Keyspace } from "../../core/vitess/names.ts";
import type { SavedStep } from "../../core/rules/snapshots.ts";
import { type VSchemaChange, listVSchemaChanges, type VSchemas } from "../../core/rules/vschemas.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/** Steps that write a VSchema: its former content is kept with the rules. */
const WRITERS: readonly SavedStep[] = ["create", "complete", "cancel", "delete"];

/** The VSchemas of these keyspaces, for a step that writes one. Leaves out those that cannot be read, such as a deleted keyspace's. */
export async function readVSchemasBeforeStep(
  vitess: Pick<Vitess, "vschema">,
  step: SavedStep,
  keyspaces: readonly Keyspace[],
): Promise<{ readonly vschemas?: VSchemas }> {
  return WRITERS.includes(step) ? { vschemas: await readVSchemas(vitess, keyspaces) } : {};
}

/** What the VSchemas no longer say; nothing if none was kept. Skips those that cannot be read now. */
export async function findLostSince(vitess: Pick<Vitess, "vschema">, before: VSchemas = {}): Promise<readonly VSchemaChange[]> {
  return listVSchemaChanges(before, await readVSchemas(vitess, Object.keys(before).filter(isKeyspace)));
}

async function readVSchemas(vitess: Pick<Vitess, "vschema">, keyspaces: readonly Keyspace[]): Promise<VSchemas> {
  const read = await Promise.all(
    keyspaces.map(async (keyspace) => {
      const vschema = await ignoreFault(() => vitess.vschema(keyspace));
      return vschema === undefined ? [] : [[keyspace, vschema.entries] as const];
    }),
  );
  return Object.fromEntries(read.flat());
}
