import { CANCEL_DEFAULTS, type CancelOptions } from "../../core/options.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem } from "../refusals.ts";
import { FLAG } from "../values.ts";
import { defineVerb, onlyName } from "../verb.ts";

export const CANCEL_OPTIONS: OptionsOf<CancelOptions> = {
  keepData: { name: "keep-data", kind: FLAG, meaning: "Keep what was copied; without it the target's tables are dropped." },
  keepRoutingRules: { name: "keep-routing-rules", kind: FLAG, meaning: "Leave the routing rules as they are." },
};

export const CANCEL = defineVerb<CancelOptions>({
  verb: "cancel",
  typed: "cancel",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "Give the move up before writes were switched, and drop what was copied.",
  example: "/movetables cancel customer.commerce2customer",
  options: CANCEL_OPTIONS,
  ignored: {},
  notYet: { "delete-batch-size": "value", "ignore-source-keyspace": "flag", shards: "value" },
  defaults: CANCEL_DEFAULTS,
  build(ask, given) {
    const name = onlyName(ask, "cancel");
    return isProblem(name) ? name : { verb: "cancel", name, options: { ...CANCEL_DEFAULTS, ...given } };
  },
});
