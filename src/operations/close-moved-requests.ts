import type { Move } from "../core/moves.ts";
import { moveId } from "../core/names.ts";
import { type Request, sealDifference } from "../core/requests.ts";
import { sealOf } from "../core/seal.ts";
import type { VerbDeps } from "./deps.ts";
import { lookAtVDiff } from "./look-at-vdiff.ts";
import { readMove } from "./read-move.ts";
import { tell } from "./tell.ts";

/**
 * Closes an open request whose sealed facts are no longer so: nobody should approve what is not there any more. A request with an
 * execution is left alone: the execution checks by itself, right before it sends.
 */
export async function closeMovedRequests(deps: Pick<VerbDeps, "records" | "jobs" | "vitess">, move: Move): Promise<void> {
  const id = moveId(move.name);
  const open = (await deps.records.requests.live()).filter((one) => one.state.kind === "open" && moveId(one.seal.move) === id);
  if (open.length === 0) return;
  const vitess = deps.vitess(move.name.cluster);
  const reading = await readMove(vitess, move.name, move, await deps.records.now());
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  for (const request of open) {
    const seal = sealOf(request.seal.act, move, reading, vdiff);
    const difference = seal === undefined ? ["the workflow is gone"] : sealDifference(request.seal, seal);
    if (difference.length > 0) await close(deps, request, difference);
  }
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
