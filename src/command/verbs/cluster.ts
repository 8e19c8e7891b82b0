import { isProblem } from "../words/refusals.ts";
import { defineVerb, inCluster, noMore, onlyKeyspace } from "./verb.ts";

export const VALIDATE = defineVerb("validate", {
  build(ask, { pingTablets = false }) {
    const keyspace = onlyKeyspace(ask, "validate");
    return isProblem(keyspace) ? keyspace : { verb: "validate", ...inCluster(ask.cluster), keyspace, pingTablets };
  },
});

export const KEYSPACES = defineVerb("keyspaces", {
  build: ({ words, cluster }) => noMore(words, "keyspaces") ?? { verb: "keyspaces", ...inCluster(cluster) },
});

export const CLUSTERS = defineVerb("clusters", {
  build: ({ words }) => noMore(words, "clusters") ?? { verb: "clusters" },
});
