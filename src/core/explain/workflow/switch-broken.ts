import { RUN_AGAIN, DIAGNOSE, type Rule } from "../rule/rule.ts";

/** A switch that ended in a state Vitess does not repair. These texts carry other errors, so their rules come first. */
export const SWITCH_BROKEN: readonly Rule[] = [
  {
    id: "cancel-failed",
    match: /cancel migration failed, manual cleanup work may be necessary/,
    meaning: "The switch failed, and Vitess could not undo what it had begun.",
    stateLeft: "Writes may be denied at the source, streams may be stopped, and reads may be switched.",
    retry: "after-looking",
    next: "Diagnose now; if the source denies writes, call whoever runs Vitess.",
    step: DIAGNOSE,
    issues: [17326],
  },
  {
    id: "cancel-not-locked",
    match: /\S+ is not locked \((?:no |from )/,
    meaning: "Vitess lost its own lock while it undid a failed switch; releases before 19.0.10, 20.0.8 and 21.0.5 always do.",
    stateLeft: "The source may still deny writes, and streams may be stopped.",
    retry: "after-looking",
    next: "Diagnose now; if the source denies writes, run the same switch again or unblock writes.",
    step: DIAGNOSE,
    issues: [17620, 17616],
  },
  {
    id: "after-the-journal",
    match:
      /failed to (?:create the journal|allow writes in the|update the routing rules|finalize the traffic switch|start the reverse workflow|freeze the workflow)|has (?:reached|gone past) the point of no return/,
    meaning: "The switch is past the point of no return and stopped before its last steps.",
    stateLeft: "Traffic may be at the target while the streams are not as they should be; cancel and reverse would lose writes.",
    retry: "yes",
    next: "Run the same switch again; it picks up where it stopped.",
    step: RUN_AGAIN,
  },
  {
    id: "locks-lost",
    match:
      /locks were lost|keyspace lock was lost|lost topology lock|failed to gather replication positions(?: on migration sources)?:|failed to get position on migration source/,
    meaning: "Vitess lost its locks in the middle of the switch and did not undo it.",
    stateLeft: "The source may still deny writes.",
    retry: "after-looking",
    next: "Diagnose now; if the source denies writes, run the same switch again.",
    step: DIAGNOSE,
  },
  {
    id: "state-not-reloaded",
    match: /Error reloading workflow state after switching traffic/,
    meaning: "The traffic was switched; only Vitess's look at it afterwards failed.",
    stateLeft: "What is there now comes from a reading.",
    retry: "after-looking",
    next: "Diagnose, to see that the switch came to its end.",
    step: DIAGNOSE,
  },
  {
    id: "lease-lost",
    match: /node doesn't exist: lease/,
    meaning: "vtctld lost its lease at the topology service while it waited for a tablet.",
    stateLeft: "The work may have been done all the same.",
    retry: "after-looking",
    next: "Look at the status before anything else.",
    step: { kind: "command", line: "status {move}" },
  },
];
