import { MIRROR_DEFAULTS } from "../../core/options.ts";
import type { FormSpec } from "./field.ts";

export const MIRROR_FORM: FormSpec = {
  verb: "mirror",
  title: "Mirror reads",
  submit: "Mirror",
  intro: "A share of the SELECTs goes to the target as well, and its answers are thrown away. 0 ends it.",
  probe: "mirror a.b 1",
  leftOut: [],
  common: [
    {
      kind: "names",
      block: "mirror-move",
      label: "Move",
      hint: "As target_keyspace.workflow.",
      placeholder: "customer.commerce2customer",
      of: "moves",
      required: true,
      writes: { part: "move" },
    },
    {
      kind: "line",
      block: "mirror-percent",
      label: "Percent of the SELECTs",
      hint: "0 to 100.",
      starts: String(MIRROR_DEFAULTS.percent),
      required: true,
      writes: { option: "percent" },
    },
    {
      kind: "types",
      block: "mirror-types",
      label: "Whose traffic is mirrored",
      hint: "The same types in every call of one move.",
      required: true,
      types: MIRROR_DEFAULTS.tabletTypes,
      chosen: MIRROR_DEFAULTS.tabletTypes,
    },
  ],
  more: [],
};
