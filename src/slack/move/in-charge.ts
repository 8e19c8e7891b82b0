import type { EntryBody } from "../../core/announce/entries.ts";
import type { Move } from "../../core/move/moves.ts";
import type { Block } from "../blocks/block.ts";
import { buildSection } from "../blocks/build.ts";
import { mentionPeople } from "../text/people.ts";

/** The lines of a thread that say that something is wrong. */
const CALLING: ReadonlySet<EntryBody["kind"]> = new Set<EntryBody["kind"]>([
  "alarm",
  "stalled",
  "lasting",
  "stream-error",
  "vitess-silent",
]);

/** Mentions whoever took the move over under a line that says that something is wrong; nobody before the first hand-over. */
export function callInThread(kind: EntryBody["kind"], move: Move): readonly Block[] {
  return CALLING.has(kind) ? callInCharge(move) : [];
}

/** Mentions whoever took the move over. */
export function callInCharge({ inCharge }: Pick<Move, "inCharge">): readonly Block[] {
  return inCharge === undefined ? [] : [buildSection(`In charge: ${mentionPeople([inCharge.by])}`)];
}
