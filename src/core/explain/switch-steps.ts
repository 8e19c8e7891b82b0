import { DIAGNOSE, NOTHING, type Rule, STATUS, WORDS } from "./rule.ts";

const READS_MAY = "Writes were not switched. Reads stay switched where the same call had switched them.";

/** SwitchTraffic and ReverseTraffic: what is wrong with the call itself, and steps that failed before the point of no return. */
export const SWITCH_STEPS: readonly Rule[] = [
  {
    id: "nothing-to-reverse",
    match: /requesting reversal of (?:read traffic|SwitchReads) for (?:REPLICA|RDONLY)/,
    meaning: "There is nothing to reverse for these tablet types: their reads were not switched.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Look at the status, and name the tablet types that are switched.",
    step: STATUS,
  },
  {
    id: "wrong-kind-of-workflow",
    match: /invalid action for \S+ workflow: (?:Switch|Reverse)Traffic/,
    meaning: "Traffic cannot be switched for this kind of workflow.",
    stateLeft: NOTHING,
    retry: "no",
    next: "See what kind of workflow it is with its status.",
    step: STATUS,
  },
  {
    id: "shards-mismatched",
    match:
      /mismatched shards for keyspace|topo shards not in switch command|switch command shards not in topo|source or target shards are missing/,
    meaning: "The workflow's streams do not cover the shards that the keyspace has now.",
    stateLeft: READS_MAY,
    retry: "no",
    next: "Diagnose; a workflow from before a reshard is cancelled and created again.",
    step: DIAGNOSE,
  },
  {
    id: "reverse-streams-failed",
    match: /failed to create the reverse vreplication streams/,
    meaning: "The reverse workflow could not be created at the source.",
    stateLeft: "Vitess undoes the switch of writes by itself; reads may stay switched.",
    retry: "after-looking",
    next: "Diagnose, then ask again.",
    step: DIAGNOSE,
  },
  {
    id: "invalid-tablet-type",
    match:
      /invalid tablet types? (?:passed|specified)|invalid value specified for -tablet_type|type PRIMARY is not one of|tablet types? must be REPLICA or RDONLY/,
    meaning:
      "The call does not take this tablet type. Traffic is switched for primary, replica and rdonly; SwitchReads takes the last two.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Name one of these tablet types.",
    step: WORDS,
  },
  {
    id: "timeout-too-short",
    match: /timeout must be at least 1 second|unable to parse (?:Timeout|MaxReplicationLagAllowed|WaitReplicasTimeout) into/,
    meaning: "The wait that the call asks for is no duration, or shorter than a second.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Give a whole duration, such as --timeout 30s.",
    step: WORDS,
  },
  {
    id: "reads-not-switched",
    match: /failed to switch read traffic/,
    meaning: "The reads could not be switched: the routing rules were not saved, or not all cells have them.",
    stateLeft: "Writes were not switched. Some reads may be.",
    retry: "after-looking",
    next: "Diagnose, then ask again.",
    step: DIAGNOSE,
  },
  {
    id: "journal-unread",
    match: /failed to read journal in the/,
    meaning: "Vitess could not see whether an earlier switch of this workflow is past its point of no return.",
    stateLeft: READS_MAY,
    retry: "after-looking",
    next: "Bring up the primaries of the source, then ask again.",
    step: DIAGNOSE,
  },
  {
    id: "switch-not-undone",
    match: /could not revert denied tables|could not restart vreplication|could not delete reverse vreplication streams|invalid cancel/,
    meaning: "Vitess could not undo a step of a switch that failed.",
    stateLeft: "Writes may be denied at the source, streams may be stopped, and reads may be switched.",
    retry: "after-looking",
    next: "Diagnose now; if the source denies writes, call whoever runs Vitess.",
    step: DIAGNOSE,
  },
  {
    id: "tables-left-source",
    match: /no tables found in the source keyspace \S+ associated with/,
    meaning: "The workflow names no table that the source has: they were dropped or renamed there.",
    stateLeft: READS_MAY,
    retry: "no",
    next: "Diagnose; find out who dropped them.",
    step: DIAGNOSE,
  },
  {
    id: "table-not-in-source-vschema",
    match: /table \S+ not found in vschema\b(?! for keyspace)/,
    meaning: "The sharded source's VSchema does not have the table, so Vitess cannot make the reverse workflow.",
    stateLeft: READS_MAY,
    retry: "no",
    next: "Apply a VSchema with the table to the source, then ask again.",
    step: WORDS,
  },
];
