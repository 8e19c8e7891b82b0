import type { Situation } from "./situation.ts";

/**
 * Changes whenever something happened that people must see at once: where the move stands, what is wrong, who is waited for, which buttons
 * there are. Numbers and ages leave it as it is.
 */
export function describeState({ phase, alarm, rollbackUntil, unreadable, waiting, buttons, known }: Situation): string {
  return JSON.stringify([
    phase.kind,
    phase.kind === "error" ? phase.message : "",
    alarm?.alarm ?? "",
    alarm?.lockedBy === undefined ? "" : "locked",
    rollbackUntil ?? "",
    unreadable?.since ?? "",
    describeWaiting(waiting),
    known.freeze ?? "",
    known.request === undefined ? [] : [known.request.id, known.request.votes.length],
    buttons.map(({ key, primary }) => [key, primary]),
  ]);
}

/** Leaves out a hold's lag: a changed number may wait. */
function describeWaiting(waiting: Situation["waiting"]): unknown {
  return waiting?.kind === "hold"
    ? [waiting.verb, waiting.kind, waiting.hold.reason, waiting.hold.since, waiting.hold.until]
    : (waiting ?? "");
}
