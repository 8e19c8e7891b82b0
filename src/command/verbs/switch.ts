import { SWITCH_DEFAULTS, type SwitchOptions } from "../../core/options.ts";
import { NAMES, TABLET_TYPES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { DURATION, FLAG } from "../values.ts";
import { type Ask, defineVerb, inCluster, isNameless, onlyName } from "../verb.ts";

type Both = Omit<SwitchOptions, "allAtOnce" | "initializeTargetSequences"> & { readonly dryRun: boolean };
type Switch = SwitchOptions & { readonly dryRun: boolean };

export const REVERSE_OPTIONS: OptionsOf<Both> = {
  tabletTypes: {
    name: "tablet-types",
    kind: TABLET_TYPES,
    meaning: "Whose traffic goes over: primary is writes, replica and rdonly are reads.",
  },
  cells: { name: "cells", kind: NAMES, meaning: "Cells whose reads go over; empty is all." },
  maxReplicationLagAllowedMs: { name: "max-replication-lag-allowed", kind: DURATION, meaning: "Do nothing while lag is above this." },
  timeoutMs: { name: "timeout", kind: DURATION, meaning: "How long writes may stand still while streams catch up; at least 1s." },
  enableReverseReplication: { name: "enable-reverse-replication", kind: FLAG, meaning: "Keep the way back open." },
  shards: { name: "shards", kind: NAMES, meaning: "Look only at these target shards for lag; empty is all." },
  force: { name: "force", kind: FLAG, meaning: "Go on although some tablets could not be refreshed; dangerous." },
  v1: { name: "v1", kind: FLAG, meaning: "Carry it out with SwitchReads and SwitchWrites of Vitess 11 to 15." },
  dryRun: { name: "dry-run", kind: FLAG, meaning: "Only say what would happen." },
};

export const SWITCH_OPTIONS: OptionsOf<Switch> = {
  ...REVERSE_OPTIONS,
  initializeTargetSequences: { name: "initialize-target-sequences", kind: FLAG, meaning: "Set sequences past the highest value in use." },
  allAtOnce: { name: "all-at-once", kind: FLAG, meaning: "Reads and writes in one call, instead of reads, a soak, then writes." },
};

const DEFAULTS = { ...SWITCH_DEFAULTS, dryRun: false } satisfies Switch;

export const SWITCH = defineVerb<Switch>({
  verb: "switch",
  typed: "switch",
  alsoTyped: ["switchtraffic"],
  takes: "[target_keyspace.workflow]",
  meaning: "Ask two people to send traffic to the target: reads first, a soak, then writes.",
  example: "/movetables switch customer.commerce2customer --max-replication-lag-allowed 10s",
  options: SWITCH_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: DEFAULTS,
  build(ask, given) {
    if (!ask.pasted && isNameless(ask) && Object.keys(given).length === 0)
      return { verb: "form", form: "switch", ...inCluster(ask.cluster) };
    const { dryRun, ...options } = { ...DEFAULTS, allAtOnce: ask.pasted, ...given };
    const name = nameFor("switch", ask, options);
    return isProblem(name) ? name : { verb: "switch", name, options, dryRun };
  },
});

export const REVERSE = defineVerb<Both>({
  verb: "reverse",
  typed: "reverse",
  alsoTyped: ["reversetraffic"],
  takes: "target_keyspace.workflow",
  meaning: "Send traffic back to the source, under the move's own name.",
  example: "/movetables reverse customer.commerce2customer",
  options: REVERSE_OPTIONS,
  // ReverseTraffic is always one call.
  ignored: { "all-at-once": "flag" },
  notOurs: {},
  defaults: DEFAULTS,
  build(ask, given) {
    const { dryRun, ...options } = { ...DEFAULTS, ...given };
    const name = nameFor("reverse", ask, options);
    return isProblem(name) ? name : { verb: "reverse", name, options, dryRun };
  },
});

function nameFor(verb: string, ask: Ask, { timeoutMs }: SwitchOptions): ReturnType<typeof onlyName> | Problem {
  if (timeoutMs < 1000) return problem("timeout-too-short", { value: DURATION.write(timeoutMs) });
  return onlyName(ask, verb);
}
