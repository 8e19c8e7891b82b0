import type { Alarm } from "../../core/state/alarms.ts";
import type { EntryBody } from "../../core/entries.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { WORDS } from "../../core/explain/rule.ts";
import type { Move, Told } from "../../core/moves.ts";
import { moveId } from "../../core/names.ts";
import {
  A_SWITCH_LASTS_MS,
  alarmShape,
  isCopying,
  isSwitching,
  isWayBackBroken,
  type Phase,
  phaseOf,
  recentThrottle,
} from "../../core/state/phase.ts";
import { progressOf, sampleOf } from "../../core/copy/progress.ts";
import { outsideChanges } from "../../core/state/outside-changes.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import { LOCKS_TOLD_SINCE } from "../../core/vitess-version.ts";
import type { VerbDeps } from "../deps.ts";
import { explainFault } from "../explain-fault.ts";
import { Fault } from "../fault.ts";
import { notify } from "./notify.ts";
import { closeMovedRequests } from "../requests/close-moved-requests.ts";

/** No signal of a copy for this long is told as a stall. Long first rows and index builds stand still for minutes (vitess.md §6a, #10012). */
export const STALLED_AFTER_MS = 10 * 60_000;

/** Tandem waits 5 min for a create, which may go on at vtctld for its locks. What is not there by then will not come. */
const CREATE_IS_OVER_MS = 10 * 60_000;

type NoteDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "policy" | "digest" | "noteUnknown" | "clusters">;

/** Keeps a reading and tells what is new since the one before, each thing once. Running again with the same reading tells nothing. */
export async function noteReading(deps: NoteDeps, move: Move, reading: Reading, previous: Reading | undefined): Promise<void> {
  const id = moveId(move.name);
  await deps.records.saveReading(id, reading);
  const stalled = await keepSample(deps, id, reading);
  const news = await newsOf(deps, move, reading, previous, stalled);
  for (const { body, key } of news.entries) {
    await deps.records.addEntry(id, body, key);
    if (body.kind === "alarm") {
      const { alarm, tables } = body;
      await notify(deps, move.name.cluster, `${key}:${id}`, {
        kind: "alarm",
        move: move.name,
        sourceKeyspace: move.sourceKeyspace,
        alarm,
        tables,
      });
    }
  }
  await deps.records.moves.change(id, ({ unreadable: _over, ...current }) => ({
    write: { ...current, ...news.move, told: news.told },
    result: undefined,
  }));
  await closeMovedRequests(deps, move);
  if (news.entries.length > 0) await deps.jobs.publishThread(id);
  await deps.jobs.publishCards(id);
}

/** Keeps the copy's progress at this reading; true when no sign of it has moved for long. The history is read while a copy lasts, and once. */
async function keepSample(deps: NoteDeps, id: string, reading: Reading): Promise<boolean> {
  const { workflow } = reading;
  if (workflow === undefined || !isCopying(workflow)) return false;
  const [sizes, samples] = await Promise.all([deps.records.sizes(id), deps.records.samples(id)]);
  const sample = sampleOf(reading, sizes, samples, recentThrottle(workflow, reading.at) !== undefined);
  if (sample !== undefined) await deps.records.addSample(id, sample);
  const progress = progressOf(reading, sizes, sample === undefined ? samples : [...samples, sample]);
  return progress?.stillSince !== undefined && reading.at - progress.stillSince >= STALLED_AFTER_MS;
}

interface News {
  readonly entries: readonly { readonly body: EntryBody; readonly key: string }[];
  readonly told: Told;
  readonly move: Partial<Move>;
}

async function newsOf(deps: NoteDeps, move: Move, reading: Reading, previous: Reading | undefined, stalled: boolean): Promise<News> {
  const phase = phaseOf(move, reading, deps.policy(move.name.cluster).limits.maxLagSeconds);
  const alarm = alarmIn(move, phase, reading, previous);
  const after = toldAfter(move.told, phase, reading, stalled, alarm);
  // What is not told yet must not look told.
  const isQuiet =
    alarm !== undefined && ((await isSwitchedByTandem(deps, move, reading.at)) || (await mayBeASwitch(deps, move, after, reading)));
  const said = isQuiet ? { ...after, phase: move.told.phase } : after;
  const told = await unlessBeingCreated(deps, move, said, reading.at);
  const entries: { body: EntryBody; key: string }[] = [];
  const tell = (body: EntryBody, key: string): void => void entries.push({ body, key: `${key}:${move.askedAt}` });

  if (isNotCreated(move, reading)) {
    const unheard = await explainFault(deps, move.name.cluster, { text: "", kind: "timed-out", verb: "create" });
    const explanation = { ...unheard, ...NOT_THERE };
    tell({ kind: "create-failed", by: move.askedBy, explanation }, "create-failed");
    return { entries, told, move: { ended: { at: reading.at, how: "not-created" } } };
  }
  if (isGone(move, reading)) {
    // A way back deletes the workflow and makes it anew; whoever holds the lock may be in between.
    if (isSwitching(reading) || (await hasExecution(deps, move))) return { entries, told: move.told, move: {} };
    tell({ kind: "gone" }, "gone");
    return { entries, told, move: { ended: { at: reading.at, how: "gone" } } };
  }
  if (told.copyFinishedAt !== undefined && move.told.copyFinishedAt === undefined && wasSeenCopying(move)) {
    const sizes = await deps.records.sizes(moveId(move.name));
    const rows = sizes.reduce((sum, size) => sum + size.rows, 0n);
    const tookMs = told.copyFinishedAt - (told.copyStartedAt ?? move.askedAt);
    tell({ kind: "copy-finished", rows, ...(move.adopted === true ? {} : { tookMs }) }, "copy-finished");
  }
  const trouble = troubleIn(phase);
  if (trouble !== undefined && trouble !== move.told.error) {
    const explanation = await explainFault(deps, move.name.cluster, { text: trouble, kind: "unexpected" });
    tell({ kind: "stream-error", explanation }, `error:${reading.at}`);
  }
  if (alarm !== undefined && move.told.phase !== told.phase) {
    tell({ kind: "alarm", alarm, tables: move.tables }, `alarm:${reading.at}`);
  }
  if (previous !== undefined && (await isSomebodyElses(deps, move, previous))) {
    for (const what of outsideChanges(move, previous, reading))
      tell({ kind: "outside", what, notBefore: previous.at, notAfter: reading.at }, `outside:${what}:${reading.at}`);
  }
  if (stalled && !move.told.phase.endsWith("stalled"))
    tell({ kind: "stalled", since: reading.at - STALLED_AFTER_MS }, `stalled:${reading.at}`);
  if (!stalled && phase.kind === "copying" && move.told.phase.endsWith("stalled")) tell({ kind: "moving-again" }, `moving:${reading.at}`);
  return { entries, told, move: {} };
}

/** A message that somebody has to read: an error, or why a stream stopped by itself. Other stops are somebody's own, or a VDiff's moment. */
function troubleIn(phase: Phase): string | undefined {
  if (phase.kind === "error") return phase.message;
  return phase.kind === "stopped" && phase.message.startsWith("Stopped at DDL") ? phase.message : undefined;
}

/** Create of 12 waits for the copy: that it was created is told first, so the copy's end waits for that line. */
async function unlessBeingCreated(deps: NoteDeps, move: Move, told: Told, at: Instant): Promise<Told> {
  const isNews = told.copyFinishedAt !== undefined && move.told.copyFinishedAt === undefined && move.adopted !== true;
  if (!isNews || at - move.askedAt >= CREATE_IS_OVER_MS) return told;
  const lines = await deps.records.entries(moveId(move.name), 0);
  if (lines.some(({ body }) => body.kind === "created")) return told;
  const { copyFinishedAt: _later, ...rest } = told;
  return rest;
}

/** A move that was adopted when its copy was done has no news of it. */
function wasSeenCopying(move: Move): boolean {
  return move.adopted !== true || move.told.copyStartedAt !== undefined;
}

/** A reverse stream may read Error for a moment after a switch (23.0.3 item 26), so that is seen twice before it is an alarm. */
function alarmIn(move: Move, phase: Phase, reading: Reading, previous: Reading | undefined): Alarm | undefined {
  if (phase.kind === "alarm") return phase.alarm;
  if (move.withoutWayBack === true) return undefined;
  const isBroken = phase.kind === "switched" && isWayBackBroken(reading) && previous !== undefined && isWayBackBroken(previous);
  return isBroken ? "reverse-not-running" : undefined;
}

function toldAfter(told: Told, phase: Phase, reading: Reading, stalled: boolean, alarm: Alarm | undefined): Told {
  const copying = reading.workflow !== undefined && isCopying(reading.workflow);
  const begun = told.copyStartedAt ?? (copying ? reading.at : undefined);
  // Small tables are copied between two readings: a stream that runs with nothing left has copied all the same.
  const caughtUp = phase.kind === "running" || phase.kind === "lagging";
  const finished = told.copyFinishedAt ?? (caughtUp ? reading.at : undefined);
  return {
    phase: alarm !== undefined ? `alarm:${alarm}` : `${phase.kind}${stalled ? ":stalled" : ""}`,
    error: troubleIn(phase) ?? "",
    ...(alarm === undefined ? {} : { alarmSince: told.alarmSince ?? reading.at }),
    ...(begun === undefined ? {} : { copyStartedAt: begun }),
    ...(finished === undefined ? {} : { copyFinishedAt: finished }),
  };
}

/** A workflow that Vitess showed before and shows no more. */
function isGone(move: Move, reading: Reading): boolean {
  return reading.workflow === undefined && alarmShape(move, reading) === undefined && (move.adopted === true || wasSeen(move));
}

/** A create that waits for locks takes minutes, and its workflow is not there until the end. */
// The rule for a call that nobody heard the end of cannot know what this reading shows.
const NOT_THERE: Pick<Explanation, "stateLeft" | "retry" | "next" | "step"> = {
  stateLeft: "Vitess does not show the workflow.",
  retry: "yes",
  next: "Check the primary tablets of both keyspaces, then create it again.",
  step: WORDS,
};

function isNotCreated(move: Move, reading: Reading): boolean {
  if (reading.workflow !== undefined || move.adopted === true || wasSeen(move)) return false;
  return reading.at - move.askedAt > CREATE_IS_OVER_MS;
}

function wasSeen({ told }: Move): boolean {
  return told.phase !== "creating";
}

/**
 * A call of Tandem's own makes alarming shapes on its way: its outcome tells them. One that lasts longer than a switch does is news all the
 * same.
 */
async function isSwitchedByTandem(deps: NoteDeps, move: Move, at: Instant): Promise<boolean> {
  const mine = (await deps.records.executions.unsettled()).filter((one) => moveId(one.move) === moveId(move.name));
  return mine.some(({ calls }) => calls.some((call) => at - call.startedAt < A_SWITCH_LASTS_MS));
}

/** The default wait for the streams, and what a switch does around it. Longer than that applications are not to be left without a word. */
const UNSEEN_SWITCH_LASTS_MS = 45_000;

/** Where no lock can be read, a switch from elsewhere looks like the outage that it would leave, and is over in a moment. */
async function mayBeASwitch({ vitess }: NoteDeps, { name }: Move, { alarmSince }: Told, { at }: Reading): Promise<boolean> {
  if (alarmSince === undefined || at - alarmSince >= UNSEEN_SWITCH_LASTS_MS) return false;
  try {
    return (await vitess(name.cluster).version()).major < LOCKS_TOLD_SINCE;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** True when Tandem has done nothing to the move since the reading before, and is doing nothing now. */
async function isSomebodyElses(deps: NoteDeps, move: Move, previous: Reading): Promise<boolean> {
  const current = await deps.records.moves.get(moveId(move.name));
  return (current?.touchedAt ?? 0) < previous.at && !(await hasExecution(deps, move));
}

/** Whatever Tandem itself is doing to the move is told by the execution. */
async function hasExecution(deps: NoteDeps, move: Move): Promise<boolean> {
  return (await deps.records.executions.unsettled()).some((one) => moveId(one.move) === moveId(move.name));
}
