const SECOND = 1000;
const MINUTE = 60 * SECOND;

const LOCK_WAIT = 45 * SECOND;
const CANCEL_OF_A_FAILED_SWITCH = 2 * MINUTE;
const SHORTEST_LOCK_EXTENSION = 30 * SECOND;
const SHORTEST_SWITCH_DEADLINE = 10 * MINUTE;
const SLACK = MINUTE;

/** How long Tandem waits for each kind of call, in milliseconds. */
export interface Deadlines {
  readonly read: number;
  readonly setRunning: number;
  readonly create: number;
  readonly vdiff: number;
  /** Complete and delete. */
  readonly end: number;
  /** Rules, tablet controls, the throttler's settings, mirroring. */
  readonly apply: number;
  /** Whether one tablet answers. */
  readonly ping: number;
  /** The same, of one that was silent, before an approved step is ended for it. */
  readonly pingAgain: number;
  /** ValidateKeyspace, which may ask every tablet. */
  readonly validate: number;
  /** SwitchTraffic and ReverseTraffic, by their own timeout. */
  readonly switch: (timeoutMs: number) => number;
}

export const DEADLINES: Deadlines = {
  // A dead tablet makes vtctld hang, and one dead keyspace must not hold up the others (vitess.md, 23.0.3 item 5).
  read: 15 * SECOND,
  // WorkflowUpdate gives up by itself after 30 s (2 × vtctld's 15 s for a tablet).
  setRunning: 60 * SECOND,
  // A create that met another operation waited 57 s for the keyspaces' locks and went through (23.0.3 item 17); two waits of 45 s and the
  // schema copy fit.
  create: 5 * MINUTE,
  // Fans out to tablets at 15 s each, after the workflow's lock (45 s).
  vdiff: 2 * MINUTE,
  // Drops or renames tables shard by shard under two locks of 45 s; a client that leaves half-way leaves half a cleanup.
  end: 15 * MINUTE,
  // Each waits for a keyspace's lock (45 s); giving writes back waited 8.6 s for a dead vtctld's lock to lapse (23.0.3 item 24).
  apply: 2 * MINUTE,
  // A tablet that is well answers within milliseconds; of one that is dead vtctld itself never says so (recordings, failures 007).
  ping: 5 * SECOND,
  // What Vitess itself waits for a tablet.
  pingAgain: 15 * SECOND,
  // A dead tablet costs 15 s or more, one after the other shard.
  validate: 60 * SECOND,
  switch: switchDeadline,
};

/** Longer than everything that vtctld itself may wait for in a switch with this timeout: a client that leaves early aborts it (vitess.md §0.8). */
function switchDeadline(timeoutMs: number): number {
  const vtctldsOwn = 3 * timeoutMs + Math.max(timeoutMs, SHORTEST_LOCK_EXTENSION) + 2 * LOCK_WAIT + CANCEL_OF_A_FAILED_SWITCH;
  return Math.max(SHORTEST_SWITCH_DEADLINE, vtctldsOwn + SLACK);
}
