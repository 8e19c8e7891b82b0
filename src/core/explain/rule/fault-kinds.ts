/**
 * How a call failed, as adapters throw it and records keep it.
 *
 * - `unreachable`: no endpoint answered; a mutating call may or may not have arrived.
 * - `timed-out`: Tandem's own deadline passed.
 * - `not-found`: the keyspace, workflow, shard or VDiff does not exist.
 * - `busy`: another operation holds a lock.
 * - `denied`: vtctld refused Tandem's credentials.
 * - `unsupported`: this version of Vitess has no such call.
 * - `refused`: Vitess checked and said no; the text gives its reason.
 * - `unreadable`: Vitess said no, and its reason was lost on the way (HTTP/2 drops a text that ends in a blank).
 * - `stale`: the time to send it passed first, so Tandem did not send it (`Vitess.whileFresh`).
 * - `interrupted`: the process that made the call went away; only records say so.
 * - `unexpected`: anything else.
 */
export const FAULT_KINDS = [
  "unreachable",
  "timed-out",
  "not-found",
  "busy",
  "denied",
  "unsupported",
  "refused",
  "unreadable",
  "stale",
  "interrupted",
  "unexpected",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
