import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, clusterIfNamed, onlyName } from "./verb.ts";

export const UPDATE = defineVerb("update", {
  build(ask, given) {
    const nothing = Object.keys(given).length === 0;
    const name = onlyName(ask, "update");
    if (isProblem(name)) return name;
    if (nothing) return { verb: "form", form: "update", ...clusterIfNamed(name.cluster), name };
    const { shards = [], ...changes } = given;
    if (Object.keys(changes).length === 0) return toProblem("nothing-to-update", {});
    return { verb: "update", name, options: { ...changes, shards } };
  },
});
