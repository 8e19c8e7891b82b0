import { type FormSpec, MOVE_FIELD } from "./field.ts";

export const SWITCH_FORM = {
  verb: "switch",
  title: "Switch traffic",
  submit: "Request",
  intro: "This requests the switch. It runs after its approvals, which are given in the move's thread.",
  common: [
    { ...MOVE_FIELD, block: "switch-move" },
    {
      kind: "types",
      block: "switch-types",
      label: "Traffic to switch",
      hint: "primary is writes, replica and rdonly are reads.",
      required: true,
    },
    {
      kind: "boxes",
      block: "switch-options",
      label: "How",
      boxes: [
        { option: "all-at-once", label: "Reads and writes in one call", about: "Instead of reads, a soak, then writes." },
        { option: "enable-reverse-replication", label: "Keep rollback possible", about: "Without it, a rollback would lose writes." },
        { option: "dry-run", label: "Only show what would happen" },
      ],
    },
    {
      kind: "line",
      block: "switch-window",
      label: "Begin only in these hours",
      hint: "By the clock of a time zone. Empty: as soon as it is approved.",
      placeholder: "02:00-04:00 Europe/Berlin",
    },
  ],
  more: [
    { kind: "line", block: "switch-timeout", label: "Writes may wait for", hint: "While streams catch up; at least 1s." },
    { kind: "line", block: "switch-lag", label: "Do nothing while lag is above" },
    {
      kind: "names",
      block: "switch-cells",
      label: "Cells whose reads are switched",
      hint: "Empty: all.",
      placeholder: "zone1",
      of: "cells",
    },
    {
      kind: "line",
      block: "switch-shards",
      label: "Check the lag of these target shards only",
      hint: "Empty: all.",
      placeholder: "-80,80-",
    },
    {
      kind: "boxes",
      block: "switch-more-options",
      label: "Special cases",
      boxes: [
        { option: "initialize-target-sequences", label: "Set sequences past the highest value in use" },
        {
          option: "force",
          label: "Go on although some tablets could not be refreshed",
          about: "Dangerous: those can go on serving the old routes.",
        },
      ],
    },
  ],
} as const satisfies FormSpec;
