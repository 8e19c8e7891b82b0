import type { Move } from "../core/move/moves.ts";
import type { Instant } from "../core/readings/readings.ts";
import type { Fault } from "../operations/fault.ts";
import type { Collection } from "../operations/records.ts";
import { readOrReport } from "./collection.ts";
import { callRedis, type Connection } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";

interface EndedMoves {
  readonly redis: Connection;
  readonly keys: Keys;
  readonly moves: Collection<Move>;
  readonly onDamaged: ((fault: Fault) => void) | undefined;
}

/** The moves that have ended since then and were not made anew, the newest first. A commit that ends a move lists it. */
export async function readEndedMoves({ redis, keys, moves, onDamaged }: EndedMoves, since: Instant): Promise<readonly Move[]> {
  const ids = await callRedis(redis, () => redis.zrevrangebyscore(keys.endedMoves(), "+inf", since));
  const found = await Promise.all(ids.map((id) => readOrReport(() => moves.get(id), onDamaged)));
  return found.filter((move): move is Move => move?.state.kind === "ended");
}
