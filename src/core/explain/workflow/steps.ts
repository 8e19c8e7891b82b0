import { RUN_AGAIN, DIAGNOSE, NOTHING_CHANGED, type Rule, STATUS, WORDS } from "../rule/rule.ts";

/**
 * The step that failed, when nothing in the text says why. Vitess puts these words in front of another error, so these rules come last: a
 * rule about the cause wins.
 */
export const STEPS: readonly Rule[] = [
  {
    id: "complete-not-finished",
    match: /failed to finalize the \S+ workflow/,
    meaning: "Complete was not allowed to begin, or stopped on its way.",
    stateLeft: "Some of it may be done: source tables dropped or renamed, rules or streams still there.",
    retry: "after-looking",
    next: "Look at the status, then complete again with the same options.",
    step: RUN_AGAIN,
  },
  {
    id: "schema-not-deployed",
    match:
      /failed to deploy schema|schemas? (?:could not be compared|between the two tablets)|failed to (?:normalize schema|replace auto_increment)|creating a table failed|copySchema: |empty create (?:table|database) statement|table names must match for copying schema|unrecognized statement: |(?:Before|After)Schema differs/,
    meaning: "A table's definition could not be brought to the target.",
    stateLeft: "No stream was created; empty tables may have been made in the target.",
    retry: "no",
    next: "Compare the table's definition on both sides; make the table at the target by hand where Vitess cannot, then create again.",
    step: WORDS,
  },
  {
    id: "serving-record-corrupt",
    match:
      /SrvKeyspace[\s\S]* is corrupt|failed to validate SrvKeyspace|keyspace partition for|non-contiguous KeyRange|inconsistent KeyRanges/,
    meaning: "The record of which shards serve a keyspace is not right in a cell.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Have whoever runs Vitess run vtctldclient RebuildKeyspaceGraph for the keyspace, then try again.",
    step: WORDS,
  },
  {
    id: "workflow-unread",
    match:
      /failed to (?:get (?:workflow state|copy progress|information on tables|table metrics|mirror rules|the current (?:workflow )?state)|read (?:vreplication )?workflow|unmarshal options)|invalid state for stream|unexpected stream key format|no source database found|source and target database name set|has no (?:target (?:keyspace|shards)|tracked vreplication)|validateWorkflowName|missing filters for|rule target is not correctly formatted|error while initializing target list/,
    meaning: "Vitess could not read the workflow whole from its tablets and from the topology service.",
    stateLeft: NOTHING_CHANGED,
    retry: "yes",
    next: "Look whether the primary tablets of both keyspaces are there, then try again.",
    step: STATUS,
  },
  {
    id: "workflow-not-updated",
    match: /failed to (?:update|delete|restart) workflow|unable to restart workflow|failed to insert tables copy state|createStreams: /,
    meaning: "The streams of the workflow could not be written on every shard.",
    stateLeft: "On some shards it may be done, on others not.",
    retry: "after-looking",
    next: "Look whether the target's primary tablets are there, look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "vdiff-not-read-to-the-end",
    match:
      /failed to reconcile extra rows|unexpected error generating diff|startQueryStreams\(|(?:stop|sync)Targets: |selectTablets: |VStreamR(?:ows|esults): |LHS Stream: |buildPlan: |buildVDiffPlan: |^diff: |GetSchema: |did not received expected fields/,
    meaning: "A VDiff could not read one of the two sides to the end.",
    stateLeft: "Nothing is proven. Where the comparison stopped the workflow's streams, it may have left them stopped.",
    retry: "after-looking",
    next: "Look at the status and start the workflow if it is stopped; then create a new VDiff.",
    step: STATUS,
  },
  {
    id: "source-tablet-error",
    match: /\(at source tablet\) error @/,
    meaning: "The source's tablet could not go on sending changes to the stream.",
    stateLeft: "The stream tries again by itself; nothing is lost.",
    retry: "after-looking",
    next: "Diagnose, and fix what the text names at the source's tablet.",
    step: DIAGNOSE,
  },
  {
    id: "row-not-applied",
    match:
      /failed inserting rows|error applying event|error committ?ing transaction|failed to (?:rollback|start transaction)|^task error: |failed to (?:get a worker from pool|create (?:new db client|vcopier worker))/,
    meaning: "The target could not take what the source sent.",
    stateLeft: "The stream tries again by itself, and does not come further until the cause is gone; nothing is lost.",
    retry: "no",
    next: "Diagnose, and fix what the text names at the target; then stop and start the workflow.",
    step: DIAGNOSE,
  },
  {
    id: "stream-given-up",
    match: /^terminal error: /,
    meaning: "The stream has given up: Vitess does not try this again by itself.",
    stateLeft: "The stream is in error; nothing is lost.",
    retry: "no",
    next: "Fix what the text names, then stop and start the workflow.",
    step: DIAGNOSE,
  },
  {
    id: "name-impossible",
    match:
      /requires a (?:keyspace|shard|tablet alias)|(?:keyspace|shard|cell) field is required|\.TabletAlias is required|tablet alias must not be nil|empty name$|: empty name|invalid (?:character|input identifier|keyspace name|tablet alias|shardId|shard path|path: )|name \S+ is too long|bad tablet uid|out of order keys|nil tablet alias/,
    meaning: "A name in the call is missing, or is none that Vitess allows.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Correct the name.",
    step: WORDS,
  },
];
