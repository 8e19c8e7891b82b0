import type { RuleDocument } from "../../core/options.ts";
import { DOCUMENTS, ruleDocument } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem, type Problem } from "../refusals.ts";
import { FLAG } from "../values.ts";
import { type Ask, defineVerb, inCluster, type NoOptions, noMore, takeName } from "../verb.ts";

const SNAPSHOT = "an id such as r-17, or a label of letters, digits, `_`, `-` and `.`";

interface Documents {
  readonly documents: readonly RuleDocument[];
}

export const RULES_GET_OPTIONS: OptionsOf<Documents> = {
  documents: { name: "documents", kind: DOCUMENTS, meaning: "Which rules: tables, shards, keyspaces, mirrors.", otherwise: "all" },
};

export const RULES_GET = defineVerb<Documents>({
  verb: "rules-get",
  typed: "rules get",
  alsoTyped: ["rules show"],
  takes: "[tables|shards|keyspaces|mirrors]",
  meaning: "The routing rules as they are now, also those of shards, keyspaces and mirroring.",
  example: "/movetables rules get tables",
  options: RULES_GET_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: { documents: [] },
  build(ask, { documents }) {
    const named = noName(ask, "rules get");
    if (named !== undefined) return named;
    if (documents !== undefined) return noMore(ask.words, "rules get") ?? { verb: "rules-get", ...inCluster(ask.cluster), documents };
    const words = ask.words.join(",");
    const read = words === "" ? { value: [] } : DOCUMENTS.read(words, "rules get");
    return isProblem(read) ? read : { verb: "rules-get", ...inCluster(ask.cluster), documents: read.value };
  },
});

export const RULES_SAVE = defineVerb<NoOptions>({
  verb: "rules-save",
  typed: "rules save",
  alsoTyped: [],
  takes: "[label]",
  meaning: "Save all routing rules as a snapshot, under a label if you give one.",
  example: "/movetables rules save before-the-switch",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const [typed, ...rest] = ask.words;
    const label = typed === undefined ? undefined : snapshot(typed);
    if (isProblem(label)) return label;
    return (
      noName(ask, "rules save") ??
      noMore(rest, "rules save") ?? { verb: "rules-save", ...inCluster(ask.cluster), ...(label !== undefined && { label }) }
    );
  },
});

export const RULES_DIFF = defineVerb<NoOptions>({
  verb: "rules-diff",
  typed: "rules diff",
  alsoTyped: [],
  takes: "snapshot",
  meaning: "What is different now from a snapshot.",
  example: "/movetables rules diff r-17",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const which = takeSnapshot(ask, "rules diff");
    if (isProblem(which)) return which;
    return (
      noName(ask, "rules diff") ??
      noMore(which.rest, "rules diff") ?? { verb: "rules-diff", ...inCluster(ask.cluster), snapshot: which.snapshot }
    );
  },
});

interface Restore extends Documents {
  readonly whole: boolean;
  readonly dryRun: boolean;
}

export const RULES_RESTORE_OPTIONS: OptionsOf<Restore> = {
  documents: {
    name: "documents",
    kind: DOCUMENTS,
    meaning: "Only these rules: tables, shards, keyspaces.",
    otherwise: "all that differ",
  },
  whole: { name: "whole", kind: FLAG, meaning: "Also the rules of other moves and of tables in none. Otherwise: this move's own rules." },
  dryRun: { name: "dry-run", kind: FLAG, meaning: "Only show the difference." },
};

export const RULES_RESTORE = defineVerb<Restore>({
  verb: "rules-restore",
  typed: "rules restore",
  alsoTyped: [],
  takes: "snapshot [target_keyspace.workflow]",
  meaning: "Ask to put a move's rules back as a snapshot has them, in its thread.",
  example: "/movetables rules restore r-17",
  options: RULES_RESTORE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: { documents: [], whole: false, dryRun: false },
  build(ask, { documents = [], whole = false, dryRun = false }) {
    if (documents.includes("mirrors")) return problem("mirrors-read-only", {});
    const which = takeSnapshot(ask, "rules restore");
    if (isProblem(which)) return which;
    const named = which.rest.length > 0 || noName(ask, "rules restore") !== undefined;
    const command = { verb: "rules-restore", ...inCluster(ask.cluster), snapshot: which.snapshot, documents, whole, dryRun } as const;
    if (!named) return command;
    const move = takeName({ ...ask, words: which.rest }, "rules restore");
    if (isProblem(move)) return move;
    return noMore(move.rest, "rules restore") ?? { ...command, ...inCluster(move.name.cluster), name: move.name };
  },
});

function takeSnapshot({ words }: Ask, verb: string): { readonly snapshot: string; readonly rest: readonly string[] } | Problem {
  const [typed, ...rest] = words;
  if (typed === undefined) return problem("word-missing", { verb, what: "a snapshot: its id, such as `r-17`, or its label" });
  const found = snapshot(typed);
  return isProblem(found) ? found : { snapshot: found, rest };
}

function snapshot(typed: string): string | Problem {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(typed) ? typed : problem("value-wrong", { option: "snapshot", value: typed, expected: SNAPSHOT });
}

function noName({ workflow, keyspace }: Ask, verb: string): Problem | undefined {
  const option = workflow === undefined ? (keyspace === undefined ? undefined : "--keyspace") : "--workflow";
  return option === undefined ? undefined : problem("unknown-option", { option, verb });
}

/** True for a word that may follow `rules` alone, which then means `rules get`. */
export function isDocument(word: string): boolean {
  return ruleDocument(word) !== undefined;
}
