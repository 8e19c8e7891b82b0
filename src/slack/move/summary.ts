import type { MoveView } from "../../core/answers.ts";
import { isCopying, phaseOf } from "../../core/state/phase.ts";
import type { Instant } from "../../core/readings.ts";
import { moveTitle } from "../text/move-name.ts";
import { moment, span } from "../text/times.ts";
import { sayPhase } from "../wording/phases.ts";
import { percentWords } from "./bar.ts";
import { copyWords } from "./copying.ts";
import { phaseNames } from "./phase-names.ts";

/** One move in one line, for lists: name, phase, percent, ETA, age. */
export function summary(view: MoveView, maxLagSeconds: number, now: Instant): string {
  const { move, reading } = view;
  const phase = phaseOf(move, reading, maxLagSeconds);
  const { status } = sayPhase(phase, phaseNames(view, maxLagSeconds, false));
  const copying = phase.kind === "copying" && reading?.workflow !== undefined && isCopying(reading.workflow);
  const read = reading === undefined || phase.kind === "ended" ? "" : ` · read ${moment(reading.at, now)}`;
  return `${moveTitle(move.name)} · ${copying ? copySummary(view, status, now) : status}${read}`;
}

function copySummary(view: MoveView, status: string, now: Instant): string {
  const copy = copyWords(view, now);
  if (copy === undefined) return status;
  if (copy.stalledMs !== undefined) return "stalled";
  const { percent, eta } = copy.progress;
  const ready = eta === undefined ? "" : ` · ready in ${span(eta.fromMs, eta.toMs)} (estimate)`;
  return `${status}${copy.begun ? ` · ${percentWords(percent)}` : ""}${ready}`;
}
