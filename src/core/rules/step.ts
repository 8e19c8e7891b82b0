import type { Act } from "../acts/acts.ts";
import type { TabletType } from "../options.ts";
import type { Rules } from "../readings.ts";
import type { Seal } from "../acts/requests.ts";
import type { RulesStep } from "./change.ts";

/** What the call of an act may do to the rules. `saved`: the rules of the snapshot that a restore puts back. */
export function rulesStepOf(
  act: Act,
  tabletTypes: readonly TabletType[],
  { move, sourceKeyspace, tables }: Pick<Seal, "move" | "sourceKeyspace" | "tables">,
  saved?: Rules,
): RulesStep {
  const step = { verb: act.verb, tabletTypes, leavesRules: leavesRules(act), sourceKeyspace, targetKeyspace: move.targetKeyspace, tables };
  return act.verb === "restore" && saved !== undefined ? { ...step, restores: { rules: saved, documents: act.options.documents } } : step;
}

function leavesRules(act: Act): boolean {
  return (act.verb === "complete" || act.verb === "cancel" || act.verb === "delete") && act.options.keepRoutingRules;
}
