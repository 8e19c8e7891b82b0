import { count } from "../../../counts.ts";
import type { ReplayReport } from "./replay.ts";

/** Notes what the replays of one test file compared: calls, fields, and what is allowed to differ or is not replayed, by its reason. */
export function notes(releases: string): (scenario: string, report: ReplayReport) => void {
  const [checked, fields, vtgate] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const [ignored, notReplayed] = [new Map<string, number>(), new Map<string, number>()];
  return (scenario, report) => {
    checked.set(scenario, report.checked);
    fields.set(scenario, report.fields);
    vtgate.set(scenario, report.vtgate);
    add(ignored, report.ignored);
    add(notReplayed, report.notReplayed);
    count(`replay of ${releases}, calls`, checked);
    count(`replay of ${releases}, fields`, fields);
    count(`replay of ${releases}, fields that may differ`, ignored);
    count(`replay of ${releases}, calls that are not replayed`, notReplayed);
    if (report.vtgate > 0) count(`replay of ${releases}, answers of vtgate`, vtgate);
  };
}

function add(sums: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [what, times] of more) sums.set(what, (sums.get(what) ?? 0) + times);
}
