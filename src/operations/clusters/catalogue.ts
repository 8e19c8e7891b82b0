import type { ClusterName, Keyspace } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { attempt, Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";

/** A form that opens asks for new names if they are older than this. The list of tables is the longest and changes least. */
export const NAMES_STALE_MS = 60_000;
export const TABLES_STALE_MS = 5 * 60_000;

type Deps = Pick<VerbDeps, "vitess"> & { readonly records: Pick<VerbDeps["records"], "catalogue" | "now"> };

/**
 * Reads the names of a cluster, or of one keyspace, and saves them. Names that a failed call would have returned stay as they were, with
 * their age; after saving the rest, throws the Fault of that call.
 */
export function refreshCatalogue(deps: Deps, cluster: ClusterName, keyspace?: Keyspace): Promise<void> {
  return keyspace === undefined ? refreshCluster(deps, cluster) : refreshKeyspace(deps, cluster, keyspace);
}

async function refreshCluster({ records, vitess: clusterOf }: Deps, cluster: ClusterName): Promise<void> {
  const vitess = clusterOf(cluster);
  const [before, at, keyspaces, cells, version] = await Promise.all([
    attempt(() => records.catalogue.cluster(cluster)),
    records.now(),
    attempt(() => vitess.keyspaces()),
    attempt(() => vitess.cells()),
    attempt(() => vitess.version()),
  ]);
  await records.catalogue.saveCluster(cluster, {
    ...ignoreDamaged(before),
    ...(keyspaces instanceof Fault ? {} : { keyspaces: { at, names: keyspaces.toSorted() } }),
    ...(cells instanceof Fault ? {} : { cells: { at, names: cells.toSorted() } }),
    ...(version instanceof Fault ? {} : { version }),
  });
  complain(keyspaces, cells, version);
}

async function refreshKeyspace({ records, vitess: clusterOf }: Deps, cluster: ClusterName, keyspace: Keyspace): Promise<void> {
  const vitess = clusterOf(cluster);
  const [before, at, tables, workflows] = await Promise.all([
    attempt(() => records.catalogue.keyspace(cluster, keyspace)),
    records.now(),
    attempt(() => readTables(vitess, keyspace)),
    attempt(() => vitess.workflows(keyspace)),
  ]);
  await records.catalogue.saveKeyspace(cluster, keyspace, {
    ...ignoreDamaged(before),
    ...(tables instanceof Fault || tables === undefined ? {} : { tables: { at, names: tables } }),
    ...(workflows instanceof Fault
      ? {}
      : {
          workflows: {
            at,
            names: workflows
              .filter(({ type, name }) => type === "MoveTables" && !name.endsWith("_reverse"))
              .map(({ name }) => name)
              .toSorted(),
          },
        }),
  });
  complain(tables, workflows);
}

/** From one shard's primary: all shards have the same tables. Undefined without a primary, which does not prove there are none. */
async function readTables(vitess: Vitess, keyspace: Keyspace): Promise<readonly string[] | undefined> {
  const [primary] = listPrimaries(await vitess.tablets(keyspace));
  return primary === undefined ? undefined : vitess.tableNames(primary.alias);
}

/** Ignores saved names that are damaged or of another version of Tandem: they are read again anyway. */
function ignoreDamaged<T extends object>(before: T | Fault): T | undefined {
  return before instanceof Fault ? undefined : before;
}

function complain(...answers: readonly unknown[]): void {
  const fault = answers.find((answer) => answer instanceof Fault);
  if (fault !== undefined) throw fault;
}
