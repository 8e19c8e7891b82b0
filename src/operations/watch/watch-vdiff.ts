import { findFollowed, type Move, updateFollowed, type VDiffOfMove } from "../../core/move/moves.ts";
import { moveId, type MoveId, parseMoveId } from "../../core/vitess/names.ts";
import { type EarlierVDiff, summarizeVDiff } from "../../core/vdiff/change.ts";
import { readVDiffProgress, type VDiffSeen } from "../../core/vdiff/progress.ts";
import { type VDiffVerdict, reachVDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { VerbDeps } from "../deps.ts";
import { explainText } from "../readings/explain-fault.ts";
import { readKnownMajor } from "../readings/known-major.ts";
import { composeReportLine } from "../announce/report-line.ts";
import { commit } from "../commit.ts";
import { publishJobs, watchJob } from "../../core/announce/wanted-jobs.ts";
import { lookAtVDiff } from "../readings/read-vdiff.ts";

const WHILE_RUNNING_MS = 3_000;
// From this release on a VDiff saves its row counts every few seconds.
const FIRST_THAT_COUNTS = 14;
const STANDS_STILL_AFTER_MS = 10 * 60_000;
// Vitess writes a VDiff's rows before it answers the create.
const SHOWN_AFTER_MS = 60_000;

type WatchVDiffDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown">;

/** Follows a VDiff that Tandem started to its end, and reports it once. Returns when to look again; undefined once it is reported. */
export async function watchVDiff(deps: WatchVDiffDeps, id: string): Promise<number | undefined> {
  const move = await deps.records.moves.get(id);
  const name = parseMoveId(id);
  const started = move === undefined ? undefined : findFollowed(move)?.vdiff;
  if (name === undefined || move === undefined || started === undefined || started.report !== undefined) return undefined;
  const { uuid } = started;
  const vdiff = await lookAtVDiff(deps.vitess(name.cluster), name, uuid);
  if (vdiff === undefined) {
    if ((await deps.records.now()) - started.startedAt < SHOWN_AFTER_MS) return WHILE_RUNNING_MS;
    return reportVDiff(deps, { move, started }, endForgotten(uuid));
  }
  const verdict = reachVDiffVerdict(vdiff, move.tables);
  if (verdict.kind === "running") {
    const seen = await rememberProgress(deps, move, started, { vdiff, rows: verdict.rowsCompared });
    const standing = await judgeStandstill(deps, move, seen);
    return standing === undefined
      ? WHILE_RUNNING_MS
      : reportVDiff(deps, { move, started }, { vdiff, verdict: standing, standsStill: true });
  }
  return reportVDiff(deps, { move, started }, { vdiff, verdict });
}

interface EndedVDiff {
  readonly vdiff: VDiff;
  readonly verdict: VDiffVerdict;
  readonly standsStill?: true;
}

/** Announces the result of a VDiff once, and keeps it, because Vitess may forget it. */
async function reportVDiff(
  deps: WatchVDiffDeps,
  { move, started }: { readonly move: Move; readonly started: VDiffOfMove },
  { vdiff, verdict, standsStill }: EndedVDiff,
) {
  const { name } = move;
  const id = moveId(name);
  const { uuid } = started;

  const tookMs = measureMillisecondsTaken(vdiff);
  const completedAt = findCompletionTime(vdiff);
  const told = {
    verdict: verdict.kind,
    ...(completedAt === undefined ? {} : { completedAt }),
    ...("rowsCompared" in verdict ? { rows: verdict.rowsCompared } : {}),
    ...(standsStill === undefined ? {} : { standsStill }),
  };
  const before = await findEarlierReport(deps, id, uuid);
  const body = await composeReportLine(deps.records, vdiff, {
    verdict,
    ...(tookMs === undefined ? {} : { tookMs }),
    ...(started.asked === undefined ? {} : { asked: started.asked }),
    ...(before === undefined || !HAS_COMPARED.has(verdict.kind) ? {} : { before }),
  });
  // Tandem 0.1 announced reports without keeping them: they have a thread line, but no kept result.
  await commit(deps, id, ({ move: current }) => {
    const known = current === undefined ? undefined : findFollowed(current)?.vdiff;
    const isKnown = known?.uuid === uuid;
    if (isKnown && known.report !== undefined) return { result: undefined };
    return {
      ...(current === undefined || !isKnown ? {} : { move: updateFollowed(current, { vdiff: { ...known, report: told } }) }),
      entries: [{ body, key: `vdiff-report:${uuid}:${started.startedAt}` }],
      audit: [{ kind: "vdiff-ended", moveId: id, facts: { uuid, verdict: verdict.kind } }],
      // An open request was made on an older comparison.
      jobs: [...publishJobs(id), watchJob(name)],
      result: undefined,
    };
  });
  // The report shows the explanation; here it only gets into the rule book's list.
  if (verdict.kind === "failed") for (const { message } of verdict.errors) explainText(deps, message);
  return undefined;
}

/** Verdicts of a VDiff that ran to its end: only these can be held against each other. */
const HAS_COMPARED: ReadonlySet<VDiffVerdict["kind"]> = new Set(["clean", "different", "incomplete"]);

/** What the last VDiff of this workflow that ran to its end found, from the report in its thread. */
async function findEarlierReport({ records }: Pick<VerbDeps, "records">, id: MoveId, uuid: string): Promise<EarlierVDiff | undefined> {
  for (const { body } of (await records.entries(id, 0)).toReversed()) {
    // An earlier workflow of the same name moved other rows.
    if (body.kind === "created") return undefined;
    if ((body.kind !== "vdiff-report" && body.kind !== "large-vdiff-report") || !HAS_COMPARED.has(body.verdict.kind)) continue;
    // A VDiff that was resumed after its end goes on where it ended, and compares none of those rows again.
    if (body.vdiff.uuid === uuid) continue;
    const earlier = body.kind === "vdiff-report" ? summarizeVDiff(body.vdiff) : body.found;
    if (earlier !== undefined) return earlier;
  }
  return undefined;
}

/** Somebody deleted the VDiff elsewhere, or switched traffic back: it will have no result. */
function endForgotten(uuid: string): EndedVDiff {
  const message = "Vitess does not know it any more: it was deleted, or forgotten when traffic was switched back";
  return { vdiff: { uuid, shards: [], tables: [] }, verdict: { kind: "failed", errors: [{ shard: "-", message }] } };
}

/** Keeps how far a running VDiff is, and has its message brought up to date when that changed. */
async function rememberProgress(
  deps: WatchVDiffDeps,
  move: Move,
  started: VDiffOfMove,
  { vdiff, rows }: { readonly vdiff: VDiff; readonly rows: bigint },
): Promise<VDiffSeen> {
  const { records } = deps;
  const progress = readVDiffProgress(vdiff, started);
  // Records of 0.2 have rows without progress.
  if (started.seen?.rows === rows && started.seen.progress?.tables === progress.tables) return started.seen;
  const now = { rows, at: await records.now() };
  const at = started.seen?.rows === rows ? started.seen.at : now.at;
  const seen = { rows, at, first: started.seen?.first ?? now, progress };
  const id = moveId(move.name);
  await records.moves.change(id, (current) => {
    const known = findFollowed(current)?.vdiff;
    const isKnown = known?.uuid === started.uuid && known.report === undefined;
    return isKnown ? { write: updateFollowed(current, { vdiff: { ...known, seen } }), result: undefined } : { result: undefined };
  });
  await deps.jobs.ask({ job: "publish-cards", moveId: id });
  return seen;
}

/** Judges a VDiff that has compared no row for long, for example because a tablet restarted; undefined while it compares rows. */
async function judgeStandstill(deps: WatchVDiffDeps, move: Move, seen: VDiffSeen): Promise<VDiffVerdict | undefined> {
  if ((await deps.records.now()) - seen.at < STANDS_STILL_AFTER_MS) return undefined;
  // VDiffs of older releases count nothing before their end.
  const major = await readKnownMajor(deps, move.name.cluster);
  if (major === undefined || major < FIRST_THAT_COUNTS) return undefined;
  const message = `no row was compared for ${STANDS_STILL_AFTER_MS / 60_000} minutes: it stands still, as after a restart of the target's primary`;
  return { kind: "failed", errors: [{ shard: "-", message }] };
}

/** When the last of its shards completed. */
function findCompletionTime({ shards }: VDiff): number | undefined {
  const completed = shards.map((shard) => shard.completedAt ?? Number.NaN);
  const last = Math.max(...completed);
  return Number.isFinite(last) ? last : undefined;
}

/** The duration, from two times of Vitess's clock. */
function measureMillisecondsTaken(vdiff: VDiff): number | undefined {
  const started = vdiff.shards.map((shard) => shard.startedAt ?? Number.NaN);
  const completed = vdiff.shards.map((shard) => shard.completedAt ?? Number.NaN);
  const took = Math.max(...completed) - Math.min(...started);
  return Number.isFinite(took) && took >= 0 ? took : undefined;
}
