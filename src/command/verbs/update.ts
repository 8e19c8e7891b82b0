import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, pickCluster, requireOnlyName } from "./verb.ts";

export const UPDATE = defineVerb("update", {
  build(ask, given) {
    const nothing = Object.keys(given).length === 0;
    const name = requireOnlyName(ask, "update");
    if (isProblem(name)) return name;
    if (nothing) return { verb: "form", form: "update", ...pickCluster(name.cluster), name };
    const { shards = [], ...changes } = given;
    if (Object.keys(changes).length === 0) return toProblem("nothing-to-update", {});
    return { verb: "update", name, options: { ...changes, shards } };
  },
});
