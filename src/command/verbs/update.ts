import type { UpdateOptions } from "../../core/options.ts";
import { NAMES, SETTINGS, TABLET_TYPES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem } from "../refusals.ts";
import { FLAG, ON_DDL } from "../values.ts";
import { defineVerb, inCluster, isNameless, onlyName } from "../verb.ts";

export const UPDATE_OPTIONS: OptionsOf<Required<UpdateOptions>> = {
  cells: { name: "cells", kind: NAMES, meaning: "Cells (or aliases) whose tablets are copied from; empty is the target primary's cell." },
  tabletTypes: { name: "tablet-types", kind: TABLET_TYPES, meaning: "Types of source tablets to copy from." },
  tabletTypesInOrder: { name: "tablet-types-in-order", kind: FLAG, meaning: "Take the tablet types in the order given." },
  onDdl: { name: "on-ddl", kind: ON_DDL, meaning: "What to do when the source's schema changes meanwhile." },
  configOverrides: { name: "config-overrides", kind: SETTINGS, meaning: "Settings of VReplication for this move alone." },
  shards: { name: "shards", kind: NAMES, meaning: "Only on these shards of the target; empty is all." },
};

export const UPDATE = defineVerb<Required<UpdateOptions>>({
  verb: "update",
  typed: "update",
  alsoTyped: [],
  takes: "[target_keyspace.workflow]",
  meaning: "Change what a move copies from, and how; what is left out stays, and without options a form opens.",
  example: "/movetables update customer.commerce2customer --tablet-types replica,primary",
  options: UPDATE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: { shards: [] },
  build(ask, given) {
    const nothing = Object.keys(given).length === 0;
    if (nothing && isNameless(ask) && !ask.pasted) return { verb: "form", form: "update", ...inCluster(ask.cluster) };
    const name = onlyName(ask, "update");
    if (isProblem(name)) return name;
    if (nothing) return { verb: "form", form: "update", ...inCluster(name.cluster), name };
    const { shards = [], ...changes } = given;
    if (Object.keys(changes).length === 0) return problem("nothing-to-update", {});
    return { verb: "update", name, options: { ...changes, shards } };
  },
});
