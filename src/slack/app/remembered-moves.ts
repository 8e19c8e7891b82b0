import type { MoveName } from "../../core/vitess/names.ts";
import type { Records } from "../../operations/records.ts";

// Far more than are open at a time; what falls out is looked up again.
const MOST = 1_000;

/** The move of a request, which is never another: after its first click, the next waits for one trip to the store less. Undefined for no request. */
export function rememberedMoves({ requests }: Pick<Records, "requests">): (requestId: string) => Promise<MoveName | undefined> {
  const known = new Map<string, MoveName>();
  return async (requestId) => {
    const move = known.get(requestId) ?? (await requests.get(requestId))?.move;
    if (move === undefined) return undefined;
    if (known.size >= MOST) known.clear();
    known.set(requestId, move);
    return move;
  };
}
