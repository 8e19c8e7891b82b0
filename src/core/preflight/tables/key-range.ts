import type { Shard } from "../../vitess/names.ts";
/** True when two shards share keys: `-80` and `40-c0` do, `0` and `-` cover everything. */
export function doRangesOverlap(a: Shard, b: Shard): boolean {
  const one = parseKeyRange(a);
  const two = parseKeyRange(b);
  return (one.end === "" || two.start < one.end) && (two.end === "" || one.start < two.end);
}

/** A name without a dash is an unsharded keyspace's whole range. Hex of any length compares as text: `4` is `40`. */
function parseKeyRange(shard: Shard): { readonly start: string; readonly end: string } {
  const parts = shard.split("-");
  const [start = "", end = ""] = parts;
  return parts.length === 2 ? { start: padBound(start), end: padBound(end) } : { start: "", end: "" };
}

function padBound(bound: string): string {
  return bound.replace(/0+$/, "").toLowerCase();
}
