import type { Command } from "../../core/command/command.ts";
import { ALL_CELLS, CREATE_DEFAULTS, type CreateOptions } from "../../core/options/options.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { defineVerb, refuseMore, takeName } from "./verb.ts";

export const CREATE = defineVerb("create", {
  build(ask, given) {
    const named = takeName(ask, "create");
    if (isProblem(named)) return named;
    const { allCells = false, removeAutoIncrement, dryRun = false, sourceKeyspace, ...plain } = given;
    if (sourceKeyspace === undefined) return toProblem("option-missing", { option: "--source-keyspace", verb: "create" });
    if (allCells && (plain.cells ?? []).length > 0) return toProblem("contradiction", { first: "--all-cells", second: "--cells" });
    const handling = chooseAutoIncrement(plain.shardedAutoIncrement, removeAutoIncrement);
    if (isProblem(handling)) return handling;
    const cells = allCells ? [ALL_CELLS] : (plain.cells ?? []);
    const options = { ...CREATE_DEFAULTS, ...plain, cells, shardedAutoIncrement: handling, sourceKeyspace };
    const wrong = refuseMore(named.rest, "create") ?? findWrongOption(options, named.name.targetKeyspace);
    return wrong ?? ({ verb: "create", name: named.name, options, dryRun } satisfies Command);
  },
});

type Handling = CreateOptions["shardedAutoIncrement"];

function chooseAutoIncrement(handling: Handling | undefined, remove: boolean | undefined): Handling | Problem {
  if (remove === undefined) return handling ?? CREATE_DEFAULTS.shardedAutoIncrement;
  const asFlag = remove ? "REMOVE" : "LEAVE";
  if (handling === undefined || handling === asFlag) return asFlag;
  return toProblem("contradiction", { first: "--sharded-auto-increment-handling", second: "--remove-sharded-auto-increment" });
}

function findWrongOption(options: CreateOptions, targetKeyspace: string): Problem | undefined {
  const { sourceKeyspace, tables, allTables, excludeTables, atomicCopy, tenantId, targetShards, sourceShards, externalClusterName } =
    options;
  // Vitess before 24 accepts the same keyspace twice, and a later cancel drops the source's data (docs/facts/create.md#same-keyspace).
  if (sourceKeyspace === targetKeyspace && externalClusterName === "") return toProblem("same-keyspace", { keyspace: sourceKeyspace });
  if (atomicCopy && (!allTables || tables.length > 0 || excludeTables.length > 0)) return toProblem("atomic-copy-needs-all-tables", {});
  if (allTables && tables.length > 0) return toProblem("tables-and-all-tables", {});
  if (!allTables && tables.length === 0) return toProblem("tables-missing", {});
  if (targetShards.length > 0 && tenantId === "")
    return toProblem("option-missing", { option: "--tenant-id", verb: "create with --shards" });
  if (tenantId !== "" && sourceShards.length > 0) return toProblem("contradiction", { first: "--tenant-id", second: "--source-shards" });
  return undefined;
}
