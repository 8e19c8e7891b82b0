import { SWITCH_DEFAULTS, type SwitchOptions } from "../../core/options/options.ts";
import { writeValue } from "../words/kinds.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type AnyVerb, type Ask, defineVerb, requireOnlyName } from "./verb.ts";

export const SWITCH = defineVerb("switch", {
  build(ask, given) {
    const { dryRun = false, window, ...chosen } = given;
    const options = { ...SWITCH_DEFAULTS, allAtOnce: ask.pasted, ...chosen };
    const name = readSwitchName("switch", ask, options);
    return isProblem(name) ? name : { verb: "switch", name, options, dryRun, ...(window === undefined ? {} : { window }) };
  },
});

export const REVERSE = defineVerb("reverse", {
  // ReverseTraffic is always one call.
  ignored: { "all-at-once": "flag" },
  build(ask, given) {
    const { dryRun = false, ...chosen } = given;
    const options = { ...SWITCH_DEFAULTS, ...chosen };
    const name = readSwitchName("reverse", ask, options);
    return isProblem(name) ? name : { verb: "reverse", name, options, dryRun };
  },
});

function readSwitchName(verb: string, ask: Ask, { timeoutMs }: SwitchOptions): ReturnType<typeof requireOnlyName> | Problem {
  if (timeoutMs < 1000) return toProblem("timeout-too-short", { value: writeValue("duration", timeoutMs) });
  return requireOnlyName(ask, verb);
}

export const START = defineStartOrStop("start");
export const STOP = defineStartOrStop("stop");

function defineStartOrStop(verb: "start" | "stop"): AnyVerb {
  return defineVerb(verb, {
    build(ask, { shards = [] }) {
      const name = requireOnlyName(ask, verb);
      return isProblem(name) ? name : { verb, name, shards };
    },
  });
}
