/**
 * How something failed, as adapters throw it and records keep it.
 *
 * - `unreachable`: no address answered; a mutating call may or may not have arrived.
 * - `timed-out`: our own deadline passed.
 * - `not-found`: the keyspace, workflow, shard or VDiff does not exist.
 * - `busy`: a lock is held by another operation.
 * - `denied`: vtctld refused our credentials.
 * - `unsupported`: this version of Vitess has no such call.
 * - `refused`: Vitess looked and said no; its reason is in the text.
 * - `unreadable`: Vitess said no, and its reason was lost on the way (HTTP/2 drops a text that ends in a blank).
 * - `stale`: the moment to send it had passed before it was sent, so it was not sent (`Vitess.whileFresh`).
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
