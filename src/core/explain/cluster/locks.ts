import { DIAGNOSE, IN_A_MINUTE, NOTHING_CHANGED, type Rule } from "../rule/rule.ts";

const CREATED_BEFORE = "The workflow's streams may be there already: create makes them before it takes this lock.";

/** Vitess's locks, on a workflow's name and on keyspaces. Vitess waits 45 seconds for a lock. */
export const LOCKS: readonly Rule[] = [
  {
    id: "no-lock",
    match: /\/locks has no file contents and no children/,
    meaning: "Nobody holds this lock.",
    stateLeft: NOTHING_CHANGED,
    retry: "yes",
    next: "Nothing stands in the way of the next step for this reason.",
    step: { kind: "words" },
  },
  {
    id: "workflow-locked",
    match: /failed to lock the \S+\/\S+ workflow|deadline exceeded: \S*named_locks/,
    meaning: "Another operation holds the workflow's lock: a VDiff between two tables, a switch from elsewhere, or one whose vtctld died.",
    stateLeft: "Nothing was switched, completed or cancelled by this call; a create may have made its streams already.",
    retry: "yes",
    next: "Try again in a minute. If it stays, diagnose: the lock of a vtctld that died in a switch can stay for up to 24 hours.",
    step: IN_A_MINUTE,
    variants: [
      {
        verbs: ["create"],
        stateLeft: CREATED_BEFORE,
        retry: "no",
        next: "Diagnose, and look whether the workflow is there.",
        step: DIAGNOSE,
      },
      { verbs: ["switch", "reverse", "complete", "cancel", "delete", "mirror"], stateLeft: NOTHING_CHANGED },
    ],
  },
  {
    id: "keyspace-locked",
    match: /failed to lock|lock for (?:\S+ )?\S+ is already held|failed to obtain (?:action )?lock|deadline exceeded: \S*\/locks\b/,
    meaning: "Another operation holds the lock of one of the keyspaces.",
    stateLeft: "Nothing was changed, except that a switch may have moved the reads, and a create may have made its streams.",
    retry: "yes",
    next: "Try again in a minute.",
    step: IN_A_MINUTE,
    variants: [
      {
        verbs: ["create"],
        stateLeft: CREATED_BEFORE,
        retry: "no",
        next: "Diagnose, and look whether the workflow is there.",
        step: DIAGNOSE,
      },
      { verbs: ["switch", "reverse"], stateLeft: "Writes were not switched by this call; reads may have been." },
      { verbs: ["complete", "cancel", "delete"], stateLeft: NOTHING_CHANGED },
    ],
  },
];
