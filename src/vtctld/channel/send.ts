import { performance } from "node:perf_hooks";

import { status, type ClientReadableStream, type Metadata, type ServiceError } from "@grpc/grpc-js";

import type { Fault } from "../../operations/fault.ts";
import type { Channel } from "./channel.ts";
import { guardCall, type SendGuard } from "./send-guard.ts";
import { toCallFault, type BadEnd } from "./faults.ts";
import type { Method } from "../wire/definitions.ts";

/** A channel that is connected, and the metadata that identifies the caller. */
export interface ReadyChannel {
  readonly channel: Channel;
  readonly metadata: Metadata;
}

/** Makes one call on a line, within a deadline. */
export type Send<T> = (line: ReadyChannel, deadline: number) => Promise<T>;

/** How to collect the messages of one stream. */
export interface Collecting<Message> {
  readonly deadlineMs: number;
  /** The call changes something: it is sent once, to one address. */
  readonly once: boolean;
  /** Cuts off a call that is sent once ({@link Held.signal}). */
  readonly signal?: AbortSignal;
  /** The fault of a stream that failed, given the messages that arrived before. */
  faultFrom(end: BadEnd, messages: readonly Message[]): Fault;
}

/** What may hold a call back, or end it early. */
export interface Held {
  /** The request is sent only if the guard agrees at the last moment. */
  readonly guard?: SendGuard | undefined;
  /** Cancels the call, which then ends as if our own deadline had cut it off. */
  readonly signal?: AbortSignal | undefined;
}

/** One request, one answer. */
export function sendUnary<Request, Answer>(method: Method<Request, Answer>, request: Request, { guard, signal }: Held): Send<Answer> {
  return ({ channel, metadata }, deadline) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const clock = startClock(deadline);
    const asked = guardCall(guard);
    return new Promise((resolve, reject) => {
      // grpc-js would still send a call that is cancelled right after it is made (send-guard.ts).
      if (signal?.aborted === true) return reject(toCallFault({ ...describeBadEnd(path, LEFT, clock), deadlinePassed: true }));
      const done = (error: ServiceError | null, answer?: Answer): void => {
        letGo();
        if (answer !== undefined) return resolve(answer);
        const end = describeBadEnd(path, error ?? SILENT, clock);
        reject(asked.refusal() ?? toCallFault(signal?.aborted === true ? { ...end, deadlinePassed: true } : end));
      };
      const options = { deadline, ...asked.options };
      const call = channel.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, options, done);
      const letGo = cancelOn(signal, call);
    });
  };
}

/** One request, and every message of the stream that answers it. */
export function sendStreamed<Request, Message>(
  method: Method<Request, Message>,
  request: Request,
  collecting: Collecting<Message>,
  { guard, signal }: Held,
): Send<readonly Message[]> {
  return ({ channel, metadata }, deadline) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const clock = startClock(deadline);
    const asked = guardCall(guard);
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(collecting.faultFrom({ ...describeBadEnd(path, LEFT, clock), deadlinePassed: true }, []));
      const messages: Message[] = [];
      const call: ClientReadableStream<Message> = channel.client.makeServerStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        { deadline, ...asked.options },
      );
      const letGo = cancelOn(signal, call);
      call.on("data", (message: Message) => messages.push(message));
      call.on("error", (error: ServiceError) => {
        letGo();
        const end = describeBadEnd(path, error, clock);
        reject(asked.refusal() ?? collecting.faultFrom(signal?.aborted === true ? { ...end, deadlinePassed: true } : end, messages));
      });
      call.on("end", () => {
        letGo();
        resolve(messages);
      });
    });
  };
}

/** Cancels the call when the signal aborts, until the returned function is called. */
function cancelOn(signal: AbortSignal | undefined, call: { cancel(): void }): () => void {
  const leave = (): void => call.cancel();
  signal?.addEventListener("abort", leave);
  return () => signal?.removeEventListener("abort", leave);
}

// How grpc-js ends a call that its caller cancels.
const LEFT = { code: status.CANCELLED, details: "Cancelled on client" };
// grpc-js never ends a call well without a message, but its types do not say so.
const SILENT = { code: status.INTERNAL, details: "" };

// The timer of a grpc-js deadline may fire a few milliseconds early by our clock.
const CLOCKS_DIFFER = 50;

interface Clock {
  readonly started: number;
  readonly timeLeft: number;
}

function startClock(deadline: number): Clock {
  return { started: performance.now(), timeLeft: Math.max(deadline - Date.now(), 0) };
}

function describeBadEnd(path: string, { code, details }: Pick<ServiceError, "code" | "details">, { started, timeLeft }: Clock): BadEnd {
  const rpc = path.slice(path.lastIndexOf("/") + 1);
  return { rpc, code, details, deadlinePassed: performance.now() - started >= timeLeft - CLOCKS_DIFFER };
}
