import { VDIFF_DEFAULTS, VDIFF_OWN_DEFAULTS } from "../../core/options/options.ts";
import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, refuseMore, takeName } from "./verb.ts";
import { NO_EFFECT, readWhich } from "./vdiff-arguments.ts";

export const VDIFF_CREATE = defineVerb("vdiff-create", {
  // Tandem always waits for the end and reports it.
  ignored: { wait: "flag", "wait-update-interval": "value", verbose: "flag", ...NO_EFFECT },
  build(ask, given) {
    const named = takeName(ask, "vdiff create");
    if (isProblem(named)) return named;
    if (given.maxReportSampleRows === 0n) return toProblem("sample-rows-unlimited", {});
    const options = { ...(ask.pasted ? VDIFF_DEFAULTS : VDIFF_OWN_DEFAULTS), ...given };
    const [typed, ...rest] = named.rest;
    const uuid = typed === undefined ? undefined : readWhich(typed, []);
    if (isProblem(uuid)) return uuid;
    return refuseMore(rest, "vdiff create") ?? { verb: "vdiff-create", name: named.name, options, ...(uuid !== undefined && { uuid }) };
  },
});

export const VDIFF_SHOW = defineVerb("vdiff-show", {
  // Tandem shows all that it knows of each table.
  ignored: { verbose: "flag", ...NO_EFFECT },
  build(ask) {
    const named = takeName(ask, "vdiff show");
    if (isProblem(named)) return named;
    const [typed = "last", ...rest] = named.rest;
    const arg = readWhich(typed, ["last", "all"]);
    if (isProblem(arg)) return arg;
    return refuseMore(rest, "vdiff show") ?? { verb: "vdiff-show", name: named.name, arg };
  },
});
