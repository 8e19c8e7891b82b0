import type { MoveView } from "../../core/answers.ts";
import type { Move } from "../../core/moves.ts";
import { isRunning } from "../../core/state/phase.ts";
import type { Reading } from "../../core/readings.ts";
import { trafficOf } from "../../core/state/traffic.ts";
import { named } from "../text/escape.ts";
import type { PhaseNames, ReverseState } from "../wording/phases.ts";

/** What the words of a move's phase need, from its last reading. */
export function phaseNames({ move, reading }: Pick<MoveView, "move" | "reading">, maxLagSeconds: number, clean: boolean): PhaseNames {
  return {
    source: named(move.sourceKeyspace),
    target: named(move.name.targetKeyspace),
    maxLagSeconds,
    reads: reading === undefined ? "none" : trafficOf(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace).reads,
    reverse: reverseState(move, reading),
    clean,
  };
}

/** Switching back is safe only while the reverse workflow runs (vitess.md, 23.0.3 items 3 and 27). */
export function reverseState({ withoutWayBack }: Move, reading: Reading | undefined): ReverseState {
  const reverse = reading?.reverse;
  if (reverse === undefined) return "absent";
  if (isRunning(reverse)) return "running";
  // Vitess makes it all the same, and never starts it (vitess.md, 23.0.3 item 3).
  return withoutWayBack === true ? "absent" : "stopped";
}
