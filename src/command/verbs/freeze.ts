import { type ClusterName, isClusterName, isKeyspace, type Keyspace } from "../../core/vitess/names.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type Ask, defineVerb, pickCluster, refuseMore } from "./verb.ts";

export const FREEZE = defineVerb("freeze", {
  build(ask, { until, reason }) {
    const scope = takeScope(ask, "freeze");
    if (isProblem(scope)) return scope;
    if (reason === undefined) return toProblem("option-missing", { option: "--reason", verb: "freeze" });
    return { verb: "freeze", ...scope, ...(until === undefined ? {} : { until }), reason };
  },
});

export const THAW = defineVerb("thaw", {
  build(ask, { reason }) {
    const scope = takeScope(ask, "thaw");
    return isProblem(scope) ? scope : { verb: "thaw", ...scope, ...(reason === undefined ? {} : { reason }) };
  },
});

interface TypedScope {
  readonly cluster?: ClusterName;
  readonly keyspace?: Keyspace;
}

/** Reads `customer`, `prod/customer`, or a star for the whole cluster. */
function takeScope(ask: Ask, verb: string): TypedScope | Problem {
  const [typed, ...rest] = ask.keyspace === undefined ? ask.words : [ask.keyspace, ...ask.words];
  if (typed === undefined)
    return toProblem("word-missing", { verb, what: "a keyspace such as prod/customer, or prod/* for the whole cluster" });
  const [before = "", after] = typed.split(/\/(.*)/s);
  const [named, keyspace] = after === undefined ? [undefined, before] : [before, after];
  if ((named !== undefined && !isClusterName(named)) || (keyspace !== "*" && !isKeyspace(keyspace)))
    return toProblem("value-wrong", {
      option: verb,
      value: typed,
      expected: "a keyspace such as prod/customer, or prod/* for the whole cluster",
    });
  if (named !== undefined && ask.cluster !== undefined && named !== ask.cluster)
    return toProblem("contradiction", { first: typed, second: `--cluster ${ask.cluster}` });
  return refuseMore(rest, verb) ?? { ...pickCluster(named ?? ask.cluster), ...(keyspace === "*" ? {} : { keyspace }) };
}
