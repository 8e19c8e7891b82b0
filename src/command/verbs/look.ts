import { isKeyspace } from "../../core/vitess/names.ts";
import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, pickCluster, refuseMore, requireOnlyName } from "./verb.ts";

// Tandem always lists and shows every shard, and shows the logs with the move.
export const SHOWN_ANYWAY = { "show-all": "flag", "active-only": "flag", "include-logs": "flag", shards: "value" } as const;

export const LIST = defineVerb("list", {
  ignored: SHOWN_ANYWAY,
  build({ cluster, keyspace, words, workflow }) {
    const [first, ...rest] = keyspace === undefined ? words : [keyspace, ...words];
    if (workflow !== undefined) return toProblem("unknown-option", { option: "--workflow", verb: "list" });
    if (first === undefined) return { verb: "list", ...pickCluster(cluster) };
    if (!isKeyspace(first)) return toProblem("value-wrong", { option: "list", value: first, expected: "a keyspace name" });
    return refuseMore(rest, "list") ?? { verb: "list", ...pickCluster(cluster), keyspace: first };
  },
});

export const FOLLOW = defineVerb("follow", {
  build(ask, given) {
    const here = ask.words.at(-1)?.toLowerCase() === "here";
    const name = requireOnlyName(here ? { ...ask, words: ask.words.slice(0, -1) } : ask, "follow");
    return isProblem(name) ? name : { verb: "follow", name, here: here || given.here === true };
  },
});
