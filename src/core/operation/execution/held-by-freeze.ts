import type { Reading } from "../../readings/readings.ts";
import { isUnfinished } from "../outcome/begun.ts";
import { type Execution, findSubject } from "./executions.ts";

/**
 * Whether a freeze holds the next call of this operation. It does not hold what ends an outage: a rescue, and the same switch or reverse
 * again that finishes one that was cut off; nor what somebody runs behind broken glass.
 */
export function isHeldByFreeze(
  { move, proposal, breakGlass }: Pick<Execution, "move" | "proposal" | "breakGlass">,
  reading: Reading | undefined,
): boolean {
  if (breakGlass !== undefined || proposal.kind === "rescue") return false;
  const verb = proposal.kind === "workflow" ? proposal.operation.verb : undefined;
  const subject = findSubject({ move, proposal });
  if ((verb !== "switch" && verb !== "reverse") || reading === undefined || subject === undefined) return true;
  return !isUnfinished(verb, { reading, subject });
}
