import type { MoveView } from "../../../src/core/command/answers.ts";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { COPYING, move, MOVING, reading, stream, view, workflow } from "../given.ts";

const STOPPED = reading({ workflow: workflow({ streams: [stream({ state: "Stopped" })] }) });

/** So many moves: of eight one is stopped, one in sync, and six are copied. The workflows' names begin with `name`. */
export function fleetOf(count: number, name: string): readonly MoveView[] {
  return Array.from({ length: count }, (_, n) => {
    const its = move({ name: { ...move().name, workflow: `${name}${n}` as WorkflowName } });
    if (n % 8 === 0) return view({ move: its, reading: STOPPED });
    return n % 8 === 1 ? view({ move: its, reading: reading() }) : view({ move: its, reading: COPYING, samples: MOVING });
  });
}
