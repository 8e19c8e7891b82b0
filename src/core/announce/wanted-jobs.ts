import type { Instant } from "../readings/readings.ts";

/** A job that a decision wants: what and with which ids, never state. */
export type WantedJob =
  | { readonly job: "carry-out"; readonly executionId: string }
  | { readonly job: "expire-request"; readonly requestId: string; readonly at: Instant }
  | { readonly job: "publish-thread" | "publish-cards"; readonly moveId: string }
  | { readonly job: "watch-keyspace"; readonly cluster: string; readonly keyspace: string }
  | { readonly job: "watch-vdiff"; readonly moveId: string }
  | { readonly job: "publish-notice"; readonly id: string };

/** The thread and all the cards of a move, brought to what the records say then. */
export function toldJobs(moveId: string): readonly WantedJob[] {
  return [
    { job: "publish-thread", moveId },
    { job: "publish-cards", moveId },
  ];
}
