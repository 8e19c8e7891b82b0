import { Fault } from "../../operations/fault.ts";
import { openChannel } from "./channel.ts";
import type { Channel } from "./channel.ts";
import type { TlsMaterial } from "./secrets.ts";

// The pause before an unreachable address is tried again, and the limit up to which it doubles.
const FIRST_RETRY_MS = 2_000;
const LATEST_RETRY_MS = 60_000;

/** The connection of one call: nobody closes it before the call gives it back. */
export interface Taken {
  readonly channel: Channel;
  giveBack(): void;
}

/** One configured address of vtctld: its connection, and whether to try it. */
export interface Endpoint {
  readonly address: string;
  /** New certificates mean a new connection; calls on the old one run to their end. */
  take(tls: TlsMaterial | undefined): Taken;
  answered(): void;
  failed(): void;
  /** Away, and its pause is over. */
  isDue(): boolean;
  /** Away and in its pause: try it only if no other address is left. */
  isResting(): boolean;
  close(): void;
}

interface Connection {
  readonly channel: Channel;
  readonly tls: TlsMaterial | undefined;
  calls: number;
  isOld: boolean;
}

export function openEndpoint(address: string): Endpoint {
  const connections = new Set<Connection>();
  let newest: Connection | undefined;
  let isClosed = false;
  let isAway = false;
  let pauseMs = FIRST_RETRY_MS;
  let retryAt = 0;

  function end(connection: Connection): void {
    connections.delete(connection);
    connection.channel.client.close();
  }

  function renewed(tls: TlsMaterial | undefined): Connection {
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
      const connection = renewed(tls);
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
      isAway = false;
      pauseMs = FIRST_RETRY_MS;
    },
    failed() {
      const now = Date.now();
      // Many calls may notice the same outage at once: that counts as one failure.
      if (isAway && now < retryAt) return;
      if (isAway) pauseMs = Math.min(pauseMs * 2, LATEST_RETRY_MS);
      isAway = true;
      retryAt = now + pauseMs;
    },
    isDue: () => isAway && Date.now() >= retryAt,
    isResting: () => isAway && Date.now() < retryAt,
    close() {
      isClosed = true;
      for (const connection of connections) connection.channel.client.close();
      connections.clear();
    },
  };
}
