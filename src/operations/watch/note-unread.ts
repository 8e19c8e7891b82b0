import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type Silence, announceSilence } from "../../core/situation/silence.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { explainFault } from "../readings/explain-fault.ts";
import type { Fault } from "../fault.ts";
import { noticesOf } from "../announce/notices.ts";

type UnreadDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown" | "clusters">;

/** Records and announces that a move could not be read, so that its card says so and does not show the last reading as if it were new. */
export async function noteUnread(deps: UnreadDeps, move: Move, fault: Fault, since: Instant): Promise<void> {
  const { kind, message } = fault;
  const { meaning: why, next, rule } = await explainFault(deps, move.name.cluster, { text: message, kind, verb: "status", looked: true });
  // Without a vtctld every keyspace is silent, so the operators' channel gets one line. A shard without a primary is also `unreachable`.
  const isWholeCluster = kind === "unreachable" && rule !== "no-primary";
  await keep(deps, move, { kind: "failed", since, why, next, isWholeCluster });
}

/** Records and announces that a read has had no answer for a while. */
export async function noteSilence(deps: UnreadDeps, move: Move, since: Instant): Promise<void> {
  const why = "Vitess has not answered a read for 5 s: vtctld, its topology service or a tablet hangs.";
  const next = `Check that vtctld and its topology service run, and the primary tablets of ${move.name.targetKeyspace} and ${move.sourceKeyspace}.`;
  await keep(deps, move, { kind: "waits", since, why, next, isWholeCluster: false });
}

async function keep(deps: UnreadDeps, { name }: Move, seen: Omit<Silence, "all">): Promise<void> {
  const id = moveId(name);
  const silence = { ...seen, all: await deps.records.moves.active() };
  await commit(deps, id, ({ move }, now) => {
    if (move === undefined) return { result: undefined };
    const news = announceSilence(move, silence, now);
    const notices = noticesOf(deps, name, news.notices, now);
    return {
      move: news.move,
      entries: news.entries,
      notices,
      jobs: [...publishJobs(id), ...notices.map((one) => ({ job: "publish-notice", id: one.id }) as const)],
      result: undefined,
    };
  });
}
