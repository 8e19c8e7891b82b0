import type { OptionsOf } from "../options.ts";
import { isProblem } from "../refusals.ts";
import { FLAG } from "../values.ts";
import { defineVerb, inCluster, type NoOptions, noMore, onlyKeyspace } from "../verb.ts";

interface Validate {
  readonly pingTablets: boolean;
}

export const VALIDATE_OPTIONS: OptionsOf<Validate> = {
  pingTablets: { name: "ping-tablets", kind: FLAG, meaning: "Ask every tablet whether it answers." },
};

export const VALIDATE = defineVerb<Validate>({
  verb: "validate",
  typed: "validate",
  alsoTyped: [],
  takes: "keyspace",
  meaning: "Have Vitess look whether a keyspace is as its topology says.",
  example: "/movetables validate customer --ping-tablets",
  options: VALIDATE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: { pingTablets: false },
  build(ask, { pingTablets = false }) {
    const keyspace = onlyKeyspace(ask, "validate");
    return isProblem(keyspace) ? keyspace : { verb: "validate", ...inCluster(ask.cluster), keyspace, pingTablets };
  },
});

export const TABLES_OF = defineVerb<NoOptions>({
  verb: "tables",
  typed: "tables",
  alsoTyped: [],
  takes: "keyspace",
  meaning: "The tables of a keyspace with their sizes, and which of them a move has.",
  example: "/movetables tables commerce",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const keyspace = onlyKeyspace(ask, "tables");
    return isProblem(keyspace) ? keyspace : { verb: "tables", ...inCluster(ask.cluster), keyspace };
  },
});

export const KEYSPACES = defineVerb<NoOptions>({
  verb: "keyspaces",
  typed: "keyspaces",
  alsoTyped: [],
  takes: "",
  meaning: "The keyspaces of a cluster.",
  example: "/movetables keyspaces",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build: ({ words, cluster }) => noMore(words, "keyspaces") ?? { verb: "keyspaces", ...inCluster(cluster) },
});

export const CLUSTERS = defineVerb<NoOptions>({
  verb: "clusters",
  typed: "clusters",
  alsoTyped: [],
  takes: "",
  meaning: "The configured clusters: addresses, health, and the release of Vitess.",
  example: "/movetables clusters",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build: ({ words }) => noMore(words, "clusters") ?? { verb: "clusters" },
});
