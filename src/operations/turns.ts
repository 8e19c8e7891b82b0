import type { ClusterName } from "../core/names.ts";
import {
  askForTurn,
  giveTurnBack,
  keepTurn,
  nextInLine,
  type Ticket,
  TURN_LASTS_MS,
  type TurnAnswer,
  type TurnStep,
} from "../core/turns/turns.ts";
import type { Jobs } from "./jobs.ts";
import type { Records } from "./records.ts";

interface Deps {
  readonly records: Pick<Records, "turns">;
  readonly jobs: Pick<Jobs, "carryOut" | "answerCommand">;
}

/** Asks for the turn to write the documents of the step's cluster: it has it, or stands in line for it. Again, it is the same place. */
export function askTurn({ records }: Pick<Deps, "records">, step: TurnStep): Promise<TurnAnswer> {
  return records.turns(step.move.cluster, (turns, now) => {
    const { turns: write, answer } = askForTurn(turns, step, now);
    return { write, result: answer };
  });
}

/** Gives the turn, or the place in line, back, and has whoever is next go on at once. A second time it does nothing. */
export async function giveBack({ records, jobs }: Deps, cluster: ClusterName, id: string): Promise<void> {
  const next = await records.turns<Ticket | undefined>(cluster, (turns, now) => {
    const isThere = [...turns.holders, ...turns.waiting].some((one) => one.id === id);
    if (!isThere) return { result: undefined };
    const write = giveTurnBack(turns, id, now);
    return { write, result: nextInLine(write, now) };
  });
  if (next === undefined) return;
  await (next.verb === "create" || next.verb === "mirror" ? jobs.answerCommand(next.id) : jobs.carryOut(next.id, 0));
}

/** Keeps the turn as long as `work` lasts, and at most so long where `mostMs` says so. Whether it is given back then is the caller's to say. */
export async function keepingTurn<T>(
  { records }: Pick<Deps, "records">,
  step: TurnStep,
  work: () => Promise<T>,
  mostMs = Number.POSITIVE_INFINITY,
): Promise<T> {
  const begun = performance.now();
  const keep = (): Promise<void> => records.turns(step.move.cluster, (turns, now) => kept(keepTurn(turns, step, now)));
  const timer = setInterval(() => {
    // Lost or not, the call is on its way: what others made of the documents meanwhile is looked at after it.
    if (performance.now() - begun < mostMs) void keep().catch(() => undefined);
  }, TURN_LASTS_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function kept<T>(write: T | undefined): { readonly write?: T; readonly result: void } {
  return { ...(write === undefined ? {} : { write }), result: undefined };
}
