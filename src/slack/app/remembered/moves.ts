import type { RequestId } from "../../../core/people/people.ts";
import { LRUCache } from "lru-cache";
import type { MoveName } from "../../../core/vitess/names.ts";
import type { Records } from "../../../operations/records.ts";

// Far more than are ever open at a time; an evicted entry is looked up again.
const MOST_MOVES_REMEMBERED = 1_000;

/** Caches each request's move, which never changes: only the first click on a request reads it from the store. Undefined for no request. */
export function createRememberedMoves({ requests }: Pick<Records, "requests">): (requestId: RequestId) => Promise<MoveName | undefined> {
  const known = new LRUCache<string, MoveName>({
    max: MOST_MOVES_REMEMBERED,
    ignoreFetchAbort: true,
    fetchMethod: async (requestId) => (await requests.get(requestId))?.move,
  });
  return (requestId) => known.fetch(requestId);
}
