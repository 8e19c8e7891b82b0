import { Cluster, Redis } from "ioredis";
import { computeBackoffMs } from "../../operations/backoff.ts";
import { type Access, type Address, parseRedisUrl } from "./address.ts";
import type { Connection } from "./connection.ts";

/**
 * - `records`: fails within two seconds of being sent, so that a person or a job learns that Redis is down.
 * - `jobs`: the same, for adding jobs to queues.
 * - `durability`: the same, and nothing is sent a second time: after a reconnect an answer would be about another server.
 * - `workers`: waits as long as it takes; BullMQ blocks on it and requires that no command of it is given up.
 */
export type ConnectionUse = "records" | "jobs" | "durability" | "workers";

// Slack waits 3 s for an acknowledgement. This plus the wait for a connection (connection.ts) stays below that; writing the append-only
// file to a slow disk can delay Redis by up to 2 s.
const COMMAND_LIMIT_MS = 2_000;
// A server that stands still, or a network that swallows everything, closes no connection. Whatever waits so long for any answer connects
// anew: to the server that is the master by then. BullMQ blocks for up to 10 s.
const ANSWERS_WITHIN_MS = { records: 4_000, jobs: 4_000, durability: 4_000, workers: 12_000 } as const satisfies Record<
  ConnectionUse,
  number
>;
const REDIS_BACKOFF = { firstMs: 50, longestMs: 1_000 };

/**
 * Opens a connection that reconnects by itself. It connects at once; commands sent before or during an outage wait, within the limits of
 * its use. `onError` receives every connection error; without a listener ioredis would print them. `password` gives the one of the moment, for
 * every connection that is made from then on; Redis lets those that it has accepted go on.
 */
export function openRedis(url: string, use: ConnectionUse, onError: (error: Error) => void, password?: () => string): Connection {
  const connection = createConnection(parseRedisUrl(url), use, password?.());
  if (password !== undefined) takePassword(connection, password);
  connection.on("error", onError);
  return connection;
}

/**
 * Has a connection, those that BullMQ duplicates from it, and the nodes of a Cluster log in with the password of the moment. ioredis reads it
 * from its options whenever it connects, the first time before it can be told.
 */
function takePassword(connection: Connection, password: () => string): void {
  if (connection instanceof Cluster) {
    connection.on("+node", (node: Redis) => takePassword(node, password));
    Object.assign(connection, { duplicate: duplicateWith(connection.duplicate.bind(connection), password) });
  } else {
    Object.defineProperty(connection.options, "password", { get: password, enumerable: true });
    Object.assign(connection, { duplicate: duplicateWith(connection.duplicate.bind(connection), password) });
  }
}

function duplicateWith<Given extends unknown[]>(duplicate: (...given: Given) => Connection, password: () => string) {
  return (...given: Given): Connection => {
    const made = duplicate(...given);
    takePassword(made, password);
    return made;
  };
}

/** `password`: in place of the address's own. */
function createConnection(address: Address, use: ConnectionUse, password = address.access.password): Connection {
  const common = toConnectionOptions({ ...address.access, ...(password === undefined ? {} : { password }) }, use);
  if (address.kind === "cluster") {
    // Of a cluster that is down, ioredis' `connect` never settles if it checks that, and BullMQ may wait for it and take no job ever again.
    const enableReadyCheck = use !== "workers";
    return new Cluster([...address.nodes], { redisOptions: common, clusterRetryStrategy: pauseBefore, enableReadyCheck });
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
    socketTimeout: ANSWERS_WITHIN_MS[use],
    // A failed-over master answers READONLY: reconnect and resend the command to the new one.
    reconnectOnError: (error: Error): 2 | false => (error.message.startsWith("READONLY") ? 2 : false),
    ...(use === "durability" ? { autoResendUnfulfilledCommands: false } : {}),
    ...(use === "workers" ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 20, commandTimeout: COMMAND_LIMIT_MS }),
  };
}
