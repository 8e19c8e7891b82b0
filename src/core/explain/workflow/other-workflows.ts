import { toCommandStep, DIAGNOSE, READS_MAY, type Rule } from "../rule/rule.ts";

/** Streams of other workflows on the source's shards, which a switch of writes would have to migrate too. */
export const OTHER_WORKFLOWS: readonly Rule[] = [
  {
    id: "wildcard-streams",
    match: /cannot migrate streams with wild card table names/,
    meaning: "Another workflow on the source copies tables by a pattern, and such a stream cannot move with the tables.",
    stateLeft: READS_MAY,
    retry: "no",
    next: "End that other workflow, or create it again with named tables.",
    step: toCommandStep("list"),
  },
  {
    id: "other-streams-not-ready",
    match: /vreplication streams in source shards are still copying|cannot migrate until all streams are running/,
    meaning: "Another workflow on the source is copying or stopped, and its streams would have to move with the tables.",
    stateLeft: READS_MAY,
    retry: "yes",
    next: "Wait for that other workflow, or end it, then try again.",
    step: toCommandStep("list"),
  },
  {
    id: "other-streams-behind",
    match:
      /intra-keyspace materialization workflow|no binlog source is defined for (?:materialization )?workflow|stream \d+ position: [\s\S]* does not match/,
    meaning: "Another workflow inside the source keyspace did not catch up, or cannot, while the switch waited for it.",
    stateLeft: "Vitess undoes the switch of writes by itself; reads may stay switched.",
    retry: "after-looking",
    next: "Look at that other workflow, then try again.",
    step: toCommandStep("list"),
  },
  {
    id: "other-streams-unfit",
    match:
      /mix of reference and sharded tables|VReplication streams? must have named workflows|same workflow name as the resharding workflow|streams are mismatched across source shards|cannot migrate queries that contain|does not have a select expression in vreplication|unexpected rule in vreplication|blsIsReference/,
    meaning: "Another workflow on the source has streams that Vitess cannot take along with the tables.",
    stateLeft: READS_MAY,
    retry: "no",
    next: "End that other workflow first; it is created again after the switch.",
    step: toCommandStep("list"),
  },
  {
    id: "streams-failed-to-migrate",
    match: /failed to migrate the workflow streams|could not cancel stream migrations|could not (?:delete target|restart source) streams/,
    meaning: "Other workflows on the source could not be moved with the tables.",
    stateLeft: READS_MAY,
    retry: "after-looking",
    next: "Diagnose before anything else.",
    step: DIAGNOSE,
  },
];
