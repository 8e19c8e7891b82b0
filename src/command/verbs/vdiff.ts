import { VDIFF_DEFAULTS, VDIFF_OWN_DEFAULTS } from "../../core/options/options.ts";
import { isProblem, problem } from "../words/refusals.ts";
import { defineVerb, noMore, takeName } from "./verb.ts";
import { NO_EFFECT, which } from "./vdiff-arguments.ts";

export const VDIFF_CREATE = defineVerb("vdiff-create", {
  // Tandem always waits for the end, and reports it.
  ignored: { wait: "flag", "wait-update-interval": "value", verbose: "flag", ...NO_EFFECT },
  build(ask, given) {
    const named = takeName(ask, "vdiff create");
    if (isProblem(named)) return named;
    if (given.maxReportSampleRows === 0n) return problem("sample-rows-unlimited", {});
    const options = { ...(ask.pasted ? VDIFF_DEFAULTS : VDIFF_OWN_DEFAULTS), ...given };
    const [typed, ...rest] = named.rest;
    const uuid = typed === undefined ? undefined : which(typed, []);
    if (isProblem(uuid)) return uuid;
    return noMore(rest, "vdiff create") ?? { verb: "vdiff-create", name: named.name, options, ...(uuid !== undefined && { uuid }) };
  },
});

export const VDIFF_SHOW = defineVerb("vdiff-show", {
  // Tandem shows what there is of each table.
  ignored: { verbose: "flag", ...NO_EFFECT },
  build(ask) {
    const named = takeName(ask, "vdiff show");
    if (isProblem(named)) return named;
    const [typed = "last", ...rest] = named.rest;
    const arg = which(typed, ["last", "all"]);
    if (isProblem(arg)) return arg;
    return noMore(rest, "vdiff show") ?? { verb: "vdiff-show", name: named.name, arg };
  },
});
