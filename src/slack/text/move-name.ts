import { moveId, type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { escapeName } from "./escape.ts";

/** `customer.commerce2customer` in a sentence or title. */
export function moveTitle(name: MoveName): string {
  return escapeName(qualifyName(name));
}

/** The name for a command that must mean exactly this move, whichever cluster is the default. */
export function formatTypedName(name: MoveName): string {
  return moveId(name);
}
