import type { OptionsOf } from "../options.ts";
import { isProblem, problem } from "../refusals.ts";
import { FLAG } from "../values.ts";
import { type AnyVerb, defineVerb, type NoOptions, inCluster, noMore, onlyName } from "../verb.ts";
import { isKeyspace } from "../../core/vitess/names.ts";

export const LIST = defineVerb<NoOptions>({
  verb: "list",
  typed: "list",
  alsoTyped: ["ls"],
  takes: "[target_keyspace]",
  meaning: "The moves of a cluster, or of one keyspace.",
  example: "/movetables list customer",
  options: {},
  // Tandem lists them all, and without their logs.
  ignored: { "show-all": "flag", "active-only": "flag", "include-logs": "flag", shards: "value" },
  notOurs: {},
  defaults: {},
  build({ cluster, keyspace, words, workflow }) {
    const [first, ...rest] = keyspace === undefined ? words : [keyspace, ...words];
    if (workflow !== undefined) return problem("unknown-option", { option: "--workflow", verb: "list" });
    if (first === undefined) return { verb: "list", ...inCluster(cluster) };
    if (!isKeyspace(first)) return problem("value-wrong", { option: "list", value: first, expected: "a keyspace name" });
    return noMore(rest, "list") ?? { verb: "list", ...inCluster(cluster), keyspace: first };
  },
});

export const STATUS = nameOnly("status", ["progress"], "How far the move is, now.");
export const UNFOLLOW = nameOnly("unfollow", [], "Take the move's card out of this channel.");

export const SHOW = defineVerb<NoOptions>({
  verb: "show",
  typed: "show",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "Every stream of the move in detail, with the newest lines of their logs.",
  example: "/movetables show customer.commerce2customer",
  options: {},
  // Tandem shows every shard, and always the logs.
  ignored: { shards: "value", "show-all": "flag", "active-only": "flag", "include-logs": "flag" },
  notOurs: {},
  defaults: {},
  build(ask) {
    const name = onlyName(ask, "show");
    return isProblem(name) ? name : { verb: "show", name };
  },
});

interface Follow {
  readonly here: boolean;
}

export const FOLLOW_OPTIONS: OptionsOf<Follow> = {
  here: { name: "here", kind: FLAG, meaning: "In this channel, also when the move has its card elsewhere." },
};

export const FOLLOW = defineVerb<Follow>({
  verb: "follow",
  typed: "follow",
  alsoTyped: ["watch"],
  takes: "target_keyspace.workflow [here]",
  meaning: "Show the move's card, also of a move that was created elsewhere.",
  example: "/movetables follow customer.commerce2customer --here",
  options: FOLLOW_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: { here: false },
  build(ask, given) {
    const here = ask.words.at(-1)?.toLowerCase() === "here";
    const name = onlyName(here ? { ...ask, words: ask.words.slice(0, -1) } : ask, "follow");
    return isProblem(name) ? name : { verb: "follow", name, here: here || given.here === true };
  },
});

function nameOnly(verb: "status" | "unfollow", alsoTyped: readonly string[], meaning: string): AnyVerb {
  return defineVerb<NoOptions>({
    verb,
    typed: verb,
    alsoTyped,
    takes: "target_keyspace.workflow",
    meaning,
    example: `/movetables ${verb} customer.commerce2customer`,
    options: {},
    ignored: verb === "status" ? { shards: "value" } : {},
    notOurs: {},
    defaults: {},
    build(ask) {
      const name = onlyName(ask, verb);
      return isProblem(name) ? name : { verb, name };
    },
  });
}
