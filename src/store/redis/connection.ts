import { createHash } from "node:crypto";
import type { Cluster, Redis } from "ioredis";
import { Fault } from "../../operations/fault.ts";
import type { FaultKind } from "../../core/explain/rule/fault-kinds.ts";

/** A connection to one Redis, to the master behind Sentinel, or to a Redis Cluster. */
export type Connection = Redis | Cluster;

/**
 * Runs a Lua script atomically. Every key it touches must be named in `keys`. Throws only {@link Fault}.
 *
 * ioredis' own `defineCommand` sends a script in full on every new connection, and so a command that was already given up: a restarted Redis
 * would carry out what its caller was told had failed. By digest alone a restarted Redis refuses it.
 */
export async function runLua(
  redis: Connection,
  lua: string,
  keys: readonly string[],
  args: readonly (string | number)[] = [],
): Promise<unknown> {
  return callRedis(redis, async () => {
    try {
      return await redis.evalsha(digestScript(lua), keys.length, ...keys, ...args);
    } catch (error) {
      // A server that was restarted or failed over to does not know the digest.
      if (!String(error).includes("NOSCRIPT")) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  });
}

const digests = new Map<string, string>();

function digestScript(lua: string): string {
  const digest = digests.get(lua) ?? createHash("sha1").update(lua).digest("hex");
  digests.set(lua, digest);
  return digest;
}

/** Runs commands and turns whatever Redis or the connection throws into a {@link Fault}. */
export async function callRedis<T>(redis: Connection, commands: () => Promise<T>): Promise<T> {
  try {
    await waitUntilReady(redis);
    return await commands();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new Fault(classifyRedisFault(text, error), `Redis: ${text}`, { cause: error });
  }
}

// ioredis sends what waits in its own queue after the outage, long after the caller got an error: a vote would count late. So we hand it a
// command only once it is connected; one in flight when the connection broke may still take effect.
async function waitUntilReady(redis: Connection): Promise<void> {
  if (redis.status === "ready" || redis.status === "end" || redis.status === "wait") return;
  const waiting = waits.get(redis) ?? awaitNextReady(redis);
  waits.set(redis, waiting);
  const outcome = await waiting;
  if (outcome !== "ready") {
    const { error } = outcome;
    const text = error === undefined ? "no answer" : error.message;
    throw new Fault(classifyRedisFault(text, error), `Redis: no connection within ${READY_LIMIT_MS} ms: ${text}`, {
      cause: error,
      nothingSent: true,
    });
  }
}

/** Slack waits 3 s for an acknowledgement, and the command itself takes time after this wait. */
const READY_LIMIT_MS = 800;
const waits = new WeakMap<Connection, Promise<"ready" | { readonly error: Error | undefined }>>();

/** One wait shared by all commands that arrive meanwhile; it keeps the last reason why there is no connection. */
function awaitNextReady(redis: Connection): Promise<"ready" | { readonly error: Error | undefined }> {
  return new Promise((resolve) => {
    let error: Error | undefined;
    const onError = (latest: Error): void => {
      error = latest;
    };
    const settle = (outcome: "ready" | "late"): void => {
      clearTimeout(timer);
      redis.off("ready", onReady);
      redis.off("error", onError);
      waits.delete(redis);
      resolve(outcome === "ready" ? outcome : { error });
    };
    const onReady = (): void => settle("ready");
    const timer = setTimeout(settle, READY_LIMIT_MS, "late");
    redis.on("ready", onReady);
    redis.on("error", onError);
  });
}

// Redis' own error codes (redis.io/docs, "Redis error replies"). Any other error reply is unexpected; an error that is not a reply comes
// from the connection: refused, closed, timed out, too many retries.
const NOT_ANSWERING = /^(LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|NOREPLICAS|BUSY|UNBLOCKED)\b/;
const NOT_ALLOWED = /^(NOAUTH|WRONGPASS|NOPERM)\b/;

function classifyRedisFault(text: string, error: unknown): FaultKind {
  if (NOT_ANSWERING.test(text)) return "unreachable";
  if (NOT_ALLOWED.test(text)) return "denied";
  if (text === "Command timed out") return "unreachable";
  return error instanceof Error && error.name === "ReplyError" ? "unexpected" : "unreachable";
}
