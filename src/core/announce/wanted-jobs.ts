import type { ChannelId, RequestId } from "../people/people.ts";
import type { ClusterName, Keyspace, MoveName, MoveId } from "../vitess/names.ts";
import type { Instant } from "../readings/readings.ts";

/**
 * Every job that code can ask for: which one, and with which ids, never state. `at`: it does nothing before then, by the store's clock. The
 * rest of each job (queue, payload, handler) is in `jobs/`; these rows are stored in Redis and must keep their meaning.
 */
export type WantedJob =
  | { readonly job: "answer-command"; readonly inboundId: string }
  | { readonly job: "carry-out"; readonly executionId: string }
  | { readonly job: "expire-request"; readonly requestId: RequestId; readonly at: Instant }
  | { readonly job: "remind-approvers"; readonly requestId: RequestId; readonly at: Instant }
  | { readonly job: "settle-handover"; readonly handoverId: string }
  | { readonly job: "publish-handover"; readonly handoverId: string }
  | { readonly job: "publish-last-call"; readonly requestId: RequestId }
  | { readonly job: "watch-keyspace"; readonly cluster: ClusterName; readonly keyspace: Keyspace }
  | { readonly job: "watch-vdiff"; readonly moveId: MoveId }
  | { readonly job: "refresh-catalogue"; readonly cluster: ClusterName; readonly keyspace?: Keyspace | undefined }
  | { readonly job: "publish-thread"; readonly moveId: MoveId }
  | { readonly job: "publish-cards"; readonly moveId: MoveId }
  | { readonly job: "publish-fleet"; readonly channel: ChannelId }
  /** `until`: the tab is drawn again and again until then, by the clock of whoever asks. */
  | { readonly job: "publish-home"; readonly person: string; readonly until?: Instant | undefined }
  | { readonly job: "publish-notice"; readonly id: string };

/** A wanted job as read back from the outbox. A newer Tandem may have written it, so whoever queues it checks it. */
export interface StoredJob {
  readonly job: string;
}

/** The jobs that bring a move's thread and all its cards up to date with the records. */
export function publishJobs(moveId: MoveId): readonly WantedJob[] {
  return [
    { job: "publish-thread", moveId },
    { job: "publish-cards", moveId },
  ];
}

/** The job that takes a fresh reading of the move's keyspace. */
export function watchJob({ cluster, targetKeyspace }: MoveName): WantedJob {
  return { job: "watch-keyspace", cluster, keyspace: targetKeyspace };
}

export function publishNoticeJobs(notices: readonly { readonly id: string }[]): readonly WantedJob[] {
  return notices.map(({ id }) => ({ job: "publish-notice", id }));
}
