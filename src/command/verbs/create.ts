import { ALL_CELLS, CREATE_DEFAULTS, type CreateOptions } from "../../core/options.ts";
import type { Command } from "../../core/command.ts";
import { NAMES, SETTINGS, TABLES, TABLET_TYPES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { AUTO_INCREMENT, FLAG, ID, KEYSPACE, KEYSPACE_OR_NONE, ON_DDL, TIME_ZONE } from "../values.ts";
import { type Ask, defineVerb, inCluster, isNameless, noMore, takeName } from "../verb.ts";

/** `allCells` and `removeAutoIncrement` are other ways to say `cells` and `shardedAutoIncrement`. */
type Create = CreateOptions & { readonly allCells: boolean; readonly removeAutoIncrement: boolean; readonly dryRun: boolean };

export const CREATE_OPTIONS: OptionsOf<Create> = {
  sourceKeyspace: { name: "source-keyspace", kind: KEYSPACE, meaning: "The keyspace that has the tables now." },
  tables: { name: "tables", kind: TABLES, meaning: "The tables to move." },
  allTables: { name: "all-tables", kind: FLAG, meaning: "Move every table of the source keyspace." },
  excludeTables: { name: "exclude-tables", kind: TABLES, meaning: "Tables to leave where they are." },
  sourceShards: { name: "source-shards", kind: NAMES, meaning: "Move only these shards of the source." },
  cells: { name: "cells", kind: NAMES, meaning: "Cells (or aliases) whose tablets are copied from; empty is the target primary's cell." },
  allCells: { name: "all-cells", kind: FLAG, meaning: "Copy from tablets in any cell." },
  tabletTypes: { name: "tablet-types", kind: TABLET_TYPES, meaning: "Types of source tablets to copy from." },
  tabletTypesInOrder: { name: "tablet-types-in-preference-order", kind: FLAG, meaning: "Take the tablet types in the order given." },
  onDdl: { name: "on-ddl", kind: ON_DDL, meaning: "What to do when the source's schema changes meanwhile." },
  sourceTimeZone: {
    name: "source-time-zone",
    kind: TIME_ZONE,
    meaning: "Time zone of the source's DATETIME values, if they are not in UTC.",
  },
  autoStart: { name: "auto-start", kind: FLAG, meaning: "Start copying at once." },
  stopAfterCopy: { name: "stop-after-copy", kind: FLAG, meaning: "Stop when the copy is done instead of following the source." },
  deferSecondaryKeys: { name: "defer-secondary-keys", kind: FLAG, meaning: "Add secondary keys only after each table is copied." },
  noRoutingRules: { name: "no-routing-rules", kind: FLAG, meaning: "Create no routing rules." },
  atomicCopy: { name: "atomic-copy", kind: FLAG, meaning: "Copy all tables in one snapshot; needs --all-tables." },
  dropForeignKeys: { name: "drop-foreign-keys", kind: FLAG, meaning: "Create the target's tables without foreign keys." },
  externalClusterName: { name: "external-cluster", kind: ID, meaning: "The mounted cluster that the source keyspace is in." },
  tenantId: { name: "tenant-id", kind: ID, meaning: "Move the rows of this tenant only." },
  targetShards: { name: "shards", kind: NAMES, meaning: "Target shards of a tenant's move; empty is all." },
  shardedAutoIncrement: {
    name: "sharded-auto-increment-handling",
    kind: AUTO_INCREMENT,
    meaning: "What becomes of AUTO_INCREMENT in a sharded target.",
  },
  removeAutoIncrement: {
    name: "remove-sharded-auto-increment",
    kind: FLAG,
    meaning: "The same as REMOVE, as Vitess 20 spells it.",
    otherwise: "",
  },
  globalKeyspace: { name: "global-keyspace", kind: KEYSPACE_OR_NONE, meaning: "Unsharded keyspace in which sequence tables are made." },
  configOverrides: { name: "config-overrides", kind: SETTINGS, meaning: "Settings of VReplication for this move alone." },
  v1: { name: "v1", kind: FLAG, meaning: "Carry it out with the v1 commands of Vitess 11 to 15." },
  dryRun: { name: "dry-run", kind: FLAG, meaning: "Only say what would be created, and what stands in the way." },
};

export const CREATE_TYPED_DEFAULTS = { ...CREATE_DEFAULTS, allCells: false, removeAutoIncrement: false, dryRun: false };

export const CREATE = defineVerb<Create>({
  verb: "create",
  typed: "create",
  alsoTyped: [],
  takes: "[target_keyspace.workflow]",
  meaning: "Start moving tables; without arguments a form opens.",
  example: "/movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder",
  options: CREATE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: CREATE_TYPED_DEFAULTS,
  build(ask, given) {
    if (asksForForm(ask, given)) return { verb: "form", form: "create", ...inCluster(ask.cluster) };
    const named = takeName(ask, "create");
    if (isProblem(named)) return named;
    const { allCells = false, removeAutoIncrement, dryRun = false, sourceKeyspace, ...plain } = given;
    if (sourceKeyspace === undefined) return problem("option-missing", { option: "--source-keyspace", verb: "create" });
    if (allCells && (plain.cells ?? []).length > 0) return problem("contradiction", { first: "--all-cells", second: "--cells" });
    const handling = autoIncrement(plain.shardedAutoIncrement, removeAutoIncrement);
    if (isProblem(handling)) return handling;
    const cells = allCells ? [ALL_CELLS] : (plain.cells ?? []);
    const options = { ...CREATE_DEFAULTS, ...plain, cells, shardedAutoIncrement: handling, sourceKeyspace };
    const wrong = noMore(named.rest, "create") ?? wrongWith(options, named.name.targetKeyspace);
    return wrong ?? ({ verb: "create", name: named.name, options, dryRun } satisfies Command);
  },
});

function asksForForm(ask: Ask, given: Partial<Create>): boolean {
  return !ask.pasted && isNameless(ask) && Object.keys(given).length === 0;
}

type Handling = CreateOptions["shardedAutoIncrement"];

function autoIncrement(handling: Handling | undefined, remove: boolean | undefined): Handling | Problem {
  if (remove === undefined) return handling ?? CREATE_DEFAULTS.shardedAutoIncrement;
  const asFlag = remove ? "REMOVE" : "LEAVE";
  if (handling === undefined || handling === asFlag) return asFlag;
  return problem("contradiction", { first: "--sharded-auto-increment-handling", second: "--remove-sharded-auto-increment" });
}

function wrongWith(options: CreateOptions, targetKeyspace: string): Problem | undefined {
  const { sourceKeyspace, tables, allTables, excludeTables, atomicCopy, tenantId, targetShards, sourceShards, externalClusterName } =
    options;
  // Vitess before 24 accepts the same keyspace twice, and a later cancel drops the source's data (docs/facts/create.md#same-keyspace).
  if (sourceKeyspace === targetKeyspace && externalClusterName === "") return problem("same-keyspace", { keyspace: sourceKeyspace });
  if (atomicCopy && (!allTables || tables.length > 0 || excludeTables.length > 0)) return problem("atomic-copy-needs-all-tables", {});
  if (allTables && tables.length > 0) return problem("tables-and-all-tables", {});
  if (!allTables && tables.length === 0) return problem("tables-missing", {});
  if (targetShards.length > 0 && tenantId === "") return problem("option-missing", { option: "--tenant-id", verb: "create with --shards" });
  if (tenantId !== "" && sourceShards.length > 0) return problem("contradiction", { first: "--tenant-id", second: "--source-shards" });
  return undefined;
}
