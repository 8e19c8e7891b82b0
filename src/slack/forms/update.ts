import { type FormSpec, MOVE_FIELD, ON_DDL_CHOICES } from "./field.ts";

export const UPDATE_FORM = {
  verb: "update",
  title: "Change a move",
  submit: "Change",
  intro: "What is left empty stays as it is.",
  common: [
    { ...MOVE_FIELD, block: "update-move" },
    { kind: "types", block: "update-types", label: "Copy from tablets of type" },
    { kind: "names", block: "update-cells", label: "Cells to copy from", placeholder: "zone1", of: "cells" },
    {
      kind: "choice",
      block: "update-on-ddl",
      label: "When the source's schema changes meanwhile",
      placeholder: "As it is",
      choices: ON_DDL_CHOICES,
    },
  ],
  more: [
    {
      kind: "choice",
      block: "update-order",
      label: "Order of the tablet types",
      placeholder: "As it is",
      choices: [
        { word: "true", label: "Prefer them in their order" },
        { word: "false", label: "Take any of them" },
      ],
    },
    {
      kind: "line",
      block: "update-overrides",
      label: "Settings of VReplication for this move",
      hint: "name=value, with commas between them.",
      placeholder: "vreplication-parallel-insert-workers=4",
    },
    { kind: "line", block: "update-shards", label: "Only on these shards of the target", hint: "Empty: all.", placeholder: "-80,80-" },
  ],
} as const satisfies FormSpec;
