import type { FaultKind } from "../../explain/rule/fault-kinds.ts";
import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";

/** What a reading after the call shows, as codes; `slack/wording` has the sentences. */
export type OutcomeFact =
  | "reads-switched"
  | "reads-partly-switched"
  | "reads-not-switched"
  | "writes-switched"
  | "writes-partly-switched"
  | "writes-not-switched"
  | "source-denies-writes"
  | "target-denies-writes"
  | "both-sides-deny-writes"
  | "no-side-denies-writes"
  | "not-frozen"
  | "reverse-missing"
  | "reverse-not-running"
  | "forward-not-running"
  | "workflow-gone"
  | "workflow-left"
  | "reverse-left"
  | "rules-left"
  | "source-tables-left"
  | "target-tables-left"
  | "denied-tables-left"
  | "workflow-locked"
  | "rules-differ"
  | "rules-not-propagated"
  /** Some cell does not serve the saved rules. */
  | "rules-not-served"
  /** Some cell could not be read, so what it serves is unknown. */
  | "served-unread"
  /** The record is clean, but Tandem has not seen every tablet that denied writes read it. */
  | "tablets-not-told"
  | "state-unreadable";

/** Why Tandem itself refused before it called Vitess. */
export type OperationRefusal =
  | "state-changed"
  | "preflight-blocked"
  | "use-by-passed"
  | "approver-lost"
  /** The policy asks for more approvals, or for others, than when it was approved. */
  | "policy-raised"
  /** Its window closed, or the time after the opening passed, before it could begin. */
  | "window-missed"
  | "lag-too-high"
  | "people-unknown-too-long"
  /** Its keyspaces or their cluster are frozen. */
  | "in-freeze"
  | "withdrawn"
  | "workflow-missing"
  | "still-copying"
  | "streams-not-running"
  | "stream-never-started"
  | "no-reverse-workflow"
  | "not-switched"
  | "already-switched"
  | "reads-switched"
  | "reads-left"
  | "served-unread"
  | "tenant-stays"
  | "shards-go-together"
  | "target-denies-writes"
  | "writes-denied"
  | "routed-to-target"
  | "switch-unfinished"
  | "mirror-rules-left"
  | "rules-lost"
  | "serving-not-proven"
  | "serving-not-urgent"
  | "snapshot-missing"
  | "rules-in-use"
  | "switch-alive"
  | "nothing-denied"
  | "workflow-locked"
  | "unreachable";

/** How a call to Vitess failed, as far as the call itself says. */
export interface FaultNote {
  readonly kind: FaultKind;
  /** Vitess's own words, redacted; may be empty. */
  readonly text: string;
}

/** An operation that did not happen, or not to its end. */
interface Undone {
  readonly at: Instant;
  readonly fault?: FaultNote;
  /** An earlier step of the same plan had switched the reads. */
  readonly readsSwitched?: boolean;
}

/**
 * The end of one execution. `succeeded` and `already-so` come from a reading; `unfinished` is past the point of no return with steps
 * missing; `failed`: its last call changed nothing; `called-off`: a person ended it before its next call; `unknown` says what is known.
 */
export type Outcome =
  | { readonly kind: "succeeded" | "already-so"; readonly at: Instant }
  | { readonly kind: "unfinished"; readonly at: Instant; readonly findings: readonly OutcomeFact[]; readonly fault?: FaultNote }
  | (Undone & { readonly kind: "refused"; readonly reason: OperationRefusal; readonly difference: readonly string[] })
  | (Undone & { readonly kind: "failed" })
  | (Undone & { readonly kind: "called-off"; readonly by: PersonId; readonly reason: string })
  | { readonly kind: "unknown"; readonly at: Instant; readonly findings: readonly OutcomeFact[]; readonly fault?: FaultNote };

/** The fault of a call whose process died before the call ended: only a reading shows what became of it. */
export const INTERRUPTED: FaultNote = { kind: "interrupted", text: "" };

/** True when nobody heard how a call ended: vtctld may keep working on it for a while. */
export function isUnheard(fault: FaultNote | undefined): boolean {
  return fault?.kind === INTERRUPTED.kind || fault?.kind === "timed-out";
}

/** True when a call ended without an answer from Vitess, and none will come any more. */
export function isBroken(fault: FaultNote | undefined): boolean {
  return isUnheard(fault) || fault?.kind === "unreachable";
}
