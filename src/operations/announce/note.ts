import type { AuditEvent } from "../../core/announce/audit.ts";
import type { Move } from "../../core/move/moves.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import type { KeyedEntry } from "../../core/announce/announce.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { publishJobs, type WantedJob } from "../../core/announce/wanted-jobs.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";

/** Something that was done to a move, with everything to write about it. */
export interface Noted {
  readonly entry: KeyedEntry;
  readonly audit?: Omit<AuditEvent, "moveId">;
  readonly change?: (move: Move, now: Instant) => Move;
  readonly jobs?: readonly WantedJob[];
}

/** Writes all of it in one commit; a second run with the same key writes nothing. */
export async function note(
  deps: Pick<VerbDeps, "records" | "jobs">,
  name: MoveName,
  { entry, audit, change, jobs = [] }: Noted,
): Promise<void> {
  const mine = moveId(name);
  await commit(deps, mine, ({ move }, now) => ({
    once: entry.key,
    ...(move === undefined || change === undefined ? {} : { move: change(move, now) }),
    entries: [entry],
    audit: audit === undefined ? [] : [{ ...audit, moveId: mine }],
    jobs: [...publishJobs(mine), ...jobs],
    result: undefined,
  }));
}
