import type { Answer } from "../../core/command/answers.ts";
import { moveId, type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { viewMove } from "./show-moves.ts";

/**
 * Answers about a move that has ended from what Tandem keeps of it: how it ended, or the report of its last VDiff, which Vitess forgot with
 * the workflow. Undefined for any other move.
 */
export async function answerOnEndedMove(deps: VerbDeps, name: MoveName, asked: "state" | "vdiff"): Promise<Answer | undefined> {
  const move = await deps.records.moves.get(moveId(name));
  if (move?.state.kind !== "ended") return undefined;
  if (asked === "state") return { kind: "status", view: await viewMove(deps, move), stale: false };
  const lines = await deps.records.entries(moveId(name), 0);
  const report = lines.findLast(({ at, body }) => body.kind === "vdiff-report" && at >= move.askedAt)?.body;
  if (report?.kind !== "vdiff-report") return refuse("no-vdiff", qualifyName(name));
  const { vdiff, verdict, asked: tables } = report;
  return { kind: "vdiff", name, vdiff, verdict, endedAt: move.state.at, ...(tables === undefined ? {} : { asked: tables }) };
}
