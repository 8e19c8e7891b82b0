import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type Silence, announceSilence } from "../../core/situation/silence.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { explainFault } from "../readings/explain-fault.ts";
import type { Fault } from "../fault.ts";
import { composeNotices } from "../announce/notices.ts";

type UnreadDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown" | "clusters">;

/** Records and announces that moves of one keyspace could not be read, so that no card shows its last reading as if it were new. */
export async function noteUnread(deps: UnreadDeps, moves: readonly Move[], fault: Fault, since: Instant): Promise<void> {
  const [first] = moves;
  if (first === undefined) return;
  const { kind, message } = fault;
  const { meaning: why, next, rule } = await explainFault(deps, first.name.cluster, { text: message, kind, verb: "status", looked: true });
  // Without a vtctld every keyspace is silent, so the operators' channel gets one line. A shard without a primary is also `unreachable`.
  const isWholeCluster = kind === "unreachable" && rule !== "no-primary";
  await keep(deps, moves, () => ({ kind: "failed", since, why, next, isWholeCluster }));
}

/** Records and announces that a read of moves of one keyspace has had no answer for a while. */
export async function noteSilence(deps: UnreadDeps, moves: readonly Move[], since: Instant): Promise<void> {
  const why = "Vitess has not answered a read for 5 s: vtctld, its topology service or a tablet hangs.";
  await keep(deps, moves, ({ name, sourceKeyspace }) => {
    const next = `Check that vtctld and its topology service run, and the primary tablets of ${name.targetKeyspace} and ${sourceKeyspace}.`;
    return { kind: "waits", since, why, next, isWholeCluster: false };
  });
}

/**
 * All moves are loaded once for many: loading two hundred for each of two hundred kept a worker so busy that calls ran into their deadlines,
 * which made the silence that it announced.
 */
async function keep(deps: UnreadDeps, moves: readonly Move[], seenOf: (move: Move) => Omit<Silence, "all">): Promise<void> {
  const all = new Map((await deps.records.moves.active()).map((one) => [moveId(one.name), one]));
  for (const one of moves) {
    const id = moveId(one.name);
    const written = await commit(deps, id, ({ move }, now) => {
      if (move === undefined) return { result: undefined };
      const news = announceSilence(move, { ...seenOf(one), all: [...all.values()] }, now);
      const notices = composeNotices(deps, one.name, news.notices, now);
      return {
        move: news.move,
        entries: news.entries,
        notices,
        jobs: [...publishJobs(id), ...notices.map(({ id: notice }) => ({ job: "publish-notice", id: notice }) as const)],
        result: news.move,
      };
    });
    if (written !== undefined) all.set(id, written);
  }
}
