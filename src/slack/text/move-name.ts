import { moveId, type MoveName, qualified } from "../../core/vitess/names.ts";
import { named } from "./escape.ts";

/** `customer.commerce2customer` in a sentence or title. */
export function moveTitle(name: MoveName): string {
  return named(qualified(name));
}

/** The name as it stands in a command that must mean this move and no other, whichever cluster is the default. */
export function typed(name: MoveName): string {
  return moveId(name);
}
