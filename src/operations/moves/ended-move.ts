import type { Answer } from "../../core/command/answers.ts";
import type { EntryBody } from "../../core/announce/entries.ts";
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
  // An earlier report must not stand in for a large one whose counts are no longer kept.
  const report = last === undefined ? undefined : (await restoreReportLine(deps.records, last)).body;
  const isMeant = report?.kind === "vdiff-report" && ["last", "all", report.vdiff.uuid].includes(asked.vdiff);
  if (!isMeant) return refuse("no-vdiff", qualifyName(name));
  const { vdiff, verdict, asked: tables } = report;
  return { kind: "vdiff", name, vdiff, verdict, endedAt: move.state.at, ...(tables === undefined ? {} : { asked: tables }) };
}

const REPORTS: ReadonlySet<EntryBody["kind"]> = new Set<EntryBody["kind"]>(["vdiff-report", "large-vdiff-report"]);
