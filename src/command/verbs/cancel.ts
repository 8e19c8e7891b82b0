import { CANCEL_DEFAULTS, type CancelOptions } from "../../core/options.ts";
import { NAMES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem } from "../refusals.ts";
import { count, FLAG } from "../values.ts";
import { type AnyVerb, defineVerb, onlyName } from "../verb.ts";

export const CANCEL_OPTIONS: OptionsOf<CancelOptions> = {
  keepData: { name: "keep-data", kind: FLAG, meaning: "Keep what was copied; without it the target's tables are dropped." },
  keepRoutingRules: { name: "keep-routing-rules", kind: FLAG, meaning: "Leave the routing rules as they are." },
  shards: { name: "shards", kind: NAMES, meaning: "Only these shards of the target; empty is all." },
  ignoreSourceKeyspace: { name: "ignore-source-keyspace", kind: FLAG, meaning: "The source keyspace is gone: leave it out." },
  deleteBatchSize: { name: "delete-batch-size", kind: count(1n), meaning: "Rows of a tenant that are deleted in one statement." },
};

export const CANCEL = givingUp("cancel", "Give the move up before writes were switched, and drop what was copied.");
export const DELETE = givingUp("delete", "Workflow delete: the same as cancel; before Vitess 18 it removes the streams alone.");

function givingUp(verb: "cancel" | "delete", meaning: string): AnyVerb {
  return defineVerb<CancelOptions>({
    verb,
    typed: verb,
    alsoTyped: [],
    takes: "target_keyspace.workflow",
    meaning,
    example: `/movetables ${verb} customer.commerce2customer`,
    options: CANCEL_OPTIONS,
    ignored: {},
    notOurs: {},
    defaults: CANCEL_DEFAULTS,
    build(ask, given) {
      const name = onlyName(ask, verb);
      return isProblem(name) ? name : { verb, name, options: { ...CANCEL_DEFAULTS, ...given } };
    },
  });
}
