import type { OutcomeFact } from "../../core/operation/outcome/outcomes.ts";

/** What a reading showed after a call, each fact independent of the others. */
export const OUTCOME_FACTS = {
  "reads-switched": "reads are switched",
  "reads-partly-switched": "reads are partly switched",
  "reads-not-switched": "reads are not switched",
  "writes-switched": "writes are switched",
  "writes-partly-switched": "writes are switched for some of the tables",
  "writes-not-switched": "writes are not switched",
  "source-denies-writes": "the source denies writes to these tables: applications cannot write to them",
  "target-denies-writes": "the target denies writes to these tables: applications cannot write to them",
  "both-sides-deny-writes": "both sides deny writes: applications cannot write to these tables",
  "no-side-denies-writes": "neither side denies writes",
  "not-frozen": "the old streams are not frozen",
  "reverse-missing": "there is no reverse workflow",
  "reverse-not-running": "the reverse workflow does not run: rolling back now would lose the writes made since the switch",
  "forward-not-running": "the workflow's streams do not run",
  "workflow-gone": "the workflow is gone",
  "workflow-left": "the workflow is still there",
  "reverse-left": "the reverse workflow is still there",
  "rules-left": "routing rules of these tables are still there",
  "source-tables-left": "tables are still at the source",
  "target-tables-left": "tables are still at the target",
  "denied-tables-left": "denied tables are still recorded",
  "workflow-locked": "the workflow's lock is held",
  "rules-differ": "the routing rules are not all as the snapshot has them",
  "rules-not-propagated":
    "Vitess has the rules of the snapshot; whether every cell has them is not known, and vtgates of a cell that has not still route by the old ones",
  "rules-not-served": "some cell does not serve the saved routing rules: its vtgates go by older ones",
  "served-unread": "what some cell serves is not known: its topology does not answer (`vtctldclient GetSrvVSchema <cell>`)",
  "tablets-not-told":
    "the list of denied tables is clean; whether the primary that denied them has read it is not known, and until it has applications cannot write",
  "state-unreadable": "the state after the call could not be read",
} as const satisfies Record<OutcomeFact, string>;
