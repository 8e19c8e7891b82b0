/**
 * What people can do with a workflow that stopped after its copy, worded to follow "next: ". A start succeeds and the stream stops again at
 * once (docs/facts/streams-and-copy.md#stopped-after-copy). Some releases would compare stopped streams; Tandem starts no VDiff of them.
 */
export const AFTER_STOPPED_COPY = adviseWaysOn(
  " (where a switch needs a VDiff, two people must override the missing one: Tandem compares nothing that is stopped)",
);

/** The same advice, where it is known whether a switch needs a VDiff. */
export function adviseAfterStoppedCopy(mustCompare: boolean): string {
  return adviseWaysOn(mustCompare ? " (two people must override the missing VDiff: Tandem compares nothing that is stopped)" : "");
}

function adviseWaysOn(aboutVDiff: string): string {
  return `switch it while nothing writes at the source${aboutVDiff}, or cancel it and create it again without \`--stop-after-copy\``;
}
