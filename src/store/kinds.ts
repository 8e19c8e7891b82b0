import { type Execution, isRunningExecution } from "../core/operation/execution/executions.ts";
import type { Freezes } from "../core/operation/freeze/freezes.ts";
import { isLive, type Request } from "../core/operation/request/requests.ts";
import { isActive, type Move } from "../core/move/moves.ts";
import type { ClusterAlarms } from "../core/move/raised.ts";
import { type MoveId, moveId } from "../core/vitess/names.ts";
import type { Notice } from "../core/announce/notices.ts";
import type { RecordKind } from "./collection.ts";
import { CLUSTER_ALARMS } from "./schemas/cluster-alarms.ts";
import { FREEZES } from "./schemas/freezes.ts";
import { EXECUTION } from "./schemas/execution.ts";
import { MOVE } from "./schemas/move.ts";
import { NOTICE } from "./schemas/notice.ts";
import { REQUEST } from "./schemas/request.ts";

/** A kind of record that belongs to a move. A `listed` record is live: it can still lead to something. */
export interface KindOfMove<T> extends RecordKind<T> {
  readonly idOf: (value: T) => string;
  readonly moveOf: (value: T) => MoveId;
}

/** The kinds of records that are decided together. */
export interface RecordKinds {
  readonly move: RecordKind<Move>;
  readonly request: KindOfMove<Request>;
  readonly execution: KindOfMove<Execution>;
  readonly notice: RecordKind<Notice>;
  readonly clusterAlarms: RecordKind<ClusterAlarms>;
  readonly freezes: RecordKind<Freezes>;
}

export const RECORD_KINDS: RecordKinds = {
  move: { name: "move", format: MOVE, listed: isActive },
  request: { name: "request", format: REQUEST, listed: isLive, idOf: ({ id }) => id, moveOf: ({ move }) => moveId(move) },
  execution: {
    name: "execution",
    format: EXECUTION,
    listed: isRunningExecution,
    idOf: ({ id }) => id,
    moveOf: ({ move }) => moveId(move),
  },
  notice: { name: "notice", format: NOTICE, listed: ({ posted }) => !posted },
  clusterAlarms: { name: "cluster-alarms", format: CLUSTER_ALARMS, listed: ({ alarms }) => alarms.length > 0 },
  freezes: { name: "freezes", format: FREEZES, listed: ({ freezes }) => freezes.length > 0 },
};
