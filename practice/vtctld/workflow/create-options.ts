import type { Cluster, Keyspace, Table } from "../cluster/cluster.ts";
import { createEmptyCopy } from "./copy.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import type { MoveTablesCreateRequest } from "../cluster/requests.ts";

/** vtctld's check of the options that need something of the cluster. */
export function checkOptions(cluster: Cluster, request: MoveTablesCreateRequest, target: Keyspace): void {
  if (request.atomic_copy === true && request.source_shards.length > 0) throw new VtctldError(texts.atomicAndPartial);
  const { global_keyspace: global = "", tenant_id: tenant = "" } = request.workflow_options ?? {};
  const globalKeyspace = cluster.keyspaces.get(global);
  if (global !== "" && globalKeyspace === undefined) throw new VtctldError(texts.globalMissing(global));
  if (globalKeyspace?.sharded === true) throw new VtctldError(texts.globalSharded(global));
  if (tenant === "") return;
  if (target.vschema.multiTenant !== true) throw new VtctldError(texts.noTenants(target.name));
  if (request.no_routing_rules) throw new VtctldError(texts.tenantNeedsRules);
}

/** A table as the workflow creates it on its target; instead of AUTO_INCREMENT the target's VSchema may get a sequence. */
export function createTargetTable(
  cluster: Cluster,
  request: MoveTablesCreateRequest,
  source: Keyspace,
  target: Keyspace,
  original: Table,
): Table {
  const table = createEmptyCopy(cluster, original);
  if (request.drop_foreign_keys === true) delete table.references;
  const { sharded_auto_increment_handling: handling = "LEAVE", global_keyspace: global = "" } = request.workflow_options ?? {};
  if (source.sharded || !target.sharded || original.autoIncrement !== true || handling === "LEAVE") return table;
  const vschema = target.vschema.tables.get(original.name);
  if (handling === "REPLACE" && vschema !== undefined && vschema.autoIncrement === undefined) {
    const sequence = `${original.name}_seq`;
    vschema.autoIncrement = { column: original.primaryKey, sequence: global === "" ? sequence : `${global}.${sequence}` };
  }
  return { ...table, autoIncrement: false };
}
