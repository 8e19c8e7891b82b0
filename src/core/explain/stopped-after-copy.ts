/**
 * What is left to do with a workflow that stopped after its copy, as it stands behind "next: ". A start succeeds and stops again at once
 * (vitess.md, second run 9); Vitess would compare stopped streams, and Tandem starts no VDiff of them.
 */
export const AFTER_STOPPED_COPY =
  "switch it while nothing writes at the source (where a switch needs a VDiff, two people must override the missing one: Tandem compares nothing that is stopped), or cancel it and create it again without `--stop-after-copy`";
