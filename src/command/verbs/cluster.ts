import { isProblem } from "../words/refusals.ts";
import { defineVerb, pickCluster, refuseMore, onlyKeyspace } from "./verb.ts";

export const VALIDATE = defineVerb("validate", {
  build(ask, { pingTablets = false }) {
    const keyspace = onlyKeyspace(ask, "validate");
    return isProblem(keyspace) ? keyspace : { verb: "validate", ...pickCluster(ask.cluster), keyspace, pingTablets };
  },
});

export const KEYSPACES = defineVerb("keyspaces", {
  build: ({ words, cluster }) => refuseMore(words, "keyspaces") ?? { verb: "keyspaces", ...pickCluster(cluster) },
});

export const CLUSTERS = defineVerb("clusters", {
  build: ({ words }) => refuseMore(words, "clusters") ?? { verb: "clusters" },
});
