/** A shape of traffic, rules and denied tables that needs somebody now. */
export type Alarm =
  | "source-writes-denied"
  | "both-sides-deny-writes"
  | "target-writes-denied"
  | "no-side-denies-writes"
  | "switched-not-finished"
  /** A finished switch whose routing rules lead back to the source. */
  | "rules-lost"
  | "reverse-not-running"
  | "workflow-lost";
