import type { Move } from "../../../core/move/moves.ts";
import type { ChannelId } from "../../../core/people/people.ts";
import { moveId } from "../../../core/vitess/names.ts";
import type { Records } from "../../../operations/records.ts";
import { toCardKey } from "../../move/card-key.ts";

/**
 * The move whose card heads this thread, in its own channel or in one that follows it, by name or by a pattern: one that Tandem follows or,
 * if none of them, one of the 200 that ended last.
 */
export async function findMoveOfThread(records: Records, channel: ChannelId, threadTs: string): Promise<Move | undefined> {
  const find = async (moves: readonly Move[]): Promise<Move | undefined> => {
    const cards = await Promise.all(moves.map(({ name }) => records.message(toCardKey(moveId(name), channel))));
    return moves[cards.findIndex((card) => card?.ts === threadTs)];
  };
  return (await find(await records.moves.active())) ?? find(await records.moves.endedSince(0));
}
