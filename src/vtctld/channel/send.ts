import { performance } from "node:perf_hooks";

import type { ClientReadableStream, Metadata, ServiceError } from "@grpc/grpc-js";
import type { MethodDefinition } from "@grpc/proto-loader";

import type { Fault } from "../../operations/fault.ts";
import type { Channel } from "./channel.ts";
import { faultFrom } from "../faults.ts";
import type { BadEnd } from "../faults.ts";

type Method = MethodDefinition<object, object>;

/** A connection that stands, and what a call on it says of who calls. */
export interface Line {
  readonly channel: Channel;
  readonly metadata: Metadata;
}

/** How one call is made on a line, by its deadline. */
export type Send<T> = (line: Line, deadline: number) => Promise<T>;

/** How the messages of one stream are collected. */
export interface Collecting {
  readonly deadlineMs: number;
  /** The call changes something: sent once, to one address. */
  readonly once: boolean;
  /** Leaves the call; it then ends as one that our own deadline cut off. */
  readonly signal?: AbortSignal;
  /** The fault of a stream that ended badly, from what had come by then. */
  faultFrom(end: BadEnd, messages: readonly object[]): Fault;
}

/** One request, one answer. */
export function unary(method: Method, request: object): Send<object> {
  return ({ channel, metadata }, deadline) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const clock = startedNow(deadline);
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, answer?: object): void => {
        if (error === null) resolve(answer ?? {});
        else reject(faultFrom(badEnd(path, error, clock)));
      };
      channel.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline }, done);
    });
  };
}

/** One request, and every message of the stream that answers it. */
export function streamed(method: Method, request: object, collecting: Collecting): Send<readonly object[]> {
  const { signal } = collecting;
  return ({ channel, metadata }, deadline) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const clock = startedNow(deadline);
    return new Promise((resolve, reject) => {
      const messages: object[] = [];
      const call: ClientReadableStream<object> = channel.client.makeServerStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        { deadline },
      );
      const leave = (): void => call.cancel();
      signal?.addEventListener("abort", leave);
      if (signal?.aborted === true) leave();
      call.on("data", (message: object) => messages.push(message));
      call.on("error", (error: ServiceError) => {
        signal?.removeEventListener("abort", leave);
        const end = badEnd(path, error, clock);
        reject(collecting.faultFrom(signal?.aborted === true ? { ...end, deadlinePassed: true } : end, messages));
      });
      call.on("end", () => {
        signal?.removeEventListener("abort", leave);
        resolve(messages);
      });
    });
  };
}

// grpc-js measures its deadline with a timer that may fire a few milliseconds early by our clock.
const CLOCKS_DIFFER = 50;

interface Clock {
  readonly started: number;
  readonly timeLeft: number;
}

function startedNow(deadline: number): Clock {
  return { started: performance.now(), timeLeft: Math.max(deadline - Date.now(), 0) };
}

function badEnd(path: string, { code, details }: ServiceError, { started, timeLeft }: Clock): BadEnd {
  const rpc = path.slice(path.lastIndexOf("/") + 1);
  return { rpc, code, details, deadlinePassed: performance.now() - started >= timeLeft - CLOCKS_DIFFER };
}
