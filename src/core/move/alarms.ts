/** A shape of traffic, rules and denied tables that needs somebody now. */
export type Alarm =
  | "source-writes-denied"
  | "both-sides-deny-writes"
  | "target-writes-denied"
  /** Of one tenant's move that is not switched: those that were moved before are served there. */
  | "shared-target-denies-writes"
  | "no-side-denies-writes"
  /** The saved rules are not served, and where writes go they are denied. */
  | "rules-not-served"
  | "switched-not-finished"
  /** A finished switch whose routing rules lead back to the source. */
  | "rules-lost"
  /** The record is clean, and whether every primary has read it is not known. */
  | "tablets-not-told"
  | "reverse-not-running"
  | "workflow-lost";
