import { DOCUMENTS, parseRuleDocument } from "../words/list-values.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type Ask, defineVerb, pickCluster, refuseMore, takeName } from "./verb.ts";

const SNAPSHOT = "an id such as r-17, or a label of letters, digits, `_`, `-` and `.`";

export const RULES_GET = defineVerb("rules-get", {
  build(ask, { documents }) {
    const named = refuseName(ask, "rules get");
    if (named !== undefined) return named;
    if (documents !== undefined) return refuseMore(ask.words, "rules get") ?? { verb: "rules-get", ...pickCluster(ask.cluster), documents };
    const words = ask.words.join(",");
    const read = words === "" ? { value: [] } : DOCUMENTS.read(words, "rules get");
    return isProblem(read) ? read : { verb: "rules-get", ...pickCluster(ask.cluster), documents: read.value };
  },
});

export const RULES_SAVE = defineVerb("rules-save", {
  build(ask) {
    const [typed, ...rest] = ask.words;
    const label = typed === undefined ? undefined : readSnapshot(typed);
    if (isProblem(label)) return label;
    return (
      refuseName(ask, "rules save") ??
      refuseMore(rest, "rules save") ?? { verb: "rules-save", ...pickCluster(ask.cluster), ...(label !== undefined && { label }) }
    );
  },
});

export const RULES_DIFF = defineVerb("rules-diff", {
  build(ask) {
    const which = takeSnapshot(ask, "rules diff");
    if (isProblem(which)) return which;
    return (
      refuseName(ask, "rules diff") ??
      refuseMore(which.rest, "rules diff") ?? { verb: "rules-diff", ...pickCluster(ask.cluster), snapshot: which.snapshot }
    );
  },
});

export const RULES_RESTORE = defineVerb("rules-restore", {
  build(ask, { documents = [], whole = false, dryRun = false }) {
    if (documents.includes("mirrors")) return toProblem("mirrors-read-only", {});
    const which = takeSnapshot(ask, "rules restore");
    if (isProblem(which)) return which;
    const named = which.rest.length > 0 || refuseName(ask, "rules restore") !== undefined;
    const command = { verb: "rules-restore", ...pickCluster(ask.cluster), snapshot: which.snapshot, documents, whole, dryRun } as const;
    if (!named) return command;
    const move = takeName({ ...ask, words: which.rest }, "rules restore");
    if (isProblem(move)) return move;
    return refuseMore(move.rest, "rules restore") ?? { ...command, ...pickCluster(move.name.cluster), name: move.name };
  },
});

function takeSnapshot({ words }: Ask, verb: string): { readonly snapshot: string; readonly rest: readonly string[] } | Problem {
  const [typed, ...rest] = words;
  if (typed === undefined) return toProblem("word-missing", { verb, what: "a snapshot: its id, such as `r-17`, or its label" });
  const found = readSnapshot(typed);
  return isProblem(found) ? found : { snapshot: found, rest };
}

function readSnapshot(typed: string): string | Problem {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(typed) ? typed : toProblem("value-wrong", { option: "snapshot", value: typed, expected: SNAPSHOT });
}

function refuseName({ workflow, keyspace }: Ask, verb: string): Problem | undefined {
  const option = workflow === undefined ? (keyspace === undefined ? undefined : "--keyspace") : "--workflow";
  return option === undefined ? undefined : toProblem("unknown-option", { option, verb });
}

/** True for a word that may follow `rules` alone, which then means `rules get`. */
export function isDocument(word: string): boolean {
  return parseRuleDocument(word) !== undefined;
}
