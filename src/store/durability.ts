import type { Confirmed } from "./losses.ts";
import type { Connection } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

/** Where a write must be before people are told that it is recorded, beyond the memory of the master. */
export interface DurabilityWish {
  /** On the master's disk. A server without WAITAOF, which came with Redis 7.2, cannot tell, and then this is not waited for. */
  readonly disk: boolean;
  /** In the memory of so many replicas. */
  readonly replicas: number;
}

export interface DurabilityOptions extends DurabilityWish {
  /** Used for nothing else (`openRedis(url, "durability")`): what waits here holds up all that follows on the same connection. */
  readonly redis: Connection;
  /** Called once with the reason if the server cannot tell what is on its disk. */
  readonly onCannotTell: (reason: string) => void;
}

/** Waits until what this process has written so far is durable. False if that is not known within `withinMs`. Never throws. */
export type AwaitDurable = (withinMs: number) => Promise<boolean>;

/** As long as Redis may take to write its append-only file to a slow disk. Shorter than the connection's limit for a command. */
const ROUND_LASTS_MS = 1_800;

// WAITAOF and WAIT speak of the writes of their own connection, and Redis writes in one order: so once this write is durable, all before it
// are. The script writes only while the store has every commit that it confirmed to this process. Otherwise another master that never had
// them would vouch for them.
const WRITE_AFTER_ALL = `
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
return 1`;

/** Those who ask at the same time share one round. */
export function openDurability(
  { redis, disk, replicas, onCannotTell }: DurabilityOptions,
  keys: Keys,
  confirmed: Pick<Confirmed, "counter" | "count">,
): AwaitDurable {
  let canTell = true;
  // The next round begins when this one is over: a write of now may be too late for one that runs.
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;

  async function send(asksDisk: boolean): Promise<readonly [Error | null, unknown][]> {
    const sent = redis.pipeline().eval(WRITE_AFTER_ALL, 2, confirmed.counter, keys.durable(), confirmed.count());
    if (asksDisk) sent.call("WAITAOF", 1, 0, ROUND_LASTS_MS);
    if (replicas > 0) sent.call("WAIT", replicas, ROUND_LASTS_MS);
    return (await sent.exec()) ?? [];
  }

  /** Of several commands sent together ioredis follows none to another master of a Cluster, and remembers none; it does both for a single one. */
  async function ask(asksDisk: boolean): Promise<readonly [Error | null, unknown][]> {
    const replies = await send(asksDisk);
    if (!replies[0]?.[0]?.message.startsWith("MOVED ")) return replies;
    await redis.exists(keys.durable());
    return send(asksDisk);
  }

  async function round(): Promise<boolean> {
    const asksDisk = disk && canTell;
    if (!asksDisk && replicas === 0) return true;
    try {
      const [written, ...waited] = await ask(asksDisk);
      if (written === undefined || written[0] !== null || written[1] !== 1) return false;
      const [onDisk, onReplicas] = asksDisk ? waited : [undefined, ...waited];
      if (onDisk?.[0] && isUnknownCommand(onDisk[0])) {
        canTell = false;
        onCannotTell(onDisk[0].message);
      } else if (onDisk !== undefined && !isAtLeast(onDisk, 1)) return false;
      return replicas === 0 || (onReplicas !== undefined && isAtLeast(onReplicas, replicas));
    } catch {
      // Whatever it is, nobody vouched for the write; the connection reports its own errors.
      return false;
    }
  }

  function join(): Promise<boolean> {
    if (running === undefined) {
      running = round().finally(() => (running = undefined));
      return running;
    }
    next ??= running.then(() => {
      next = undefined;
      return join();
    });
    return next;
  }

  return async (withinMs) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, withinMs, false);
    });
    const isDurable = await Promise.race([join(), late]);
    clearTimeout(timer);
    return isDurable;
  };
}

/** WAITAOF answers with how many masters and replicas, WAIT with how many replicas. */
function isAtLeast([error, reply]: readonly [Error | null, unknown], least: number): boolean {
  return error === null && Number(Array.isArray(reply) ? reply[0] : reply) >= least;
}

/** Unknown to an older server, or not allowed to this user. */
function isUnknownCommand({ message }: Error): boolean {
  return /^(?:ERR unknown command|NOPERM)/i.test(message);
}
