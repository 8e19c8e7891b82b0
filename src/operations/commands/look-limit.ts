import type { PersonId } from "../../core/people/people.ts";
import type { Records } from "../records.ts";
import type { Allowance } from "../shared-pace.ts";

/** How many commands that only read one person may give: so many at once, and one a second after that, for all processes together. */
export const LOOKS_AT_ONCE = 20;
const ALLOWANCE: Allowance = { everyMs: 1_000, ahead: LOOKS_AT_ONCE - 1 };

/**
 * Takes one of the looks that a person may have now. Returns 0, or how many milliseconds until the next. Without it, thousands of looks of
 * one person would be ahead of everybody else's commands. Throws a Fault when the store does not answer.
 */
export function spendLook({ records }: { readonly records: Pick<Records, "spend"> }, by: PersonId): Promise<number> {
  return records.spend(`looks:${by}`, by, ALLOWANCE);
}
