import { describeState } from "../../core/situation/state-mark.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import type { Records } from "../records.ts";

interface HoldDeps {
  readonly records: Pick<Records, "askBudget" | "rest">;
}

// A card held back is drawn again this often, so that it stays in line with the others that change.
const DRAWN_AGAIN_MS = 30_000;

/**
 * Remembers that the cards of a copy show its state already and wait their turn for new numbers, so that no reading has them drawn only to
 * wait again. A state other than this one is not held back. `ms`: until their turn.
 */
export async function holdCards({ records }: HoldDeps, situation: Situation, ms: number): Promise<void> {
  const { known, phase } = situation;
  if (phase.kind !== "copying") return;
  await records.rest(nameCards(known.move.name), describeState(situation), Math.min(ms, DRAWN_AGAIN_MS));
}

/** True while the cards of a copy wait for their turn with this state. */
export async function areCardsHeld({ records }: HoldDeps, situation: Situation): Promise<boolean> {
  if (situation.phase.kind !== "copying") return false;
  const waitMs = await records.askBudget(nameCards(situation.known.move.name), describeState(situation), { everyMs: 0, ahead: 0 });
  return waitMs > 0;
}

function nameCards(name: MoveName): string {
  return `cards:${moveId(name)}`;
}
