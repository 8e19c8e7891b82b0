import type { DoneCall, Execution } from "../operation/execution/executions.ts";
import { nameVerb } from "../operation/request/operations.ts";
import type { Instant } from "../readings/readings.ts";

/** How long the last call took; in a switch of several steps, the one that moved the writes. */
export function measureLastCall(done: readonly DoneCall[]): number | undefined {
  const last = done.at(-1);
  return last === undefined ? undefined : last.endedAt - last.startedAt;
}

/** From the first call that moved writes to the look that showed them moved, calls in between included: no application waited longer. */
export function measureWritesWaited({ proposal, done }: Execution, seenAt: Instant): number | undefined {
  const verb = nameVerb(proposal);
  if (verb !== "switch" && verb !== "reverse") return undefined;
  const first = done.find(({ tabletTypes }) => tabletTypes.includes("PRIMARY"));
  return first === undefined ? undefined : seenAt - first.startedAt;
}
