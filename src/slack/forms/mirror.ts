import { type FormSpec, MOVE_FIELD } from "./field.ts";

export const MIRROR_FORM = {
  verb: "mirror",
  title: "Mirror reads",
  submit: "Mirror",
  intro: "A share of the SELECTs goes to the target as well, and its answers are thrown away. 0 ends it.",
  common: [
    { ...MOVE_FIELD, block: "mirror-move" },
    { kind: "line", block: "mirror-percent", label: "Percent of the SELECTs", hint: "0 to 100.", required: true },
    {
      kind: "types",
      block: "mirror-types",
      label: "Traffic to mirror",
      hint: "The same types in every call of one move.",
      required: true,
    },
  ],
  more: [],
} as const satisfies FormSpec;
