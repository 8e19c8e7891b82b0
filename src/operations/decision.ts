import type { AuditEvent } from "../core/announce/audit.ts";
import type { StoredJob, WantedJob } from "../core/announce/wanted-jobs.ts";
import type { EntryBody } from "../core/announce/entries.ts";
import type { Execution } from "../core/operation/execution/executions.ts";
import type { Freezes } from "../core/operation/freeze/freezes.ts";
import type { Move } from "../core/move/moves.ts";
import type { ClusterAlarms } from "../core/move/raised.ts";
import type { Notice } from "../core/announce/notices.ts";
import type { RequestId } from "../core/people/people.ts";
import type { Instant, Reading } from "../core/readings/readings.ts";
import type { Request } from "../core/operation/request/requests.ts";

/**
 * What a decision about one move is based on. `request`: the named one, otherwise the live one; `execution` likewise. Absent if there is
 * none.
 */
export interface Dossier {
  readonly move?: Move;
  readonly request?: Request;
  readonly execution?: Execution;
  /** The live ones, even if others were named: a move has at most one open request and one execution at a time. */
  readonly live: { readonly request?: Request; readonly execution?: Execution };
  /** Those of the move's cluster. */
  readonly clusterAlarms?: ClusterAlarms;
  /** Likewise: what is decided while somebody freezes or thaws is decided again. */
  readonly freezes?: Freezes;
}

/** The request and the execution that a dossier should contain; without an id, the live one. */
export interface DossierIds {
  readonly request?: RequestId;
  readonly execution?: string;
}

/** What a decision about one move writes: all of it or nothing. */
export interface Decision<R> {
  readonly move?: Move;
  readonly request?: Request;
  readonly execution?: Execution;
  /** The execution that was live until now, if the same decision starts another one. */
  readonly ended?: Execution;
  readonly clusterAlarms?: ClusterAlarms;
  readonly freezes?: Freezes;
  readonly reading?: Reading;
  /** An entry whose `key` the move used before is left out; the audit events are written all the same. */
  readonly entries?: readonly { readonly body: EntryBody; readonly key: string }[];
  readonly audit?: readonly AuditEvent[];
  /** Each is created unless one with its id exists. */
  readonly notices?: readonly Notice[];
  /** Makes the whole decision idempotent: nothing is written if the move used this key before. */
  readonly once?: string;
  /** The outbox: the jobs to add to the queues once this is written. */
  readonly jobs?: readonly WantedJob[];
  readonly result: R;
}

/** What a decision about a cluster writes. */
export type ClusterDecision<R> = Pick<Decision<R>, "freezes" | "audit" | "notices" | "jobs" | "result">;

/** A wanted job in the outbox until it is handed over. `id` belongs to one commit: the same job wanted by two commits is two items. */
export interface OutboxItem {
  readonly id: string;
  readonly wanted: StoredJob;
}

/** A written decision. `wanted` is in the outbox and must be handed over. `at` is the store's time at which it was decided. */
export interface Committed<R> {
  readonly result: R;
  readonly wanted: readonly OutboxItem[];
  readonly at: Instant;
}
