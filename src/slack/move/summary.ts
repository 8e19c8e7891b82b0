import type { MoveView } from "../../core/command/answers.ts";
import type { Names } from "../text/people.ts";
import { formatMoment, formatSpan } from "../text/times.ts";
import { pickFreezeToSay, sayFreeze } from "../wording/freezes.ts";
import { sayWaiting } from "../wording/waiting.ts";
import { copyWords } from "./copying.ts";
import { sayHeadline, sayLastKnownState } from "./headline.ts";

export interface SummaryFacts {
  readonly names?: Names;
  /** Vitess did not answer just now, so everything is as last known. */
  readonly isSilent?: boolean;
}

/** One move in one line, for lists: state, name, ETA, who is waited for, age. */
export function summariseMove(view: MoveView, { names, isSilent = false }: SummaryFacts = {}): string {
  const { phase, known, unreadable, waiting, now } = view.situation;
  const freeze = pickFreezeToSay(view.situation);
  const eta = phase.kind === "copying" ? copyWords(view)?.progress.eta : undefined;
  const age = known.reading === undefined || phase.kind === "ended" ? undefined : `read ${formatMoment(known.reading.at, now)}`;
  const parts = [
    sayHeadline(view, names),
    unreadable !== undefined && `last known: ${sayLastKnownState(view, names)}`,
    unreadable === undefined && isSilent && "not answering just now",
    eta !== undefined && `ready in ${formatSpan(eta.fromMs, eta.toMs)}`,
    waiting !== undefined && sayWaiting(waiting, now, names).replace(/\.$/, ""),
    freeze !== undefined && sayFreeze(freeze, now, names),
    age,
  ];
  return parts.filter((part) => part !== undefined && part !== false).join(" · ");
}
