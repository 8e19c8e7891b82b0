import type { MoveId } from "../core/vitess/names.ts";
import type { VerbDeps } from "./deps.ts";
import { handOver } from "./hand-over.ts";
import type { Decision, Dossier, DossierIds } from "./decision.ts";
import type { Instant } from "../core/readings/readings.ts";

/** Makes one decision about a move, writes it all at once and hands over the wanted jobs. After a crash in between, the sweep does that. */
export async function commit<R>(
  deps: Pick<VerbDeps, "records" | "jobs">,
  moveId: MoveId,
  decide: (dossier: Dossier, now: Instant) => Decision<R>,
  named?: DossierIds,
): Promise<R> {
  const { result, wanted } = await deps.records.commit(moveId, decide, named);
  await handOver(deps, wanted);
  return result;
}
