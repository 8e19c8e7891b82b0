import type { Command } from "../../core/command/command.ts";
import { isKeyspace, parseMoveId, parseQualifiedWorkflow, type ClusterName } from "../../core/vitess/names.ts";
import { isMovePattern, type MovePattern } from "../../core/vitess/patterns.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type Ask, defineVerb, onlyInCluster, pickCluster, refuseMore, requireOnlyName } from "./verb.ts";

// Tandem always lists and shows every shard, and shows the logs with the move.
export const SHOWN_ANYWAY = { "show-all": "flag", "active-only": "flag", "include-logs": "flag", shards: "value" } as const;

export const LIST = defineVerb("list", {
  ignored: SHOWN_ANYWAY,
  build({ cluster, keyspace, words, workflow }, given) {
    const csv = given.csv === true ? ({ csv: true } as const) : {};
    const [first, ...rest] = keyspace === undefined ? words : [keyspace, ...words];
    if (workflow !== undefined) return toProblem("unknown-option", { option: "--workflow", verb: "list" });
    if (first === undefined) return { verb: "list", ...pickCluster(cluster), ...csv };
    if (!isKeyspace(first)) return toProblem("value-wrong", { option: "list", value: first, expected: "a keyspace name" });
    return refuseMore(rest, "list") ?? { verb: "list", ...pickCluster(cluster), keyspace: first, ...csv };
  },
});

export const AUDIT = defineVerb("audit", {
  build(ask, { evidence = false, csv = false }) {
    const name = requireOnlyName(ask, "audit");
    return isProblem(name) ? name : { verb: "audit", name, evidence, csv };
  },
});

export const FOLLOW = defineVerb("follow", {
  build(line, given) {
    const here = line.words.at(-1)?.toLowerCase() === "here";
    const ask = here ? { ...line, words: line.words.slice(0, -1) } : line;
    const { everyMs = 0 } = given;
    if (isBare(line)) return { verb: "following" };
    if (meansSeveral(ask)) return withPattern(ask, "follow", (meant) => ({ verb: "follow-all", ...meant, everyMs }));
    const name = requireOnlyName(ask, "follow");
    return isProblem(name) ? name : { verb: "follow", name, here: here || given.here === true, everyMs };
  },
});

export const UNFOLLOW = defineVerb("unfollow", {
  build(ask) {
    if (meansSeveral(ask)) return withPattern(ask, "unfollow", (meant) => ({ verb: "unfollow-all", ...meant }));
    const name = requireOnlyName(ask, "unfollow");
    return isProblem(name) ? name : { verb: "unfollow", name };
  },
});

export const FOLLOW_ALL = defineVerb("follow-all", {
  build: (ask, { everyMs = 0 }) => withPattern(ask, "follow all", (meant) => ({ verb: "follow-all", ...meant, everyMs })),
});

export const UNFOLLOW_ALL = defineVerb("unfollow-all", {
  build: (ask) => withPattern(ask, "unfollow all", (meant) => ({ verb: "unfollow-all", ...meant })),
});

export const FOLLOWING = defineVerb("following", {
  build: ({ words }) => refuseMore(words, "following") ?? { verb: "following" },
});

export const FLEET = defineVerb("fleet", {
  build: ({ cluster, words }, { off = false }) => refuseMore(words, "fleet") ?? { verb: "fleet", ...pickCluster(cluster), off },
});

interface Meant {
  readonly cluster?: ClusterName;
  readonly pattern: MovePattern;
}

function isBare({ words, workflow, keyspace }: Ask): boolean {
  return words.length === 0 && workflow === undefined && keyspace === undefined;
}

/** True for a line whose one word is not the name of a move. */
function meansSeveral({ words: [word], workflow, keyspace }: Ask): boolean {
  if (workflow !== undefined || keyspace !== undefined || word === undefined) return false;
  return parseQualifiedWorkflow(word) === undefined && parseMoveId(word) === undefined;
}

/** Reads `customer`, `customer*` or `prod/customer*`. */
function withPattern(ask: Ask, verb: string, build: (meant: Meant) => Command): Command | Problem {
  const taken = onlyInCluster(ask, {
    verb,
    missing: "a keyspace or a pattern such as customer*",
    expected: "a move such as customer.commerce2customer, a keyspace such as customer, or a pattern such as customer* or prod/customer*",
    isWord: isMovePattern,
  });
  if (isProblem(taken)) return taken;
  const { word: pattern, ...where } = taken;
  return build({ ...where, pattern });
}
