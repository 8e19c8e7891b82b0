import { NAMES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem } from "../refusals.ts";
import { type AnyVerb, defineVerb, onlyName } from "../verb.ts";

interface OnShards {
  readonly shards: readonly string[];
}

export const START_STOP_OPTIONS: OptionsOf<OnShards> = {
  shards: { name: "shards", kind: NAMES, meaning: "Only the streams of these shards of the target; empty is all." },
};

export const START = startOrStop("start", "Start the streams of a stopped move.");
export const STOP = startOrStop(
  "stop",
  "Stop the streams; nothing is lost, and start goes on. An atomic copy alone cannot go on once it is stopped.",
);

function startOrStop(verb: "start" | "stop", meaning: string): AnyVerb {
  return defineVerb<OnShards>({
    verb,
    typed: verb,
    alsoTyped: [],
    takes: "target_keyspace.workflow",
    meaning,
    example: `/movetables ${verb} customer.commerce2customer`,
    options: START_STOP_OPTIONS,
    ignored: {},
    notOurs: {},
    defaults: { shards: [] },
    build(ask, { shards = [] }) {
      const name = onlyName(ask, verb);
      return isProblem(name) ? name : { verb, name, shards };
    },
  });
}
