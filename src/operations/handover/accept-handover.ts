import { decideAcceptance, type AcceptanceRefusal, type Handover, isStillMeant } from "../../core/operation/handover/handover.ts";
import type { PersonId } from "../../core/people/people.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import type { Records } from "../records.ts";
import { readOperatorStanding } from "./operator-standing.ts";

/** What came of a press of Accept. `moves`: how many are still the ones that were offered. With a refusal, `handover` says whose it is or for whom. */
export type Acceptance =
  | { readonly kind: "accepted"; readonly handover: Handover; readonly moves: number }
  | { readonly kind: "refused"; readonly reason: AcceptanceRefusal; readonly handover: Handover }
  | { readonly kind: "no-such-handover" };

interface AcceptDeps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "handovers" | "members" | "moves">;
}

/** Accepts a hand-over for one person; of several presses at once, the first counts. The moves follow in a job of their own. */
export async function acceptHandover({ records, policy }: AcceptDeps, handoverId: string, by: PersonId): Promise<Acceptance> {
  const found = await records.handovers.get(handoverId);
  if (found === undefined) return { kind: "no-such-handover" };
  const standing = await readOperatorStanding(
    { records, policy },
    found.moves.map(({ cluster }) => cluster),
    by,
  );
  // Read before the acceptance is written: once it is, nothing may make it look as if it had failed.
  const read = await Promise.all(found.moves.map((name) => records.moves.get(moveId(name))));
  const moves = read.filter((move) => move !== undefined && isStillMeant(found, move)).length;
  const acceptance = await records.handovers.change<Acceptance>(handoverId, (handover, now) => {
    const decided = decideAcceptance(handover, by, standing, now);
    if (typeof decided === "string") return { result: { kind: "refused", reason: decided, handover } };
    return { write: decided, result: { kind: "accepted", handover: decided, moves } };
  });
  return acceptance ?? { kind: "no-such-handover" };
}
