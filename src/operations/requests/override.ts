import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import type { Move } from "../../core/move/moves.ts";
import { type MoveName, moveId, qualifyName } from "../../core/vitess/names.ts";
import { findNearestNames } from "../../core/command/nearest-names.ts";
import { COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../core/options/options.ts";
import { isFindingCode, OVERRIDABLE } from "../../core/findings/finding.ts";
import { selectBlockers, collectEvidence, type JudgedFinding } from "../../core/findings/overrides.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { findOrAdoptMove, isRefused } from "../following/adopt-move.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { readFacts } from "../readings/read-vdiff.ts";
import { openRequest, refuseEarly } from "./open-request.ts";
import { composeReceipt } from "../receipt.ts";
import { refuse } from "../refusals.ts";
import { type LookedAt, collectOperationFindings } from "../preflight/on-operation.ts";
import { openPlan } from "../preflight/planned-move.ts";

type OverrideCommand = Extract<Command, { readonly verb: "override" }>;

/**
 * Requests two approvals to let a step pass findings that stop it. Only findings that stop it now can be overridden, and only overridable
 * ones. The same asker id again is the same request.
 */
export async function requestOverride(
  deps: VerbDeps,
  name: MoveName,
  { step, findings: codes, reason }: OverrideCommand,
  asker: Asker,
): Promise<Answer> {
  const wrong = refuseWrongCode(codes);
  if (wrong !== undefined) return wrong;
  const recorded = step === "create" ? await deps.records.moves.get(moveId(name)) : await findOrAdoptMove(deps, name, asker);
  if (recorded === undefined) return refuse("nothing-to-override", qualifyName(name));
  if (isRefused(recorded)) return recorded;
  const planned = recorded.state.kind === "planned" ? recorded.state.planned : undefined;
  if (step === "create" && planned === undefined) return refuse("nothing-to-override", qualifyName(name));
  if ((await deps.records.requests.get(asker.id)) !== undefined) return composeReceipt(recorded, "asked");
  const refusal = await refuseEarly(deps, recorded, { verb: "override", touched: [] }, asker);
  if (refusal !== undefined) return refusal;
  const stopping = step === "create" ? undefined : await listStoppingNow(deps, recorded, step);
  if (stopping !== undefined && !isFindings(stopping)) return stopping;
  const stops = stopping?.map((one): string => one.code) ?? planned?.blocking ?? [];
  const idle = codes.find((code) => !stops.includes(code));
  if (idle !== undefined) return refuse("nothing-to-override", idle);

  const move = step === "create" ? ((await openPlan(deps, name, asker)) ?? recorded) : recorded;
  const findings = (stopping ?? []).filter((one) => codes.includes(one.code));
  const all = stopping === undefined ? (planned?.evidence ?? {}) : collectEvidence(findings);
  const evidence = Object.fromEntries(Object.entries(all).filter(([code]) => codes.includes(code)));
  const proposal = { kind: "override", terms: { step, findings: codes, reason, evidence } } as const;
  const shown = { sizes: await deps.records.sizes(moveId(move.name)), dryRun: [], ...(step === "create" ? {} : { findings }) };
  return (await openRequest(deps, move, { proposal, shown, touched: [] }, asker)) ?? composeReceipt(move, "asked");
}

/** Refuses a code that no finding has, or one that people may not override. */
function refuseWrongCode(codes: readonly string[]): Refused | undefined {
  for (const code of codes) {
    if (!isFindingCode(code)) {
      return { kind: "refused", reason: "unknown-finding", subject: code, nearest: findNearestNames(code, Object.keys(OVERRIDABLE)) };
    }
    if (!OVERRIDABLE[code]) return refuse("not-overridable", code);
  }
  return undefined;
}

/** The findings that stop the step right now. */
export async function listStoppingNow(
  deps: VerbDeps,
  move: Move,
  step: "switch" | "complete",
): Promise<readonly JudgedFinding[] | Refused> {
  const findings = await collectStepFindings(deps, move, step);
  return isFindings(findings) ? selectBlockers(findings) : findings;
}

/** All findings about a step with its usual options. */
export async function collectStepFindings(
  deps: Pick<VerbDeps, "vitess" | "policy" | "records">,
  move: Move,
  step: "switch" | "complete",
): Promise<readonly JudgedFinding[] | Refused> {
  const operation: LookedAt =
    step === "switch" ? { verb: step, options: SWITCH_DEFAULTS } : { verb: step, options: { ...COMPLETE_DEFAULTS, renameTables: true } };
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const { reading, vdiff, facts } = await readFacts(vitess, move, now);
  if (facts === undefined) return refuse("workflow-missing", qualifyName(move.name));
  return collectOperationFindings(deps, move, operation, { reading, vdiff, facts, now });
}

export function isFindings(value: readonly JudgedFinding[] | Refused): value is readonly JudgedFinding[] {
  return Array.isArray(value);
}
