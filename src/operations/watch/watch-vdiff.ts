import { followedState, remembering, type VDiffOfMove } from "../../core/moves.ts";
import { parseMoveId } from "../../core/names.ts";
import { vdiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { VerbDeps } from "../deps.ts";
import { explainText } from "../explain-fault.ts";
import { withoutVDiff } from "../moves/vdiff.ts";
import { commit } from "../commit.ts";
import { toldJobs } from "../../core/wanted-jobs.ts";
import { watchJob } from "../note.ts";
import { lookAtVDiff } from "./look-at-vdiff.ts";

const WHILE_RUNNING_MS = 3_000;
// Vitess writes a VDiff's rows before it answers the create.
const SHOWN_AFTER_MS = 60_000;

/** Follows the VDiff that Tandem started to its end, and reports it once. Returns when to look again, or undefined when it is told. */
export async function watchVDiff(
  deps: Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown">,
  id: string,
): Promise<number | undefined> {
  const move = await deps.records.moves.get(id);
  const name = parseMoveId(id);
  const started = move === undefined ? undefined : followedState(move)?.vdiff;
  if (name === undefined || move === undefined || started === undefined || started.report !== undefined) return undefined;
  const { uuid } = started;
  const vdiff = await lookAtVDiff(deps.vitess(name.cluster), name, uuid);
  if (vdiff === undefined) return (await isLost(deps, id, started)) ? undefined : WHILE_RUNNING_MS;
  const verdict = vdiffVerdict(vdiff, move.tables);
  if (verdict.kind === "running") return WHILE_RUNNING_MS;

  const tookMs = duration(vdiff);
  const completedAt = completedAtOf(vdiff);
  const report = { verdict: verdict.kind, ...(completedAt === undefined ? {} : { completedAt }) };
  const body = { kind: "vdiff-report", vdiff, verdict, ...(tookMs === undefined ? {} : { tookMs }) } as const;
  // Tandem 0.1 has told reports that it did not keep: their line is there, and what is remembered is not.
  await commit(deps, id, ({ move: current }) => {
    const known = current === undefined ? undefined : followedState(current)?.vdiff;
    const isKnown = known?.uuid === uuid;
    if (isKnown && known.report !== undefined) return { result: undefined };
    return {
      ...(current === undefined || !isKnown ? {} : { move: remembering(current, { vdiff: { ...known, report } }) }),
      entries: [{ body, key: `vdiff-report:${uuid}:${started.startedAt}` }],
      audit: [{ kind: "vdiff-ended", moveId: id, facts: { uuid, verdict: verdict.kind } }],
      // An open request was made on what was compared before.
      jobs: [...toldJobs(id), watchJob(name)],
      result: undefined,
    };
  });
  // The report explains it where it is shown; here it only comes onto the rule book's list.
  if (verdict.kind === "failed") for (const { message } of verdict.errors) explainText(deps, message);
  return undefined;
}

/** Somebody deleted it elsewhere: there is nothing to report, and nothing to wait for. */
async function isLost({ records }: Pick<VerbDeps, "records">, id: string, { uuid, startedAt }: VDiffOfMove): Promise<boolean> {
  if ((await records.now()) - startedAt < SHOWN_AFTER_MS) return false;
  await records.moves.change(id, (move) =>
    followedState(move)?.vdiff?.uuid === uuid ? { write: withoutVDiff(move), result: undefined } : { result: undefined },
  );
  return true;
}

/** When the last of its shards was done. */
function completedAtOf({ shards }: VDiff): number | undefined {
  const completed = shards.map((shard) => shard.completedAt ?? Number.NaN);
  const last = Math.max(...completed);
  return Number.isFinite(last) ? last : undefined;
}

/** Both times by Vitess's clock. */
function duration(vdiff: VDiff): number | undefined {
  const started = vdiff.shards.map((shard) => shard.startedAt ?? Number.NaN);
  const completed = vdiff.shards.map((shard) => shard.completedAt ?? Number.NaN);
  const took = Math.max(...completed) - Math.min(...started);
  return Number.isFinite(took) && took >= 0 ? took : undefined;
}
