import { Fault } from "../../operations/fault.ts";
import { openChannel, type Channel } from "./channel.ts";
import { computeBackoffMs } from "../../operations/backoff.ts";
import type { TlsMaterial } from "./secrets.ts";

// The pause before an unreachable address is tried again.
const RETRY = { firstMs: 2_000, longestMs: 60_000 };

/** The connection of one call: nobody closes it before the call gives it back. */
export interface TakenChannel {
  readonly channel: Channel;
  giveBack(): void;
}

/** One configured address of vtctld: its connection, and whether to try it. */
export interface Endpoint {
  readonly address: string;
  /** New certificates mean a new connection; calls on the old one run to their end. */
  take(tls: TlsMaterial | undefined): TakenChannel;
  answered(): void;
  failed(): void;
  /** Away, and its pause is over. */
  isDue(): boolean;
  /** Away and in its pause: try it only if no other address is left. */
  isResting(): boolean;
  close(): void;
}

interface EndpointConnection {
  readonly channel: Channel;
  readonly tls: TlsMaterial | undefined;
  calls: number;
  isOld: boolean;
}

export function openEndpoint(address: string): Endpoint {
  const connections = new Set<EndpointConnection>();
  let newest: EndpointConnection | undefined;
  let isClosed = false;
  // Without an answer since; 0 while the address answers.
  let failures = 0;
  let retryAt = 0;

  function end(connection: EndpointConnection): void {
    connections.delete(connection);
    connection.channel.client.close();
  }

  function renewConnection(tls: TlsMaterial | undefined): EndpointConnection {
    if (newest !== undefined && newest.tls === tls) return newest;
    if (newest !== undefined) {
      newest.isOld = true;
      // vtctld aborts a switch whose client goes away (docs/facts/locks-and-deadlines.md#client-gone): the last call ends a used channel.
      if (newest.calls === 0) end(newest);
    }
    newest = { channel: openChannel(address, tls), tls, calls: 0, isOld: false };
    connections.add(newest);
    return newest;
  }

  return {
    address,
    take(tls) {
      if (isClosed)
        throw new Fault("unreachable", `The connections to vtctld at ${address} are closed; nothing was sent`, { nothingSent: true });
      const connection = renewConnection(tls);
      connection.calls += 1;
      return {
        channel: connection.channel,
        giveBack() {
          connection.calls -= 1;
          if (connection.isOld && connection.calls === 0) end(connection);
        },
      };
    },
    answered() {
      failures = 0;
    },
    failed() {
      const now = Date.now();
      // Many calls may notice the same outage at once: that counts as one failure.
      if (failures > 0 && now < retryAt) return;
      failures += 1;
      retryAt = now + computeBackoffMs(failures, RETRY);
    },
    isDue: () => failures > 0 && Date.now() >= retryAt,
    isResting: () => failures > 0 && Date.now() < retryAt,
    close() {
      isClosed = true;
      for (const connection of connections) connection.channel.client.close();
      connections.clear();
    },
  };
}
