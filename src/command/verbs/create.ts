import { CREATE_DEFAULTS, type CreateOptions } from "../../core/options.ts";
import type { Command } from "../../core/command.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { FLAG, KEYSPACE, NAMES, ON_DDL, TABLES, TABLET_TYPES, TIME_ZONE } from "../values.ts";
import { type Ask, defineVerb, inCluster, noMore, takeName } from "../verb.ts";

export const CREATE_OPTIONS: OptionsOf<CreateOptions> = {
  sourceKeyspace: { name: "source-keyspace", kind: KEYSPACE, meaning: "The keyspace that has the tables now." },
  tables: { name: "tables", kind: TABLES, meaning: "The tables to move." },
  allTables: { name: "all-tables", kind: FLAG, meaning: "Move every table of the source keyspace." },
  excludeTables: { name: "exclude-tables", kind: TABLES, meaning: "Tables to leave where they are." },
  sourceShards: { name: "source-shards", kind: NAMES, meaning: "Move only these shards of the source." },
  cells: { name: "cells", kind: NAMES, meaning: "Cells (or aliases) whose tablets are copied from; empty is the target primary's cell." },
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
};

export const CREATE = defineVerb<CreateOptions>({
  verb: "create",
  typed: "create",
  alsoTyped: [],
  takes: "[target_keyspace.workflow]",
  meaning: "Start moving tables; without arguments a form opens.",
  example: "/movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder",
  options: CREATE_OPTIONS,
  ignored: {},
  notYet: {
    "all-cells": "flag",
    "config-overrides": "value",
    "drop-foreign-keys": "flag",
    "external-cluster": "value",
    "global-keyspace": "value",
    "remove-sharded-auto-increment": "flag",
    "sharded-auto-increment-handling": "value",
    shards: "value",
    "tenant-id": "value",
  },
  defaults: CREATE_DEFAULTS,
  build(ask, given) {
    if (asksForForm(ask, given)) return { verb: "create-form", ...inCluster(ask.cluster) };
    const named = takeName(ask, "create");
    if (isProblem(named)) return named;
    const { sourceKeyspace } = given;
    if (sourceKeyspace === undefined) return problem("option-missing", { option: "--source-keyspace", verb: "create" });
    const options = { ...CREATE_DEFAULTS, ...given, sourceKeyspace };
    const wrong = noMore(named.rest, "create") ?? wrongWith(options, named.name.targetKeyspace);
    return wrong ?? ({ verb: "create", name: named.name, options } satisfies Command);
  },
});

function asksForForm(ask: Ask, given: Partial<CreateOptions>): boolean {
  const named = ask.words.length > 0 || ask.workflow !== undefined || ask.keyspace !== undefined;
  return !ask.pasted && !named && Object.keys(given).length === 0;
}

function wrongWith(options: CreateOptions, targetKeyspace: string): Problem | undefined {
  const { sourceKeyspace, tables, allTables, excludeTables, atomicCopy } = options;
  // Vitess before 24 takes equal keyspaces by name, and a later cancel drops the source's data (vitess.md §0.11).
  if (sourceKeyspace === targetKeyspace) return problem("same-keyspace", { keyspace: sourceKeyspace });
  if (atomicCopy && (!allTables || tables.length > 0 || excludeTables.length > 0)) return problem("atomic-copy-needs-all-tables", {});
  if (allTables && tables.length > 0) return problem("tables-and-all-tables", {});
  if (!allTables && tables.length === 0) return problem("tables-missing", {});
  return undefined;
}
