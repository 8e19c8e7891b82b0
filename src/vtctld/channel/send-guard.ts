import { Metadata, credentials, type CallOptions } from "@grpc/grpc-js";

import { Fault } from "../../operations/fault.ts";

/** Decides at the last moment whether a message that changes something may leave. */
export interface SendGuard {
  /** Whether the message may still go. */
  isFresh(): boolean;
  /** From here on the message counts as sent, whatever becomes of it. */
  onSend(): void;
}

/** One call with a guard. */
export interface GuardedCall {
  readonly options: Pick<CallOptions, "credentials">;
  /** Why the message did not go, once the guard has said no. */
  refusal(): Fault | undefined;
}

const UNGUARDED: GuardedCall = { options: {}, refusal: () => undefined };

/**
 * Calls the guard where grpc-js asks a call for its credentials: the last moment at which our code runs before the message leaves.
 *
 * grpc-js 1.14.7 sends a call in this order (client.js, resolving-call.js, load-balancing-call.js, transport.js, subchannel-call.js; run on
 * Node 20.20):
 * 1. in our own stack: interceptors and serialization; the message is kept;
 * 2. in microtasks: the metadata, the choice of a connection, the credentials (here), `session.request`, `stream.write`;
 * 3. in the check phase of the same turn of the event loop, without any JavaScript of ours: Node writes headers and message to the socket,
 *    with one `writev`.
 * So no turn of the event loop separates the guard's answer from the bytes. Other callbacks that are due in that turn may run in between.
 *
 * An interceptor runs in 1, which is too early to refuse: grpc-js still starts a call that is cancelled before its connection is chosen,
 * sends its headers, and never ends that stream. A cancel after 2 is too late: Node flushes pending data before it resets a stream. A call
 * that loses its connection between 1 and 2 waits for the next one and calls the guard here again, so the answer is never older than the
 * choice of the connection.
 */
export function guardCall(guard: SendGuard | undefined): GuardedCall {
  if (guard === undefined) return UNGUARDED;
  let isRefused = false;
  const question = credentials.createFromMetadataGenerator((_call, proceed) => {
    // Refused until the guard says yes, so that a guard which throws lets nothing pass.
    isRefused = true;
    if (!guard.isFresh()) {
      proceed(new Error("not fresh any more"));
      return;
    }
    isRefused = false;
    guard.onSend();
    proceed(null, new Metadata());
  });
  return {
    options: { credentials: question },
    refusal: () =>
      isRefused ? new Fault("stale", "The call was held up for too long in Tandem and was not sent", { nothingSent: true }) : undefined,
  };
}

/** Lets a message go only if both do. */
export function combineGuards(outer: SendGuard, inner: SendGuard): SendGuard {
  return {
    isFresh: () => outer.isFresh() && inner.isFresh(),
    onSend() {
      outer.onSend();
      inner.onSend();
    },
  };
}
