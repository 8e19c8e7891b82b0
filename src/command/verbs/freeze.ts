import type { Command, GlassOperation } from "../../core/command/command.ts";
import { type ClusterName, isKeyspace, type Keyspace } from "../../core/vitess/names.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type Ask, defineVerb, onlyInCluster, refuseMore, takeName } from "./verb.ts";

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

export const BREAK_GLASS_THAW = defineVerb("break-glass-thaw", {
  build(ask, { confirm, reason }) {
    const scope = takeScope(ask, "break-glass thaw");
    if (isProblem(scope)) return scope;
    if (reason === undefined) return toProblem("option-missing", { option: "--reason", verb: "break-glass thaw" });
    return { verb: "break-glass-thaw", ...scope, ...pickConfirm(confirm), reason };
  },
});

const GLASS_OPERATIONS = ["reverse", "cancel", "restore", "rebuild"] as const satisfies readonly GlassOperation[];

export const BREAK_GLASS = defineVerb("break-glass", {
  build({ words, ...ask }, { confirm, reason }): Command | Problem {
    const [typed = "", ...rest] = words;
    const operation = GLASS_OPERATIONS.find((one) => one === typed.toLowerCase());
    if (operation === undefined)
      return toProblem("value-wrong", { option: "break-glass", value: typed, expected: `${GLASS_OPERATIONS.join(", ")} or thaw` });
    const [snapshot, after] = operation === "restore" ? [rest[0], rest.slice(1)] : [undefined, rest];
    if (operation === "restore" && snapshot === undefined)
      return toProblem("word-missing", { verb: "break-glass restore", what: "a snapshot such as `r-17`, and the move" });
    const named = takeName({ ...ask, words: after }, "break-glass");
    if (isProblem(named)) return named;
    if (reason === undefined) return toProblem("option-missing", { option: "--reason", verb: "break-glass" });
    return (
      refuseMore(named.rest, "break-glass") ?? {
        verb: "break-glass",
        operation,
        ...(snapshot === undefined ? {} : { snapshot }),
        name: named.name,
        ...pickConfirm(confirm),
        reason,
      }
    );
  },
});

function pickConfirm(confirm: string | undefined): { readonly confirm?: string } {
  return confirm === undefined || confirm === "" ? {} : { confirm };
}

interface TypedScope {
  readonly cluster?: ClusterName;
  readonly keyspace?: Keyspace;
}

const SCOPE = "a keyspace such as prod/customer, or prod/* for the whole cluster";

/** Reads `customer`, `prod/customer`, or a star for the whole cluster. */
function takeScope(ask: Ask, verb: string): TypedScope | Problem {
  const taken = onlyInCluster(ask, { verb, missing: SCOPE, expected: SCOPE, isWord: isKeyspaceOrStar });
  if (isProblem(taken)) return taken;
  const { word, ...scope } = taken;
  return word === "*" ? scope : { ...scope, keyspace: word };
}

function isKeyspaceOrStar(word: string): word is Keyspace | "*" {
  return word === "*" || isKeyspace(word);
}
