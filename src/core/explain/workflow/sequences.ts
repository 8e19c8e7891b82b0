import { DIAGNOSE, type Rule, WORDS } from "../rule/rule.ts";

const UNDONE = "Vitess undoes the switch of writes by itself; reads may stay switched.";

/** Sequences, which a switch of writes creates and advances. The rule whose text wraps the others comes last. */
export const SEQUENCES: readonly Rule[] = [
  {
    id: "sequence-tables-missing",
    match: /failed to locate all of the backing sequence tables/,
    meaning: "The target's VSchema uses sequences whose tables are not there, and no keyspace was named in which Vitess may make them.",
    stateLeft: UNDONE,
    retry: "no",
    next: "Have the sequence tables made in an unsharded keyspace and named in its VSchema, or switch without --initialize-target-sequences.",
    step: WORDS,
    issues: [15295, 17871],
  },
  {
    id: "sequence-table-not-made",
    match:
      /failed to create (?:the backing )?sequence (?:backing )?table|could not create missing sequence table|failed to update vschema in the global-keyspace/,
    meaning: "A sequence's table could not be made in the global keyspace.",
    stateLeft: UNDONE,
    retry: "after-looking",
    next: "Look at the primary of the global keyspace, and whether that keyspace is unsharded; then try again.",
    step: DIAGNOSE,
  },
  {
    id: "sequence-values",
    match: /the max used sequence values?\b|failed to (?:get|convert) the current value for the sequence table/,
    meaning: "The greatest number in use could not be read from a table that gets its numbers from a sequence.",
    stateLeft: UNDONE,
    retry: "after-looking",
    next: "Compare the sequence's column in the target's VSchema with the table; then try again, with a longer --timeout where the table is big and the column has no index.",
    step: DIAGNOSE,
    issues: [13685, 17831],
  },
  {
    id: "sequence-definition",
    match:
      /(?:sequence|auto-increment|auto_increment)[^:]* name "?\S*"? (?:defined|specified)|invalid (?:sequence|auto-increment|qualified sequence|keyspace in qualified sequence|table name|database name|column name)[\s\S]*sequence|invalid (?:table|keyspace) name \S+(?: in keyspace \S+)?:/,
    meaning: "A sequence in the VSchema has a name that Vitess cannot read: its table is named as keyspace.table, in plain letters.",
    stateLeft: "Writes were not switched; reads may be.",
    retry: "no",
    next: "Correct the sequence in the target's VSchema, then try again.",
    step: WORDS,
  },
  {
    id: "sequence-metadata",
    match: /failed to get the sequence information|failed to get (?:keyspaces|vschema for (?:target )?keyspace \S+):/,
    meaning: "Vitess could not read from the VSchemas which sequences the tables use.",
    stateLeft: "Writes were not switched; reads may be.",
    retry: "after-looking",
    next: "Correct the sequences in the VSchemas, or switch without --initialize-target-sequences.",
    step: DIAGNOSE,
  },
  {
    id: "sequences",
    match:
      /failed to (?:reset the sequences|reset sequences on|reset the sequence cache|initialize the (?:sequences used in|backing sequence tables?))/,
    meaning: "The sequences could not be set up within the switch's timeout.",
    stateLeft: UNDONE,
    retry: "after-looking",
    next: "Diagnose, then try again with a longer --timeout.",
    step: DIAGNOSE,
    issues: [13685, 15295, 17831, 17871, 9442],
  },
];
