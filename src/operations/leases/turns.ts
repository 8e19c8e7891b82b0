import type { Answer } from "../../core/command/answers.ts";
import { type ClusterName, qualifyName, type TableName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import {
  requestTurn,
  requestTurnBeforeCall,
  endTurn,
  keepTurn,
  findNextInLine,
  findStepInTheWay,
  listStepsSince,
  type Ticket,
  TURN_LASTS_MS,
  type TurnAnswer,
  type TurnStep,
} from "../../core/rules/turns.ts";
import type { Jobs } from "../jobs.ts";
import type { Records } from "../records.ts";
import { refuse } from "../refusals.ts";

interface Deps {
  readonly records: Pick<Records, "turns">;
  readonly jobs: Jobs;
}

/** Requests the turn to write the documents of the step's cluster: it has it now, or a place in line. Idempotent. */
export function requestTurnOfStep({ records }: Pick<Deps, "records">, step: TurnStep): Promise<TurnAnswer> {
  return records.turns(step.move.cluster, (turns, now) => {
    const { turns: write, answer } = requestTurn(turns, step, now);
    return { write, result: answer };
  });
}

/** Gives up the turn or the place in line, and starts whoever is next at once. Running it again does nothing. */
export async function releaseTurn({ records, jobs }: Deps, cluster: ClusterName, id: string): Promise<void> {
  const next = await records.turns<Ticket | undefined>(cluster, (turns, now) => {
    const isThere = [...turns.holders, ...turns.waiting].some((one) => one.id === id);
    if (!isThere) return { result: undefined };
    const write = endTurn(turns, id, now);
    return { write, result: findNextInLine(write, now) };
  });
  if (next === undefined) return;
  const isCommand = next.verb === "create" || next.verb === "mirror";
  await jobs.ask(isCommand ? { job: "answer-command", inboundId: next.id } : { job: "carry-out", executionId: next.id });
}

/** The answer to a command that has to run again when its turn comes. */
export type InLine = Extract<Answer, { readonly kind: "in-line" }>;

/** Requests the turn once more, right before the call; undefined while the step still has it. */
export type StillMine = () => Promise<InLine | undefined>;

/** How long a command keeps its turn, and again from its call on: a create writes its rules first, and may then wait for the copy. */
const TURN_KEPT_MS = 2 * 60_000;

/**
 * Does `work` in the step's turn, or returns whom the command waits for; it has to run again then. Refuses at once what another step of the
 * same move, or a create of the same table, is already doing. Keeps the turn meanwhile; `work` requests it again right before it sends.
 */
export async function runInTurn(
  deps: Deps,
  step: TurnStep & { readonly verb: "create" | "mirror" },
  work: (stillMine: StillMine) => Promise<Answer>,
): Promise<Answer> {
  const { move, verb } = step;
  const { cluster } = move;
  const inLine = ({ for: ahead, isNew }: Extract<TurnAnswer, { readonly kind: "waits" }>): InLine => ({
    kind: "in-line",
    move,
    step: verb,
    for: ahead,
    isNew,
  });
  const { turn, since } = await deps.records.turns<{ readonly turn: TurnAnswer | Refused; readonly since: Instant }>(
    cluster,
    (turns, now) => {
      const other = turns.holders.some(({ id }) => id === step.id) ? undefined : findStepInTheWay(turns, step, now);
      if (other !== undefined) return { result: { turn: refuseTurn(step, other), since: now } };
      const { turns: write, answer } = requestTurn(turns, step, now);
      return { write, result: { turn: answer, since: now } };
    },
  );
  if (turn.kind === "refused") return turn;
  if (turn.kind === "waits") return inLine(turn);

  let keptUntil = Date.now() + TURN_KEPT_MS;
  let lost: InLine | undefined;
  const stillMine = async (): Promise<InLine | undefined> => {
    const again = await deps.records.turns<TurnAnswer>(cluster, (turns, now) => {
      const { turns: write, answer } = requestTurnBeforeCall(turns, step, since, now);
      return { write, result: answer };
    });
    if (again.kind === "waits") lost = inLine(again);
    else keptUntil = Date.now() + TURN_KEPT_MS;
    return lost;
  };
  try {
    return await runKeepingTurn(
      deps,
      step,
      () => work(stillMine),
      () => lost === undefined && Date.now() < keptUntil,
    );
  } finally {
    // It keeps its place in line.
    if (lost === undefined) await releaseTurn(deps, cluster, step.id);
  }
}

/** Refuses, and says who was first. */
function refuseTurn({ move }: TurnStep, { by, table }: { readonly by: TurnStep; readonly table?: TableName }): Refused {
  if (table !== undefined) return { kind: "refused", reason: "table-in-other-workflow", subject: table, nearest: [qualifyName(by.move)] };
  const { verb, asked } = by;
  const earlier = asked === undefined || verb !== "create" ? {} : { earlier: { by: asked.by, at: asked.at, verb } };
  return { ...refuse(verb === "create" ? "workflow-exists" : "execution-running", qualifyName(move)), ...earlier };
}

/** True if a create into the same keyspace has had its turn since: the look from before is out of date. */
export async function wasCreatedSince({ records }: Pick<Deps, "records">, { id, move }: TurnStep, since: Instant): Promise<boolean> {
  const steps = await records.turns(move.cluster, (turns) => ({ result: listStepsSince(turns, since, id) }));
  return steps.some((one) => one.verb === "create" && one.move.targetKeyspace === move.targetKeyspace);
}

/** Keeps the turn while `work` runs and `isWanted()` is true. The caller decides whether to give it up afterwards. */
export async function runKeepingTurn<T>(
  { records }: Pick<Deps, "records">,
  step: TurnStep,
  work: () => Promise<T>,
  isWanted: () => boolean = () => true,
): Promise<T> {
  const keep = (): Promise<void> =>
    records.turns(step.move.cluster, (turns, now) => {
      const write = keepTurn(turns, step, now);
      return { ...(write === undefined ? {} : { write }), result: undefined };
    });
  // Even if the turn is lost, the call has been sent: the look after it finds what others did to the documents meanwhile.
  const timer = setInterval(() => {
    if (isWanted()) void keep().catch(() => undefined);
  }, TURN_LASTS_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
