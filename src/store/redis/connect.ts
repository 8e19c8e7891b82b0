import { Cluster, Redis } from "ioredis";
import { computeBackoffMs } from "../../operations/backoff.ts";
import { type Access, type Address, parseRedisUrl } from "./address.ts";
import type { Connection } from "./connection.ts";

/**
 * - `records`: fails within two seconds of being sent, so that a person or a job learns that Redis is down.
 * - `jobs`: the same, for adding jobs to queues.
 * - `workers`: waits as long as it takes; BullMQ blocks on it and requires that no command of it is given up.
 */
export type ConnectionUse = "records" | "jobs" | "workers";

// Slack waits 3 s for an acknowledgement. This plus the wait for a connection (connection.ts) stays below that; writing the append-only
// file to a slow disk can delay Redis by up to 2 s.
const COMMAND_LIMIT_MS = 2_000;
const REDIS_BACKOFF = { firstMs: 50, longestMs: 1_000 };

/**
 * Opens a connection that reconnects by itself. It connects at once; commands sent before or during an outage wait, within the limits of
 * its use. `onError` receives every connection error; without a listener ioredis would print them.
 */
export function openRedis(url: string, use: ConnectionUse, onError: (error: Error) => void): Connection {
  const connection = createConnection(parseRedisUrl(url), use);
  connection.on("error", onError);
  return connection;
}

function createConnection(address: Address, use: ConnectionUse): Connection {
  const common = toConnectionOptions(address.access, use);
  if (address.kind === "cluster") {
    return new Cluster([...address.nodes], { redisOptions: common, clusterRetryStrategy: pauseBefore });
  }
  if (address.kind === "single") {
    return new Redis({ ...common, host: address.host, port: address.port, db: address.db, retryStrategy: pauseBefore });
  }
  return new Redis({
    ...common,
    sentinels: [...address.nodes],
    name: address.master,
    db: address.db,
    enableTLSForSentinelMode: address.access.tls,
    retryStrategy: pauseBefore,
    sentinelRetryStrategy: pauseBefore,
  });
}

function pauseBefore(attempt: number): number {
  return computeBackoffMs(attempt, REDIS_BACKOFF);
}

function toConnectionOptions({ tls, ...credentials }: Access, use: ConnectionUse) {
  return {
    ...credentials,
    ...(tls ? { tls: {} } : {}),
    connectionName: `tandem-${use}`,
    // A failed-over master answers READONLY: reconnect and resend the command to the new one.
    reconnectOnError: (error: Error): 2 | false => (error.message.startsWith("READONLY") ? 2 : false),
    ...(use === "workers" ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 20, commandTimeout: COMMAND_LIMIT_MS }),
  };
}
