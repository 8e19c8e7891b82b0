import type { Answer } from "../../core/command/answers.ts";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import { moveId, type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { restoreReportLine } from "../announce/report-line.ts";
import type { VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { viewMove } from "./show-moves.ts";

/**
 * Answers about a move that has ended from what Tandem keeps of it: how it ended, or the report of its last VDiff, which Vitess forgot with
 * the workflow. Undefined for any other move. `asked.vdiff`: which one, as people name it; any but the last is refused.
 */
export async function answerOnEndedMove(
  deps: VerbDeps,
  name: MoveName,
  asked: "state" | { readonly vdiff: string },
): Promise<Answer | undefined> {
  const move = await deps.records.moves.get(moveId(name));
  if (move?.state.kind !== "ended") return undefined;
  if (asked === "state") return { kind: "status", view: await viewMove(deps, move), stale: false };
  const lines = await deps.records.entries(moveId(name), 0);
  const last = lines.findLast(({ at, body }) => REPORTS.has(body.kind) && at >= move.askedAt);
  const report = last === undefined ? undefined : (await restoreReportLine(deps.records, last)).body;
  if (report?.kind !== "vdiff-report" && report?.kind !== "large-vdiff-report") return refuse("no-vdiff", qualifyName(name));
  const { verdict, asked: tables } = report;
  if (!["last", "all", report.vdiff.uuid].includes(asked.vdiff)) return refuse("no-vdiff", qualifyName(name));
  // An earlier report must not stand in for a large one whose counts are no longer kept.
  if (report.kind === "large-vdiff-report") return refuseNotKept(name, verdict);
  const { vdiff } = report;
  return { kind: "vdiff", name, vdiff, verdict, endedAt: move.state.at, ...(tables === undefined ? {} : { asked: tables }) };
}

function refuseNotKept(name: MoveName, verdict: VDiffVerdict): Refused {
  // 0 if Vitess gave no time.
  const at = verdict.kind === "clean" ? verdict.completedAt : 0;
  return { ...refuse("vdiff-not-kept", qualifyName(name)), ...(at === 0 ? {} : { compared: { at, beforeRollback: false } }) };
}

const REPORTS: ReadonlySet<EntryBody["kind"]> = new Set<EntryBody["kind"]>(["vdiff-report", "large-vdiff-report"]);
