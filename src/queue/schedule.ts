/** How long a lost job stays lost. */
export const SWEEP_MS = 15_000;
/** A workflow that was begun elsewhere waits this long to be offered; a look costs one call a keyspace. */
export const SCAN_MS = 5 * 60_000;
/** A person who leaves an approver group keeps counting at most this long; `usergroups.users.list` allows 20 calls a minute. */
export const REFRESH_MEMBERS_MS = 60_000;
