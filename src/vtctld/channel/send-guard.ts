import { credentials, Metadata } from "@grpc/grpc-js";
import type { CallOptions } from "@grpc/grpc-js";

import { Fault } from "../../operations/fault.ts";

/** What a message that changes something has to pass before it leaves. */
export interface SendGuard {
  /** True while the message may go. */
  isFresh(): boolean;
  /** From here on it counts as sent, whatever becomes of it. */
  onSend(): void;
}

/** One call whose guard is asked. */
export interface Asked {
  readonly options: Pick<CallOptions, "credentials">;
  /** Why the message did not go, once the guard has said no. */
  refusal(): Fault | undefined;
}

const UNASKED: Asked = { options: {}, refusal: () => undefined };

/**
 * Asks the guard where grpc-js asks a call for its credentials: the last moment at which our code runs before the message leaves.
 *
 * grpc-js 1.14.7 sends a call in this order (client.js, resolving-call.js, load-balancing-call.js, transport.js, subchannel-call.js; run on
 * Node 20.20):
 * 1. in our own stack: interceptors, serialization; the message is kept;
 * 2. in microtasks: the metadata, the choice of a connection, the credentials (here), `session.request`, `stream.write`;
 * 3. in the check phase of the same turn of the event loop, without any JavaScript of ours: Node writes headers and message to the socket,
 *    with one `writev`.
 * So no turn of the event loop lies between the question and the bytes. Other callbacks that are due in that turn may run in between.
 *
 * An interceptor would be asked in 1, and its no comes too early: grpc-js starts a call that is cancelled before its connection is chosen
 * all the same, sends its headers, and never ends that stream. A cancel after 2 comes too late: Node flushes what is pending before it resets
 * a stream. And a call whose connection is lost between 1 and 2 waits for the next one and asks here again, so the answer is never older than
 * the choice of the connection.
 */
export function askBeforeSending(guard: SendGuard | undefined): Asked {
  if (guard === undefined) return UNASKED;
  let isRefused = false;
  const question = credentials.createFromMetadataGenerator((_call, proceed) => {
    // Refused until the guard has said yes: nothing passes one that throws.
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

/** Passes what both let pass. */
export function passingBoth(outer: SendGuard, inner: SendGuard): SendGuard {
  return {
    isFresh: () => outer.isFresh() && inner.isFresh(),
    onSend() {
      outer.onSend();
      inner.onSend();
    },
  };
}
