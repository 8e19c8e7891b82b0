import type { ClusterName, Keyspace } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";

/**
 * Every job that somebody asks for: which, and with which ids, never state. `at`: it does nothing before then, on the store's clock. The
 * rest of each job (queue, payload, handler) is in `jobs/`; what stands here is in Redis and keeps its meaning.
 */
export type WantedJob =
  | { readonly job: "answer-command"; readonly inboundId: string }
  | { readonly job: "carry-out"; readonly executionId: string }
  | { readonly job: "expire-request"; readonly requestId: string; readonly at: Instant }
  | { readonly job: "watch-keyspace"; readonly cluster: ClusterName; readonly keyspace: Keyspace }
  | { readonly job: "watch-vdiff"; readonly moveId: string }
  | { readonly job: "refresh-catalogue"; readonly cluster: ClusterName; readonly keyspace?: Keyspace | undefined }
  | { readonly job: "publish-thread"; readonly moveId: string }
  | { readonly job: "publish-cards"; readonly moveId: string }
  | { readonly job: "publish-home"; readonly person: string }
  | { readonly job: "publish-notice"; readonly id: string };

/** A wanted job as it comes back from the outbox. A newer Tandem may have written it, so it is checked where it is asked for. */
export interface StoredJob {
  readonly job: string;
}

/** The thread and all the cards of a move, brought to what the records say then. */
export function toldJobs(moveId: string): readonly WantedJob[] {
  return [
    { job: "publish-thread", moveId },
    { job: "publish-cards", moveId },
  ];
}
