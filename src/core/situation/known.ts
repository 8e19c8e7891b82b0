import type { Move } from "../move/moves.ts";
import type { ClusterAlarms } from "../move/raised.ts";
import type { FreezeNow } from "../operation/freeze/freezes.ts";
import type { Execution } from "../operation/execution/executions.ts";
import type { Request } from "../operation/request/requests.ts";
import type { Reading } from "../readings/readings.ts";

/** Everything on record about a move, and its last reading. `request` and `execution` are the live ones. */
export interface Known {
  readonly move: Move;
  readonly reading?: Reading;
  readonly request?: Request;
  readonly execution?: Execution;
  /** Those of the move's cluster; absent if it has none, and where only the move itself matters. */
  readonly clusterAlarms?: ClusterAlarms;
  /** The freeze that is on the move now. */
  readonly freeze?: FreezeNow;
}
