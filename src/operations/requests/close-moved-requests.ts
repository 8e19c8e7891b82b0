import type { RestoreOptions } from "../../core/acts/acts.ts";
import type { Move } from "../../core/moves.ts";
import { moveId } from "../../core/names.ts";
import type { Instant } from "../../core/readings.ts";
import { type Request, sealDifference } from "../../core/acts/requests.ts";
import { sealOf } from "../../core/acts/seal.ts";
import { lookAtRules } from "../carry-out/look-at-rules.ts";
import { rulesDifference } from "../carry-out/rules-around.ts";
import type { VerbDeps } from "../deps.ts";
import { lookAtVDiff } from "../watch/look-at-vdiff.ts";
import { readMove } from "../watch/read-move.ts";
import { tell } from "../watch/tell.ts";

type CloseDeps = Pick<VerbDeps, "records" | "jobs" | "vitess" | "digest">;

/**
 * Closes an open request whose sealed facts are no longer so: nobody should approve what is not there any more. A request with an
 * execution is left alone: the execution checks by itself, right before it sends.
 */
export async function closeMovedRequests(deps: CloseDeps, move: Move): Promise<void> {
  const id = moveId(move.name);
  const open = (await deps.records.requests.live()).filter((one) => one.state.kind === "open" && moveId(one.seal.move) === id);
  if (open.length === 0) return;
  const vitess = deps.vitess(move.name.cluster);
  const reading = await readMove(vitess, move.name, move, await deps.records.now());
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  for (const request of open) {
    const { act } = request.seal;
    const seal = sealOf(act, move, reading, vdiff);
    const sealed = seal === undefined ? ["the workflow is gone"] : sealDifference(request.seal, seal);
    const difference = act.verb === "restore" ? [...sealed, ...(await rulesChanged(deps, request, act.options, reading.at))] : sealed;
    if (difference.length > 0) await close(deps, request, difference);
  }
}

async function rulesChanged(deps: CloseDeps, { seal, shown }: Request, options: RestoreOptions, at: Instant): Promise<readonly string[]> {
  const reading = await lookAtRules(deps, deps.vitess(seal.move.cluster), seal, options, at);
  return rulesDifference(deps, options, reading, shown.dryRun);
}

async function close(deps: Pick<VerbDeps, "records" | "jobs">, request: Request, difference: readonly string[]): Promise<void> {
  const closed = await deps.records.requests.change(request.id, (current, now) =>
    current.state.kind === "open"
      ? { write: { ...current, state: { kind: "changed", at: now, difference } }, result: true }
      : { result: false },
  );
  if (closed !== true) return;
  const id = moveId(request.seal.move);
  const body = { kind: "request-ended", requestId: request.id, verb: request.seal.act.verb, how: "changed", difference } as const;
  await deps.records.addEntry(id, body, `ended:${request.id}`);
  await tell(deps.jobs, id);
}
