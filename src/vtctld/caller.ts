import { performance } from "node:perf_hooks";

import type { ServiceError } from "@grpc/grpc-js";
import type { MethodDefinition } from "@grpc/proto-loader";

import { Fault } from "../operations/fault.ts";
import { connected, metadataFor, openChannel } from "./channel.ts";
import type { Channel, StaticCredentials, Tls } from "./channel.ts";
import { faultFrom } from "./faults.ts";

// How long one address may take to accept a connection, so that a dead one leaves time for the next.
const CONNECT_WITHIN = 4_000;

type Method = MethodDefinition<object, object>;

/** Makes single calls to one cluster, which may have several vtctlds. Throws only {@link Fault}. */
export interface Caller {
  /** Tries the address that answered last, then the others, all within one deadline. */
  read(method: Method, request: object, deadlineMs: number): Promise<object>;
  /** Sends once, to the address that answered last. */
  write(method: Method, request: object, deadlineMs: number): Promise<object>;
  /** Ends the connections; a call that is still under way is abandoned, so wait for writes first. */
  close(): void;
}

export interface Where {
  readonly addresses: readonly string[];
  readonly credentials?: StaticCredentials;
  readonly tls?: Tls;
}

export function openCaller(where: Where): Caller {
  const channels = where.addresses.map((address) => openChannel(address, where.tls));
  const metadata = metadataFor(where.credentials);
  let answeredLast = channels[0];

  async function attempt(channel: Channel, method: Method, request: object, deadline: number): Promise<object> {
    const waitUntil = Math.min(deadline, Date.now() + CONNECT_WITHIN);
    if (!(await connected(channel, waitUntil)))
      throw new Fault("unreachable", `No connection to vtctld at ${channel.address}; nothing was sent`);
    try {
      const answer = await send(channel, method, request, deadline);
      answeredLast = channel;
      return answer;
    } catch (error) {
      // A no is an answer as well.
      if (!(error instanceof Fault)) throw new Fault("unexpected", "The call could not be made", { cause: error });
      if (error.kind !== "unreachable" && error.kind !== "timed-out") answeredLast = channel;
      throw error;
    }
  }

  function send(channel: Channel, method: Method, request: object, deadline: number): Promise<object> {
    const { path, requestSerialize, responseDeserialize } = method;
    const timeLeft = Math.max(deadline - Date.now(), 0);
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, answer?: object): void => {
        if (error === null) {
          resolve(answer ?? {});
          return;
        }
        const rpc = path.slice(path.lastIndexOf("/") + 1);
        const { code, details } = error;
        reject(faultFrom({ rpc, code, details, deadlinePassed: performance.now() - started >= timeLeft - CLOCKS_DIFFER }));
      };
      channel.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline }, done);
    });
  }

  return {
    async read(method, request, deadlineMs) {
      const deadline = Date.now() + deadlineMs;
      let fault = new Fault("unreachable", "No address of vtctld is configured");
      for (const channel of startingWith(answeredLast, channels)) {
        try {
          // One address after the other: asking all at once would multiply the load of every poll.
          return await attempt(channel, method, request, deadline);
        } catch (error) {
          if (!(error instanceof Fault) || error.kind !== "unreachable") throw error;
          fault = error;
        }
      }
      throw fault;
    },
    async write(method, request, deadlineMs) {
      if (answeredLast === undefined) throw new Fault("unreachable", "No address of vtctld is configured");
      return attempt(answeredLast, method, request, Date.now() + deadlineMs);
    },
    close() {
      for (const channel of channels) channel.client.close();
    },
  };
}

// grpc-js measures its deadline with a timer that may fire a few milliseconds early by our clock.
const CLOCKS_DIFFER = 50;

function startingWith(first: Channel | undefined, channels: readonly Channel[]): readonly Channel[] {
  return first === undefined ? channels : [first, ...channels.filter((channel) => channel !== first)];
}
