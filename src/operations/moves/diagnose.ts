import type { Answer } from "../../core/command/answers.ts";
import { listTroubles } from "../../core/situation/diagnosis.ts";
import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import { SWITCH_DEFAULTS } from "../../core/options/options.ts";
import type { Finding } from "../../core/findings/finding.ts";
import { findSeen } from "../../core/preflight/facts/looked.ts";
import { computeProgress } from "../../core/copy/progress.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { toFacts } from "../../core/operation/request/facts.ts";
import { deriveTraffic } from "../../core/move/traffic.ts";
import { composeDetail } from "./diagnosis-detail.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { explainFault, noteExplanation } from "../readings/explain-fault.ts";
import { attempt, Fault } from "../fault.ts";
import { lookAtVDiff } from "../readings/read-vdiff.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import { findRecentBrokenCall } from "../../core/situation/silence.ts";
import { STALLED_AFTER_MS } from "../../core/situation/raise-news.ts";
import { type LookedAt, collectOperationFindings } from "../preflight/on-operation.ts";
import { look } from "../preflight/look.ts";
import { note } from "../announce/note.ts";
import { viewMove } from "./show-moves.ts";
import { readMove } from "../readings/read-move.ts";
import type { Trouble } from "../../core/announce/trouble.ts";

/**
 * Looks at everything about a move and says what is wrong, worst first. Changes nothing. Posts the details into the thread as a file, once
 * even if the same command runs again.
 */
export async function diagnose(deps: VerbDeps, move: Move, asker: Asker): Promise<Answer> {
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await attempt(() => readMove(vitess, move.name, move, now));
  if (reading instanceof Fault) {
    const said = { text: reading.message, kind: reading.kind, verb: "diagnose", looked: true };
    const explanation = await explainFault(deps, move.name.cluster, said);
    const troubles = [await diagnoseUnreadable(deps, move, explanation, now)];
    return { kind: "diagnosis", move: move.name, sourceKeyspace: move.sourceKeyspace, troubles, now };
  }
  const source = reading.workflow?.sourceKeyspace ?? move.sourceKeyspace;
  const target = move.name.targetKeyspace;
  const [version, sourceProblems, targetProblems, findings, stalledSince] = await Promise.all([
    look(() => vitess.version()),
    look(() => vitess.validateKeyspace(source, true)),
    look(() => vitess.validateKeyspace(target, true)),
    collectFindingsNow(deps, move, reading, now),
    readStalledSince(deps, move, reading),
  ]);
  const major = findSeen(version)?.major;
  const { situation } = await viewMove(deps, move, reading);
  const troubles = listTroubles({
    situation,
    reading,
    findings,
    problems: [...(findSeen(sourceProblems) ?? []), ...(findSeen(targetProblems) ?? [])],
    ...(stalledSince === undefined ? {} : { stalledSince }),
    ...(major === undefined ? {} : { major }),
  });
  for (const trouble of troubles) {
    if ("explanation" in trouble && trouble.explanation !== undefined) noteExplanation(deps, trouble.explanation);
  }
  const detail = await composeDetail(vitess, move, {
    reading,
    findings,
    troubles,
    validated: { [source]: sourceProblems, [target]: targetProblems },
    now,
  });
  const body = {
    kind: "diagnosed",
    by: asker.by,
    troubles: troubles.slice(0, MOST_TOLD),
    more: Math.max(troubles.length - MOST_TOLD, 0),
    detail,
  } as const;
  await note(deps, move.name, { entry: { body, key: `diagnosed:${asker.at}` } });
  return { kind: "diagnosis", move: move.name, sourceKeyspace: move.sourceKeyspace, troubles, situation, now };
}

/** What is known although Vitess does not answer: the alarm of the last reading, and a call of Tandem's that broke off. */
async function diagnoseUnreadable(deps: VerbDeps, move: Move, explanation: Explanation, now: Instant): Promise<Trouble> {
  const { situation } = await viewMove(deps, move);
  const { alarm, known } = situation;
  const broken = findRecentBrokenCall(known.move, now);
  return {
    kind: "unreadable",
    explanation,
    ...(broken === undefined ? {} : { broken }),
    ...(alarm === undefined || known.reading === undefined
      ? {}
      : { lastKnown: { alarm: alarm.alarm, tables: alarm.tables, at: known.reading.at } }),
  };
}

/** Gives five lines: the headline, the worst three, and the next step. */
const MOST_TOLD = 3;

/** Preflight's findings about the next step: a reverse once writes are switched, a switch before. */
async function collectFindingsNow(deps: VerbDeps, move: Move, reading: Reading, now: Instant): Promise<readonly Finding[]> {
  const { writes } = deriveTraffic(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  const operation: LookedAt = { verb: writes === "none" ? "switch" : "reverse", options: SWITCH_DEFAULTS };
  const vdiff = findSeen(await look(() => lookAtVDiff(deps.vitess(move.name.cluster), move.name)));
  const facts = toFacts(move, reading, vdiff);
  return facts === undefined ? [] : collectOperationFindings(deps, move, operation, { reading, vdiff, facts, now });
}

async function readStalledSince({ records }: VerbDeps, { name }: Move, reading: Reading): Promise<Instant | undefined> {
  const id = moveId(name);
  const [sizes, samples] = await Promise.all([records.sizes(id), records.samples(id)]);
  const since = computeProgress(reading, sizes, samples)?.stillSince;
  return since !== undefined && reading.at - since >= STALLED_AFTER_MS ? since : undefined;
}
