import type { Keyspace } from "../../core/vitess/names.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { between, DURATION, ID } from "../values.ts";
import { type Ask, defineVerb, inCluster, type NoOptions, noMore, onlyKeyspace, takeKeyspace } from "../verb.ts";

/** The app that every stream of a move goes under. */
const VREPLICATION = "vreplication";

export const THROTTLER_SHOW = defineVerb<NoOptions>({
  verb: "throttler-show",
  typed: "throttler show",
  alsoTyped: ["throttler status"],
  takes: "keyspace",
  meaning: "What the throttler of each primary measures, and whom it holds back.",
  example: "/movetables throttler show customer",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const keyspace = onlyKeyspace(ask, "throttler show");
    return isProblem(keyspace) ? keyspace : { verb: "throttler-show", ...inCluster(ask.cluster), keyspace };
  },
});

export const THROTTLER_CHECK = defineVerb<NoOptions>({
  verb: "throttler-check",
  typed: "throttler check",
  alsoTyped: [],
  takes: "keyspace [app]",
  meaning: "Whether an app may go on now; vreplication unless another is named.",
  example: "/movetables throttler check customer vreplication",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const named = takeApp(ask, "throttler check", VREPLICATION);
    return isProblem(named) ? named : { verb: "throttler-check", ...inCluster(ask.cluster), ...named };
  },
});

interface Throttle {
  readonly ratio: number;
  readonly forMs: number;
}

export const THROTTLE_OPTIONS: OptionsOf<Throttle> = {
  ratio: { name: "ratio", kind: between(0, 1, "RATIO"), meaning: "How much of the app's work is held back; 1 is all of it." },
  forMs: { name: "for", kind: DURATION, meaning: "How long, until it lapses by itself." },
};

/** The reference client's own. */
export const THROTTLE_DEFAULTS = { ratio: 1, forMs: 3_600_000 } as const satisfies Throttle;

export const THROTTLE = defineVerb<Throttle>({
  verb: "throttle",
  typed: "throttle",
  alsoTyped: ["throttler throttle"],
  takes: "keyspace app",
  meaning: "Hold an app back in every shard of a keyspace, such as vreplication.",
  example: "/movetables throttle customer vreplication --ratio 0.5 --for 30m",
  options: THROTTLE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: THROTTLE_DEFAULTS,
  build(ask, given) {
    const named = takeApp(ask, "throttle");
    if (isProblem(named)) return named;
    const { ratio, forMs } = { ...THROTTLE_DEFAULTS, ...given };
    if (forMs === 0) return problem("value-wrong", { option: "--for", value: "0s", expected: "a time above zero; `unthrottle` lets go" });
    return { verb: "throttle", ...inCluster(ask.cluster), ...named, ratio, forMs };
  },
});

export const UNTHROTTLE = defineVerb<NoOptions>({
  verb: "unthrottle",
  typed: "unthrottle",
  alsoTyped: ["throttler unthrottle"],
  takes: "keyspace app",
  meaning: "Let an app go again that was held back.",
  example: "/movetables unthrottle customer vreplication",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const named = takeApp(ask, "unthrottle");
    return isProblem(named) ? named : { verb: "unthrottle", ...inCluster(ask.cluster), ...named };
  },
});

function takeApp(ask: Ask, verb: string, otherwise?: string): { readonly keyspace: Keyspace; readonly app: string } | Problem {
  const named = takeKeyspace(ask, verb);
  if (isProblem(named)) return named;
  const [typed = otherwise, ...rest] = named.rest;
  if (typed === undefined || typed === "")
    return problem("word-missing", { verb, what: "an app after the keyspace, such as `vreplication`" });
  const app = ID.read(typed, "app");
  return isProblem(app) ? app : (noMore(rest, verb) ?? { keyspace: named.keyspace, app: app.value });
}
