import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import type { VerbDeps } from "../deps.ts";
import { isFindings, collectStepFindings } from "./override.ts";

/** What stops a step, for somebody who only wants to know. Does not run Vitess's dry run, which locks tables for a moment. */
export async function showPreflight(deps: VerbDeps, move: Move, step: "switch" | "complete"): Promise<Answer> {
  const findings = await collectStepFindings(deps, move, step);
  if (!isFindings(findings)) return findings;
  return { kind: "preflight", move: move.name, step, findings, stopped: false, now: await deps.records.now() };
}
