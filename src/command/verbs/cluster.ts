import { isProblem } from "../words/refusals.ts";
import { defineVerb, clusterIfNamed, refuseMore, onlyKeyspace } from "./verb.ts";

export const VALIDATE = defineVerb("validate", {
  build(ask, { pingTablets = false }) {
    const keyspace = onlyKeyspace(ask, "validate");
    return isProblem(keyspace) ? keyspace : { verb: "validate", ...clusterIfNamed(ask.cluster), keyspace, pingTablets };
  },
});

export const KEYSPACES = defineVerb("keyspaces", {
  build: ({ words, cluster }) => refuseMore(words, "keyspaces") ?? { verb: "keyspaces", ...clusterIfNamed(cluster) },
});

export const CLUSTERS = defineVerb("clusters", {
  build: ({ words }) => refuseMore(words, "clusters") ?? { verb: "clusters" },
});
