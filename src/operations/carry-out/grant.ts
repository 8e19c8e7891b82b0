import type { Act } from "../../core/acts/acts.ts";
import type { Execution } from "../../core/acts/executions.ts";
import { moveId } from "../../core/names.ts";
import type { ActRefusal } from "../../core/acts/outcomes.ts";
import { type Override, withOverrides } from "../../core/preflight/overrides.ts";
import type { CarryOutDeps, Next } from "./deps.ts";
import { approvalLost, useByOf } from "./ready.ts";
import { conclude } from "./settle.ts";

type OverrideAct = Extract<Act, { readonly verb: "override" }>;

/**
 * Carries out an override: it is written on the move, for as long as an approval may be used. Calls nothing. Running it again writes the
 * same once more.
 */
export async function grant(deps: CarryOutDeps, execution: Execution, { options }: OverrideAct): Promise<Next> {
  const refused = (reason: ActRefusal): Promise<Next> => conclude(deps, execution, { kind: "refused", reason, difference: [] });
  if ((await deps.records.now()) >= useByOf(execution)) return refused("use-by-passed");
  const lost = await approvalLost(deps, execution);
  if (lost !== undefined) return refused(lost);
  const requestId = execution.requestId ?? execution.id;
  const request = await deps.records.requests.get(requestId);
  const by = (request?.votes ?? []).filter((vote) => vote.kind === "approve").map((vote) => vote.by);
  const { useByMs } = deps.policy(execution.move.cluster).limits;
  await deps.records.moves.change(moveId(execution.move), (move, now) => {
    const before = move.overrides ?? [];
    if (before.some((one) => one.requestId === requestId)) return { result: undefined };
    const added = options.findings.map((finding): Override => {
      const evidence = options.evidence?.[finding];
      const until = now + useByMs;
      return {
        step: options.step,
        finding,
        by,
        reason: options.reason,
        at: now,
        until,
        requestId,
        ...(evidence === undefined ? {} : { evidence }),
      };
    });
    return { write: { ...move, overrides: withOverrides(before, added) }, result: undefined };
  });
  return conclude(deps, execution, { kind: "succeeded" });
}
