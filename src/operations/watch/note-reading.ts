import { recordCopy } from "../../core/copy/finished.ts";
import { computeProgress, noteEstimate, takeSample } from "../../core/copy/progress.ts";
import { isHeldBack } from "../../core/copy/recent.ts";
import { refineSizes } from "../../core/copy/rows.ts";
import type { Move } from "../../core/move/moves.ts";
import { type MoveId, moveId } from "../../core/vitess/names.ts";
import type { Notice } from "../../core/announce/notices.ts";
import { followReading, type News } from "../../core/situation/follow.ts";
import { deriveSituation, type Situation } from "../../core/situation/situation.ts";
import { STALLED_AFTER_MS } from "../../core/situation/raise-news.ts";
import type { Reading } from "../../core/readings/readings.ts";
import { isCopying } from "../../core/move/phase.ts";
import { publishJobs, publishNoticeJobs, type WantedJob } from "../../core/announce/wanted-jobs.ts";
import { copiedBetween } from "../readings/copied-between.ts";
import { areCardsHeld } from "../announce/held-cards.ts";
import { commit } from "../commit.ts";
import type { VerbDeps } from "../deps.ts";
import { noteExplanation } from "../readings/explain-fault.ts";
import { readKnownMajor } from "../readings/known-major.ts";
import { limitsOfMove } from "../policy/requirement.ts";
import { composeNotices } from "../announce/notices.ts";
import { closeChangedRequest } from "../requests/close-changed-request.ts";

type NoteDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "policy" | "digest" | "noteUnknown" | "clusters">;

/** Saves a reading and announces each change since the one before once, in one commit. The same reading again announces nothing. */
export async function noteReading(deps: NoteDeps, move: Move, reading: Reading, previous: Reading | undefined): Promise<void> {
  const id = moveId(move.name);
  await keepFinishedCopy(deps, move, reading, previous);
  const stalled = await keepSample(deps, move, reading);
  const major = await readKnownMajor(deps, move.name.cluster);
  const limits = limitsOfMove(deps.policy(move.name.cluster), move);
  const operators = deps.clusters.alarmsOf(move.name.cluster);
  const lostAt = await deps.records.losses.lastAt();
  const around = {
    limits,
    stalled,
    ...(lostAt === undefined ? {} : { lostAt }),
    ...(major === undefined ? {} : { major }),
    ...(operators === undefined ? {} : { operators }),
  };
  const noted = await commit<ReadingNoted | undefined>(deps, id, ({ move: current, live }, now) => {
    if (current === undefined) return { result: undefined };
    const before = { move: current, ...live, ...(previous === undefined ? {} : { reading: previous }) };
    const news = followReading(before, reading, around);
    if (news === undefined) return { result: undefined };
    const notices = composeNotices(deps, move.name.cluster, news.notices, now);
    const situation = deriveSituation({ move: news.move, ...live, reading }, limits, now);
    const { entries } = news;
    return { move: news.move, reading, entries, notices, jobs: listNewsJobs(id, news, notices), result: { entries, situation } };
  });
  // New numbers are no news that must not be lost: the next reading brings newer ones.
  const isQuiet = noted !== undefined && noted.entries.length === 0;
  if (isQuiet && !(await areCardsHeld(deps, noted.situation))) await deps.jobs.ask({ job: "publish-cards", moveId: id });
  for (const { body } of noted?.entries ?? []) if (body.kind === "stream-error") noteExplanation(deps, body.explanation);
  await closeChangedRequest(deps, move);
}

/** Saves the copy's progress at this reading; true if nothing has moved for long. Reads the history once, and only during a copy. */
async function keepSample({ records }: NoteDeps, move: Move, reading: Reading): Promise<boolean> {
  const { workflow } = reading;
  if (workflow === undefined || !isCopying(workflow)) return false;
  const id = moveId(move.name);
  const [known, samples, earlier] = await Promise.all([
    records.sizes(id),
    records.samples(id),
    records.finishedCopies(copiedBetween(move)),
  ]);
  const sizes = refineSizes(known, reading);
  if (sizes !== known) await records.saveSizes(id, sizes);
  const sample = takeSample(reading, sizes, samples, isHeldBack(reading));
  const progress = computeProgress(reading, sizes, sample === undefined ? samples : [...samples, sample], earlier);
  if (sample !== undefined) await records.addSample(id, progress === undefined ? sample : noteEstimate(sample, progress));
  return progress?.stillSince !== undefined && reading.at - progress.stillSince >= STALLED_AFTER_MS;
}

/** Saves what was predicted of a copy and what came, at the reading that shows its end. The same reading again replaces the same record. */
async function keepFinishedCopy(
  { records }: NoteDeps,
  move: Move,
  { workflow, at }: Reading,
  previous: Reading | undefined,
): Promise<void> {
  if (workflow === undefined || isCopying(workflow) || previous?.workflow === undefined || !isCopying(previous.workflow)) return;
  const copy = recordCopy(workflow.name, await records.samples(moveId(move.name)), at);
  if (copy !== undefined) await records.saveFinishedCopy(copiedBetween(move), copy);
}

/** What a reading brought, and how the move stands with it. */
interface ReadingNoted {
  readonly entries: News["entries"];
  readonly situation: Situation;
}

function listNewsJobs(id: MoveId, { entries }: News, notices: readonly Notice[]): readonly WantedJob[] {
  return [...(entries.length === 0 ? [] : publishJobs(id)), ...publishNoticeJobs(notices)];
}
