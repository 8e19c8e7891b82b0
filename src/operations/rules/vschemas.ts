import { isKeyspace, type Keyspace } from "../../core/vitess/names.ts";
import type { SavedStep } from "../../core/rules/snapshots.ts";
import { type VSchemaChange, vschemaChanges, type VSchemas } from "../../core/rules/vschemas.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/** Steps that write a VSchema: what it said before is kept with the rules. */
const WRITERS: readonly SavedStep[] = ["create", "complete", "cancel", "delete"];

/** What the VSchemas of these keyspaces say, for a step that writes one. One that cannot be read, as of a keyspace that is gone, is left out. */
export async function vschemasBefore(
  vitess: Pick<Vitess, "vschema">,
  step: SavedStep,
  keyspaces: readonly Keyspace[],
): Promise<{ readonly vschemas?: VSchemas }> {
  return WRITERS.includes(step) ? { vschemas: await vschemasOf(vitess, keyspaces) } : {};
}

/** What they do not say any more; nothing where none was kept. One that cannot be read now is not judged. */
export async function lostSince(vitess: Pick<Vitess, "vschema">, before: VSchemas = {}): Promise<readonly VSchemaChange[]> {
  return vschemaChanges(before, await vschemasOf(vitess, Object.keys(before).filter(isKeyspace)));
}

async function vschemasOf(vitess: Pick<Vitess, "vschema">, keyspaces: readonly Keyspace[]): Promise<VSchemas> {
  const read = await Promise.all(
    keyspaces.map(async (keyspace) => {
      const vschema = await ignoreFault(() => vitess.vschema(keyspace));
      return vschema === undefined ? [] : [[keyspace, vschema.entries] as const];
    }),
  );
  return Object.fromEntries(read.flat());
}
