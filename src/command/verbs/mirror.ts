import { MIRROR_DEFAULTS, type MirrorOptions } from "../../core/options.ts";
import { TABLET_TYPES } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem } from "../refusals.ts";
import { between } from "../values.ts";
import { defineVerb, inCluster, isNameless, noMore, takeName } from "../verb.ts";

const PERCENT = between(0, 100, "PERCENT");

export const MIRROR_OPTIONS: OptionsOf<MirrorOptions> = {
  percent: { name: "percent", kind: PERCENT, meaning: "Share of the SELECTs that go to the target as well; 0 ends it." },
  tabletTypes: { name: "tablet-types", kind: TABLET_TYPES, meaning: "Whose traffic is mirrored; the same types in every call." },
};

export const MIRROR = defineVerb<MirrorOptions>({
  verb: "mirror",
  typed: "mirror",
  alsoTyped: ["mirrortraffic"],
  takes: "[target_keyspace.workflow] [PERCENT]",
  meaning: "Send a share of the reads to the target as well, its answers thrown away; without a percent a form opens.",
  example: "/movetables mirror customer.commerce2customer --percent 1",
  options: MIRROR_OPTIONS,
  ignored: {},
  notOurs: {},
  // Without it a form asks.
  defaults: { tabletTypes: MIRROR_DEFAULTS.tabletTypes },
  build(ask, given) {
    const nothing = Object.keys(given).length === 0;
    if (nothing && isNameless(ask) && !ask.pasted) return { verb: "form", form: "mirror", ...inCluster(ask.cluster) };
    const named = takeName(ask, "mirror");
    if (isProblem(named)) return named;
    const { name, rest } = named;
    const [word, ...more] = rest;
    const asWord = word === undefined ? undefined : PERCENT.read(word, "--percent");
    if (isProblem(asWord)) return asWord;
    const percent = given.percent ?? asWord?.value ?? (ask.pasted ? MIRROR_DEFAULTS.percent : undefined);
    if (given.percent !== undefined && asWord !== undefined) return problem("option-repeated", { option: "--percent" });
    const tooMany = noMore(more, "mirror");
    if (tooMany !== undefined) return tooMany;
    if (percent === undefined) return { verb: "form", form: "mirror", ...inCluster(name.cluster), name };
    return { verb: "mirror", name, options: { ...MIRROR_DEFAULTS, ...given, percent } };
  },
});
