import { NAMES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem } from "../refusals.ts";
import { type AnyVerb, defineVerb, type NoOptions } from "../verb.ts";
import { NO_EFFECT, takeOne } from "./vdiff-arguments.ts";

const EXAMPLE_UUID = "5c1e2f34-2222-4333-8444-000000000001";

interface OnShards {
  readonly shards: readonly string[];
}

export const ON_SHARDS_OPTIONS: OptionsOf<OnShards> = {
  shards: { name: "target-shards", kind: NAMES, meaning: "Only on these shards of the target; empty is all." },
};

export const VDIFF_STOP = onShards("vdiff-stop", "Stop a VDiff; resume goes on where it was.");
export const VDIFF_RESUME = onShards("vdiff-resume", "Let a stopped VDiff go on, or compare the rows added since.");

export const VDIFF_DELETE = defineVerb<NoOptions>({
  verb: "vdiff-delete",
  typed: "vdiff delete",
  alsoTyped: [],
  takes: "target_keyspace.workflow all|UUID",
  meaning: "Remove a VDiff's report from Vitess, or all of the move's.",
  example: `/movetables vdiff delete customer.commerce2customer ${EXAMPLE_UUID}`,
  options: {},
  ignored: NO_EFFECT,
  notOurs: {},
  defaults: {},
  build(ask) {
    const which = takeOne(ask, "vdiff delete", ["all"]);
    return isProblem(which) ? which : { verb: "vdiff-delete", name: which.name, arg: which.arg };
  },
});

function onShards(verb: "vdiff-stop" | "vdiff-resume", meaning: string): AnyVerb {
  const typed = verb.replace("-", " ");
  return defineVerb<OnShards>({
    verb,
    typed,
    alsoTyped: [],
    takes: "target_keyspace.workflow UUID",
    meaning,
    example: `/movetables ${typed} customer.commerce2customer ${EXAMPLE_UUID}`,
    options: ON_SHARDS_OPTIONS,
    ignored: NO_EFFECT,
    notOurs: {},
    defaults: { shards: [] },
    build(ask, { shards = [] }) {
      const which = takeOne(ask, typed, []);
      return isProblem(which) ? which : { verb, name: which.name, uuid: which.arg, shards };
    },
  });
}
