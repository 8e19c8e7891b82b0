import type { Keyspace } from "../../core/vitess/names.ts";
import { collectDefaults } from "../../core/options/row.ts";
import { THROTTLE as ROWS } from "../../core/options/small.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { FOREIGN_NAME } from "../words/values.ts";
import { type Ask, defineVerb, pickCluster, refuseMore, takeKeyspace } from "./verb.ts";

/** The throttler's app for every stream of a move. */
const VREPLICATION = "vreplication";

export const THROTTLER_CHECK = defineVerb("throttler-check", {
  build(ask) {
    const named = takeApp(ask, "throttler check", VREPLICATION);
    return isProblem(named) ? named : { verb: "throttler-check", ...pickCluster(ask.cluster), ...named };
  },
});

const THROTTLE_DEFAULTS = collectDefaults(ROWS);

export const THROTTLE = defineVerb("throttle", {
  build(ask, given) {
    const named = takeApp(ask, "throttle");
    if (isProblem(named)) return named;
    const { ratio, forMs } = { ...THROTTLE_DEFAULTS, ...given };
    if (forMs === 0) return toProblem("value-wrong", { option: "--for", value: "0s", expected: "a time above zero; `unthrottle` lets go" });
    return { verb: "throttle", ...pickCluster(ask.cluster), ...named, ratio, forMs };
  },
});

export const UNTHROTTLE = defineVerb("unthrottle", {
  build(ask) {
    const named = takeApp(ask, "unthrottle");
    return isProblem(named) ? named : { verb: "unthrottle", ...pickCluster(ask.cluster), ...named };
  },
});

function takeApp(ask: Ask, verb: string, otherwise?: string): { readonly keyspace: Keyspace; readonly app: string } | Problem {
  const named = takeKeyspace(ask, verb);
  if (isProblem(named)) return named;
  const [typed = otherwise, ...rest] = named.rest;
  if (typed === undefined || typed === "")
    return toProblem("word-missing", { verb, what: "an app after the keyspace, such as `vreplication`" });
  const app = FOREIGN_NAME.read(typed, "app");
  return isProblem(app) ? app : (refuseMore(rest, verb) ?? { keyspace: named.keyspace, app: app.value });
}
