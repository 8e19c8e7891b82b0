import type { TabletType } from "../../core/options/kinds.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import { escapeName } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";

/** "rdonly reads", "replica and rdonly reads". */
export function nameReads(types: readonly TabletType[]): string {
  return `${joinWithAnd(types.map((type) => type.toLowerCase()))} reads`;
}

/** Says which reads a switch did not move, without a full stop. `source` comes formatted. */
export function sayReadsStill(types: readonly TabletType[], source: string): string {
  return `${nameReads(types)} are still served from ${source}`;
}

/** Says what an operation leaves that was called off after it had switched the reads. */
export function sayReadsStay({ targetKeyspace }: Pick<MoveName, "targetKeyspace">): string {
  return `What is done stays: reads go to ${escapeName(targetKeyspace)}. The writes were not switched.`;
}
