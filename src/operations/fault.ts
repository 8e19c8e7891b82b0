/**
 * - `unreachable`: no address answered; a mutating call may or may not have arrived.
 * - `timed-out`: our own deadline passed.
 * - `not-found`: the keyspace, workflow, shard or VDiff does not exist.
 * - `busy`: a lock is held by another operation.
 * - `denied`: vtctld refused our credentials.
 * - `unsupported`: this version of Vitess has no such call.
 * - `refused`: Vitess looked and said no; its reason is in `message`.
 * - `unreadable`: Vitess said no, and its reason was lost on the way (HTTP/2 drops a text that ends in a blank).
 * - `unexpected`: anything else.
 */
export type FaultKind =
  | "unreachable"
  | "timed-out"
  | "not-found"
  | "busy"
  | "denied"
  | "unsupported"
  | "refused"
  | "unreadable"
  | "unexpected";

/** What every adapter throws across its port. A refusal of Tandem's is a value; a fault is a surprise. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: FaultKind;
  constructor(kind: FaultKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
