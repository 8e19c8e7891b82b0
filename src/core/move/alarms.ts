/** A shape of traffic, rules and denied tables that needs attention now. */
export type Alarm =
  | "source-writes-denied"
  | "both-sides-deny-writes"
  | "target-writes-denied"
  /** On a tenant's move that is not switched: the target already serves the tenants that were moved before. */
  | "shared-target-denies-writes"
  | "no-side-denies-writes"
  /** The saved rules are not served, and the side where writes go denies them. */
  | "rules-not-served"
  | "switched-not-finished"
  /** A finished switch whose routing rules lead back to the source. */
  | "rules-lost"
  /** The record is clean, but nobody knows whether every primary has read it. */
  | "tablets-not-told"
  | "reverse-not-running"
  | "workflow-lost";
