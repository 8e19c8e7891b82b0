import { type FormSpec, MOVE_FIELD } from "./field.ts";

export const COMPLETE_FORM = {
  verb: "complete",
  title: "Complete a move",
  submit: "Request",
  intro: "This requests Complete. It runs after its approvals, and ends the option to roll back.",
  common: [
    { ...MOVE_FIELD, block: "complete-move" },
    {
      kind: "choice",
      block: "complete-fate",
      label: "The tables at the source",
      required: true,
      choices: [
        { word: "rename-tables", label: "Rename to _name_old" },
        { word: "keep-data", label: "Keep as they are" },
        { word: "drop-tables", label: "Drop them" },
      ],
      chosen: "rename-tables",
    },
    {
      kind: "boxes",
      block: "complete-options",
      label: "How",
      boxes: [{ option: "dry-run", label: "Only show what would happen" }],
    },
    {
      kind: "line",
      block: "complete-window",
      label: "Begin only in these hours",
      hint: "By the clock of a time zone. Empty: as soon as it is approved.",
      placeholder: "02:00-04:00 Europe/Berlin",
    },
  ],
  more: [
    {
      kind: "boxes",
      block: "complete-more-options",
      label: "Special cases",
      boxes: [
        { option: "keep-routing-rules", label: "Leave the routing rules as they are" },
        {
          option: "ignore-source-keyspace",
          label: "The source keyspace is gone: leave it out",
          about: "Nothing at the source is touched.",
        },
      ],
    },
    {
      kind: "line",
      block: "complete-shards",
      label: "Shards",
      hint: "Sent along; Vitess completes every shard all the same.",
      placeholder: "-80,80-",
    },
  ],
} as const satisfies FormSpec;
