/**
 * - `unreachable`: no address answered; a mutating call may or may not have arrived.
 * - `timed-out`: our own deadline passed.
 * - `not-found`: the keyspace, workflow, shard or VDiff does not exist.
 * - `busy`: a lock is held by another operation.
 * - `denied`: vtctld refused our credentials.
 * - `unsupported`: this version of Vitess has no such call.
 * - `refused`: Vitess looked and said no; its reason is in `message`.
 * - `unreadable`: Vitess said no, and its reason was lost on the way (HTTP/2 drops a text that ends in a blank).
 * - `stale`: the moment to send it had passed before it was sent, so it was not sent (`Vitess.whileFresh`).
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
  | "stale"
  | "unexpected";

/** What every adapter throws across its port. A refusal of Tandem's is a value; a fault is a surprise. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: FaultKind;
  /**
   * True when nothing that changes anything has left this process: the call had no effect, and none is under way. False when something has
   * left, and when nobody knows.
   */
  readonly nothingSent: boolean;
  constructor(kind: FaultKind, message: string, options?: { readonly cause?: unknown; readonly nothingSent?: boolean }) {
    super(message, options);
    this.kind = kind;
    this.nothingSent = options?.nothingSent ?? false;
  }
}
