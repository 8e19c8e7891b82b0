import { joinWithAnd } from "../text/lists.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/** "rdonly reads", "replica and rdonly reads". */
export function nameReads(types: readonly TabletType[]): string {
  return `${joinWithAnd(types.map((type) => type.toLowerCase()))} reads`;
}

/** Says which reads a switch did not move, without a full stop. `source` comes formatted. */
export function sayReadsStill(types: readonly TabletType[], source: string): string {
  return `${nameReads(types)} are still served from ${source}`;
}

/** Turns words into a sentence. */
export function toSentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
