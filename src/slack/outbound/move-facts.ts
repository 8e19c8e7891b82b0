import type { MoveView } from "../../core/answers.ts";
import type { Execution } from "../../core/acts/executions.ts";
import { moveId as idOf } from "../../core/names.ts";
import type { PersonId } from "../../core/people.ts";
import type { Instant } from "../../core/readings.ts";
import type { Request } from "../../core/acts/requests.ts";
import type { VerbDeps } from "../../operations/deps.ts";
import type { Records } from "../../operations/records.ts";
import type { CleanVDiffs } from "./clean-vdiffs.ts";

/** Everything that a card shows, as the records have it at one moment. */
export interface MoveFacts {
  readonly view: MoveView;
  readonly now: Instant;
  readonly openRequest?: Request;
  readonly runningExecution?: Execution;
  readonly vdiffClean: boolean;
  /** Everybody whose name may be shown. */
  readonly people: readonly PersonId[];
}

interface Deps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "moves" | "requests" | "executions" | "reading" | "samples" | "sizes" | "now">;
  readonly cleanVDiffs: CleanVDiffs;
}

/** Undefined when there is no such move. */
export async function loadMoveFacts({ records, cleanVDiffs, policy }: Deps, moveId: string): Promise<MoveFacts | undefined> {
  const move = await records.moves.get(moveId);
  if (move === undefined) return undefined;
  const [reading, samples, sizes, requests, executions, now, vdiffCompletedAt] = await Promise.all([
    records.reading(moveId),
    records.samples(moveId),
    records.sizes(moveId),
    records.requests.live(),
    records.executions.unsettled(),
    records.now(),
    cleanVDiffs.since(move),
  ]);
  const openRequest = requests.find(({ seal, state }) => state.kind === "open" && idOf(seal.move) === moveId);
  const runningExecution = executions.find(({ move: name, outcome }) => outcome === undefined && idOf(name) === moveId);
  return {
    view: { move, samples, sizes, ...(reading === undefined ? {} : { reading }) },
    now,
    ...(openRequest === undefined ? {} : { openRequest }),
    ...(runningExecution === undefined ? {} : { runningExecution }),
    vdiffClean: vdiffCompletedAt !== undefined && now - vdiffCompletedAt <= policy(move.name.cluster).limits.vdiffMaxAgeMs,
    people: [move.askedBy, ...(openRequest === undefined ? [] : [openRequest.askedBy, ...openRequest.votes.map((vote) => vote.by)])],
  };
}
