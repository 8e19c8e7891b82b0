import type { Act } from "../../core/acts/acts.ts";
import type { Answer } from "../../core/answers.ts";
import type { Command } from "../../core/command.ts";
import type { Move } from "../../core/moves.ts";
import { type MoveName, moveId, qualified } from "../../core/names.ts";
import { nearestNames } from "../../core/nearest/names.ts";
import { COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../core/options.ts";
import { isFindingCode, OVERRIDABLE } from "../../core/preflight/finding.ts";
import { blockers, evidenceOf, type JudgedFinding } from "../../core/preflight/overrides.ts";
import type { Reading } from "../../core/readings.ts";
import type { Refused } from "../../core/refusals.ts";
import { sealOf } from "../../core/acts/seal.ts";
import { followedMove, isRefused } from "../moves/adopt-move.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import { openRequest, ruledOut } from "../requests/open-request.ts";
import { readMove } from "../watch/read-move.ts";
import { refuse } from "../refusals.ts";
import { actFindings, type LookedAtAct } from "./on-act.ts";
import { openPlan } from "./planned-move.ts";

type OverrideCommand = Extract<Command, { readonly verb: "override" }>;

/**
 * Asks two people to let a step pass findings that stop it. Only what stops it now can be overridden, and only what people may let pass.
 * `askId` makes a second run the same ask.
 */
export async function askOverride(
  deps: VerbDeps,
  name: MoveName,
  { step, findings: codes, reason }: OverrideCommand,
  asker: Asker,
  askId: string,
): Promise<Answer> {
  const wrong = wrongCode(codes);
  if (wrong !== undefined) return wrong;
  const recorded = step === "create" ? await deps.records.moves.get(moveId(name)) : await followedMove(deps, name, asker);
  if (recorded === undefined || (step === "create" && !isRefused(recorded) && recorded.planned === undefined))
    return refuse("nothing-to-override", qualified(name));
  if (isRefused(recorded)) return recorded;
  if ((await deps.records.requests.get(askId)) !== undefined) return receipt(recorded);
  const wanted = { step, findings: codes, reason };
  const refusal = await ruledOut(deps, recorded, { verb: "override", options: wanted }, asker);
  if (refusal !== undefined) return refusal;
  const stopping = step === "create" ? undefined : await stoppingNow(deps, recorded, step);
  if (stopping !== undefined && !isFindings(stopping)) return stopping;
  const stops = stopping?.map((one): string => one.code) ?? recorded.planned?.blocking ?? [];
  const idle = codes.find((code) => !stops.includes(code));
  if (idle !== undefined) return refuse("nothing-to-override", idle);

  const move = step === "create" ? ((await openPlan(deps, name, asker)) ?? recorded) : recorded;
  const findings = (stopping ?? []).filter((one) => codes.includes(one.code));
  const all = stopping === undefined ? (recorded.planned?.evidence ?? {}) : evidenceOf(findings);
  const evidence = Object.fromEntries(Object.entries(all).filter(([code]) => codes.includes(code)));
  const act: Act = { verb: "override", options: { ...wanted, evidence } };
  const seal = sealOf(act, move, NOT_READ, undefined);
  if (seal === undefined) throw new Error("an override is sealed without a workflow");
  const shown = { sizes: await deps.records.sizes(moveId(move.name)), dryRun: [], ...(step === "create" ? {} : { findings }) };
  await openRequest(deps, move, asker, askId, await deps.records.now(), seal, shown);
  return receipt(move);
}

/** A code that no finding has, or one that is not for people to let pass. */
function wrongCode(codes: readonly string[]): Refused | undefined {
  for (const code of codes) {
    if (!isFindingCode(code)) {
      return { kind: "refused", reason: "unknown-finding", subject: code, nearest: nearestNames(code, Object.keys(OVERRIDABLE)) };
    }
    if (!OVERRIDABLE[code]) return refuse("not-overridable", code);
  }
  return undefined;
}

/** What stops the step right now. */
export async function stoppingNow(deps: VerbDeps, move: Move, step: "switch" | "complete"): Promise<readonly JudgedFinding[] | Refused> {
  const findings = await stepFindings(deps, move, step);
  return isFindings(findings) ? blockers(findings) : findings;
}

/** Everything that preflight finds about a step with its usual options. */
export async function stepFindings(
  deps: Pick<VerbDeps, "vitess" | "policy" | "records">,
  move: Move,
  step: "switch" | "complete",
): Promise<readonly JudgedFinding[] | Refused> {
  const act: LookedAtAct =
    step === "switch" ? { verb: step, options: SWITCH_DEFAULTS } : { verb: step, options: { ...COMPLETE_DEFAULTS, renameTables: true } };
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await readMove(vitess, move.name, move, now);
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  const seal = sealOf(act, move, reading, vdiff);
  if (seal === undefined) return refuse("workflow-missing", qualified(move.name));
  return actFindings(deps, move, act, { reading, vdiff, seal, now });
}

export function isFindings(value: readonly JudgedFinding[] | Refused): value is readonly JudgedFinding[] {
  return Array.isArray(value);
}

function receipt(move: Move): Answer {
  return { kind: "receipt", move: move.name, doing: "asked", tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}

/** An override is sealed to what it says, and to nothing that Vitess shows. */
const NOT_READ: Reading = {
  at: 0,
  tableCopy: [],
  rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
  denied: [],
  sourceTables: [],
  targetTables: [],
  lockHolders: [],
};
