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
  /** Rules, tablet controls, throttler settings, mirroring. */
  readonly apply: number;
  /** The first ping of a tablet. */
  readonly ping: number;
  /** The second ping of a silent tablet, before its silence ends an approved step. */
  readonly pingAgain: number;
  /** ValidateKeyspace, which may ask every tablet. */
  readonly validate: number;
  /** SwitchTraffic and ReverseTraffic, depending on their own timeout. */
  readonly switch: (timeoutMs: number) => number;
}

export const DEADLINES: Deadlines = {
  // A dead primary makes vtctld hang (docs/facts/locks-and-deadlines.md#dead-tablets-hang), and no keyspace may hold up the others.
  read: 15 * SECOND,
  // WorkflowUpdate gives up by itself after 30 s (twice the 15 s that vtctld waits for a tablet).
  setRunning: 60 * SECOND,
  // A create waited 57 s behind another operation and succeeded (docs/facts/locks-and-deadlines.md#second-operation); this leaves time for
  // two waits of 45 s and the schema copy.
  create: 5 * MINUTE,
  // vtctld waits for the workflow's lock (45 s), then fans out to the tablets, with 15 s for each.
  vdiff: 2 * MINUTE,
  // Drops or renames tables shard by shard under two locks of 45 s; a client that leaves early leaves half a cleanup behind.
  end: 15 * MINUTE,
  // Each waits up to 45 s for a keyspace's lock, which a dead vtctld may hold (docs/facts/denied-tables.md#dead-vtctlds-keyspace-lock).
  apply: 2 * MINUTE,
  // A healthy tablet answers within milliseconds; vtctld never reports a dead one (docs/facts/locks-and-deadlines.md#dead-tablets-hang).
  ping: 5 * SECOND,
  // How long Vitess itself waits for a tablet.
  pingAgain: 15 * SECOND,
  // vtctld takes one shard after the other, and a dead tablet costs 15 s or more.
  validate: 60 * SECOND,
  switch: switchDeadline,
};

/** Longer than all waits of vtctld in such a switch, so that we cut none off (docs/facts/locks-and-deadlines.md#longest-switch). */
function switchDeadline(timeoutMs: number): number {
  const vtctldsOwn = 3 * timeoutMs + Math.max(timeoutMs, SHORTEST_LOCK_EXTENSION) + 2 * LOCK_WAIT + CANCEL_OF_A_FAILED_SWITCH;
  return Math.max(SHORTEST_SWITCH_DEADLINE, vtctldsOwn + SLACK);
}
