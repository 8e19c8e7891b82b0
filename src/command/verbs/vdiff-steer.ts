import { isProblem } from "../words/refusals.ts";
import { type AnyVerb, defineVerb } from "./verb.ts";
import { NO_EFFECT, takeOne } from "./vdiff-arguments.ts";

export const VDIFF_STOP = defineOnShards("vdiff-stop");
export const VDIFF_RESUME = defineOnShards("vdiff-resume");

export const VDIFF_DELETE = defineVerb("vdiff-delete", {
  ignored: NO_EFFECT,
  build(ask) {
    const which = takeOne(ask, "vdiff delete", ["all"]);
    return isProblem(which) ? which : { verb: "vdiff-delete", name: which.name, arg: which.arg };
  },
});

function defineOnShards(verb: "vdiff-stop" | "vdiff-resume"): AnyVerb {
  return defineVerb(verb, {
    ignored: NO_EFFECT,
    build(ask, { shards = [] }) {
      const which = takeOne(ask, verb.replace("-", " "), []);
      return isProblem(which) ? which : { verb, name: which.name, uuid: which.arg, shards };
    },
  });
}
