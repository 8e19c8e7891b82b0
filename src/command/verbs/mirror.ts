import { MIRROR_DEFAULTS } from "../../core/options/options.ts";
import { READERS } from "../words/kinds.ts";
import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, pickCluster, refuseMore, takeName } from "./verb.ts";

export const MIRROR = defineVerb("mirror", {
  build(ask, given) {
    const named = takeName(ask, "mirror");
    if (isProblem(named)) return named;
    const { name, rest } = named;
    const [word, ...more] = rest;
    const asWord = word === undefined ? undefined : READERS.percent.read(word, "--percent");
    if (isProblem(asWord)) return asWord;
    const percent = given.percent ?? asWord?.value ?? (ask.pasted ? MIRROR_DEFAULTS.percent : undefined);
    if (given.percent !== undefined && asWord !== undefined) return toProblem("option-repeated", { option: "--percent" });
    const tooMany = refuseMore(more, "mirror");
    if (tooMany !== undefined) return tooMany;
    if (percent === undefined) return { verb: "form", form: "mirror", ...pickCluster(name.cluster), name };
    return { verb: "mirror", name, options: { ...MIRROR_DEFAULTS, ...given, percent } };
  },
});
