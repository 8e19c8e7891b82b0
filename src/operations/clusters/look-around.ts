import type { Answer } from "../../core/command/answers.ts";
import { type ClusterName, type Keyspace, qualifyName } from "../../core/vitess/names.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { VerbDeps } from "../deps.ts";
import type { Vitess } from "../ports.ts";
import { refuse } from "../refusals.ts";
import { estimateSizes } from "../readings/table-sizes.ts";

type Deps = Pick<VerbDeps, "vitess">;

/** The keyspaces of a cluster, sorted by name. */
export async function listKeyspaces(deps: Deps, cluster: ClusterName): Promise<Answer> {
  return { kind: "keyspaces", cluster, keyspaces: (await deps.vitess(cluster).keyspaces()).toSorted() };
}

/** The tables of a keyspace, largest first, with MySQL's estimates over all shards, and the followed moves that each is in. */
export async function listTables(deps: Pick<VerbDeps, "vitess" | "records">, cluster: ClusterName, keyspace: Keyspace): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  const tables = (await estimateSizes(vitess, keyspace, [])).toSorted((a, b) => Number(b.bytes - a.bytes));
  const moves = (await deps.records.moves.active()).filter(
    ({ name, sourceKeyspace }) => name.cluster === cluster && (sourceKeyspace === keyspace || name.targetKeyspace === keyspace),
  );
  const moved = moves.flatMap((move) => move.tables.map((table) => ({ table, move: qualifyName(move.name) })));
  return { kind: "tables", cluster, keyspace, tables, moved };
}

/** Runs Vitess's own check of a keyspace's records, and pings every tablet if requested. */
export async function validateKeyspace(deps: Deps, cluster: ClusterName, keyspace: Keyspace, pingTablets: boolean): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  return { kind: "validated", cluster, keyspace, pingTablets, problems: await vitess.validateKeyspace(keyspace, pingTablets) };
}

/** Refuses a keyspace that the cluster does not have, with the nearest existing names. */
export async function refuseUnknownKeyspace(vitess: Vitess, keyspace: Keyspace): Promise<Refused | undefined> {
  const keyspaces = await vitess.keyspaces();
  return keyspaces.includes(keyspace) ? undefined : refuse("unknown-keyspace", keyspace, keyspaces);
}
