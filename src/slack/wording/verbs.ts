import type { SavedStep } from "../../core/rules/snapshots.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** The words for an operation wherever people read about it. */
export interface VerbWords {
  /** Precedes "of <move>" and names what was requested. */
  readonly noun: string;
  /** Vitess's own name for it. */
  readonly vitess: string;
  /** While it runs; begins a title: "Switching traffic". */
  readonly doing: string;
  /** The first word of a success: "Switched". */
  readonly done: string;
  /** Why there was nothing to do: "already switched as asked". */
  readonly already: string;
  /** Past the point of no return, with steps missing. */
  readonly unfinished: string;
}

export const VERB_WORDS = {
  switch: {
    noun: "switch",
    vitess: "SwitchTraffic",
    doing: "Switching traffic",
    done: "Switched",
    already: "already switched as requested",
    unfinished: "Switched but not finished",
  },
  reverse: {
    noun: "reverse",
    vitess: "ReverseTraffic",
    doing: "Rolling back",
    done: "Rolled back",
    already: "already on the source",
    unfinished: "Rolled back but not finished",
  },
  complete: {
    noun: "complete",
    vitess: "Complete",
    doing: "Completing",
    done: "Completed",
    already: "already completed",
    unfinished: "Complete begun but not finished",
  },
  cancel: {
    noun: "cancel",
    vitess: "Cancel",
    doing: "Cancelling",
    done: "Cancelled",
    already: "already cancelled",
    unfinished: "Cancel begun but not finished",
  },
  rescue: {
    noun: "unblock writes",
    vitess: "SetShardTabletControl",
    doing: "Unblocking writes",
    done: "Writes unblocked",
    already: "taking writes already",
    unfinished: "Writes unblocked in part",
  },
  delete: {
    noun: "delete",
    vitess: "Delete",
    doing: "Deleting",
    done: "Deleted",
    already: "already deleted",
    unfinished: "Delete begun but not finished",
  },
  restore: {
    noun: "rules restore",
    vitess: "Rules restore",
    doing: "Restoring routing rules",
    done: "Routing rules restored",
    already: "routed as in the snapshot already",
    unfinished: "Routing rules restored, but perhaps not in every cell",
  },
  override: {
    noun: "override",
    vitess: "Override of preflight",
    doing: "Overriding",
    done: "Overridden",
    already: "overridden already",
    unfinished: "Override begun but not finished",
  },
} as const satisfies Record<GuardedVerb, VerbWords>;

const OWN_STEPS = { create: "create", mirror: "MirrorTraffic" } as const;

/** The name that people use for a step before which Tandem saves rules. */
export function nameSavedStep(step: SavedStep): string {
  return step === "create" || step === "mirror" ? OWN_STEPS[step] : VERB_WORDS[step].vitess;
}
