import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import type { Move } from "../../core/move/moves.ts";
import { findSilenceOf } from "../../core/move/raised.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { announceSilence, type Silence } from "../../core/situation/silence.ts";
import { moveId } from "../../core/vitess/names.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import type { Fault } from "../fault.ts";
import { explainFault } from "../readings/explain-fault.ts";
import { followSilence } from "./follow-silence.ts";

type UnreadDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown" | "clusters" | "policy">;

/** Records and announces that moves of one keyspace could not be read, so that no card shows its last reading as if it were new. */
export async function noteUnread(deps: UnreadDeps, moves: readonly Move[], fault: Fault, since: Instant): Promise<void> {
  const [first] = moves;
  if (first === undefined) return;
  const { kind, message } = fault;
  const { meaning: why, next } = await explainFault(deps, first.name.cluster, { text: message, kind, verb: "status", looked: true });
  await keep(deps, moves, () => ({ kind: "failed", since, why, next }));
}

/** Records and announces that a read of moves of one keyspace has had no answer for a while. */
export async function noteSilence(deps: UnreadDeps, moves: readonly Move[], since: Instant): Promise<void> {
  const why = "Vitess has not answered a read for 5 s: vtctld, its topology service or a tablet hangs.";
  await keep(deps, moves, ({ name, sourceKeyspace }) => {
    const next = `Check that vtctld and its topology service run, and the primary tablets of ${name.targetKeyspace} and ${sourceKeyspace}.`;
    return { kind: "waits", since, why, next };
  });
}

async function keep(deps: UnreadDeps, moves: readonly Move[], seenOf: (move: Move) => Silence): Promise<void> {
  for (const one of moves) {
    const id = moveId(one.name);
    const { limits } = deps.policy(one.name.cluster);
    await commit(deps, id, ({ move, clusterAlarms }, now) => {
      if (move === undefined) return { result: undefined };
      const takenBy = findSilenceOf(one.name, clusterAlarms)?.takenBy;
      const silence = { ...seenOf(one), ...(takenBy === undefined ? {} : { takenBy }) };
      return { ...announceSilence(move, silence, now, limits), jobs: publishJobs(id), result: undefined };
    });
  }
  const [first] = moves;
  if (first !== undefined) await followSilence(deps, first.name.cluster, moveId(first.name));
}
