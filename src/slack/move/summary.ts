import type { MoveView } from "../../core/command/answers.ts";
import { moveTitle } from "../text/move-name.ts";
import type { Names } from "../text/people.ts";
import { formatMoment, formatSpan } from "../text/times.ts";
import { sayPhase } from "../wording/phases.ts";
import { sayWaiting } from "../wording/waiting.ts";
import { sayPercent } from "./bar.ts";
import { copyWords } from "./copying.ts";

export interface SummaryFacts {
  readonly names?: Names;
  /** Vitess did not answer just now, so everything is as last known. */
  readonly isSilent?: boolean;
}

/** One move in one line, for lists: name, phase, percent, ETA, who is waited for, age. */
export function summariseMove(view: MoveView, { names, isSilent = false }: SummaryFacts = {}): string {
  const { phase, known, unreadable, waiting, now } = view.situation;
  const { status } = sayPhase(view.situation, names);
  const words = phase.kind === "copying" ? copySummary(view, status) : status;
  const age = known.reading === undefined || phase.kind === "ended" ? undefined : `read ${formatMoment(known.reading.at, now)}`;
  const parts = [
    moveTitle(known.move.name),
    unreadable !== undefined && `cannot be read since ${formatMoment(unreadable.since, now)}`,
    unreadable === undefined && isSilent && "not answering",
    unreadable !== undefined || isSilent ? `last known: ${words}` : words,
    waiting !== undefined && sayWaiting(waiting, now, names).replace(/\.$/, ""),
    age,
  ];
  return parts.filter((part) => part !== undefined && part !== false).join(" · ");
}

function copySummary(view: MoveView, status: string): string {
  const copy = copyWords(view);
  if (copy === undefined) return status;
  if (copy.stalledMs !== undefined) return "stalled";
  const { percent, eta } = copy.progress;
  const ready = eta === undefined ? "" : ` · ready in ${formatSpan(eta.fromMs, eta.toMs)} (estimate)`;
  return `${status}${percent === undefined ? "" : ` · ${sayPercent(percent)}`}${ready}`;
}
