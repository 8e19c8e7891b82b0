import { expect, test } from "vitest";
import { parseMoveId } from "../../../../src/core/vitess/names.ts";
import type { SavedStep } from "../../../../src/core/rules/snapshots.ts";
import {
  requestTurn,
  requestTurnBeforeCall,
  endTurn,
  NO_TURNS,
  REVERSE_WAITS_MS,
  type TurnStep,
} from "../../../../src/core/rules/turns.ts";

const NOW = 1_767_225_600_000;

function stepOf(id: string, verb: SavedStep): TurnStep {
  const move = parseMoveId(`prod/customer.${id}`);
  if (move === undefined) throw new Error(id);
  return { id, move, verb, tabletTypes: [] };
}

const BACK = stepOf("back", "reverse");

/** The answer to a rollback that has waited for somebody who keeps the turn. */
function waitedFor(verb: SavedStep, waitedMs: number): string {
  const held = requestTurn(NO_TURNS, stepOf("long", verb), NOW).turns;
  const waiting = requestTurn(held, BACK, NOW);
  expect(waiting.answer.kind).toBe("waits");
  return requestTurn(waiting.turns, BACK, NOW + waitedMs).answer.kind;
}

test.each(["complete", "cancel", "delete", "create", "mirror"] as const)("a rollback waits only for a limited time for a %s", (verb) => {
  expect(waitedFor(verb, REVERSE_WAITS_MS - 1)).toBe("waits");
  expect(waitedFor(verb, REVERSE_WAITS_MS)).toBe("yours");
});

test.each(["switch", "reverse", "restore"] as const)("a rollback waits for a %s until it is over", (verb) => {
  expect(waitedFor(verb, REVERSE_WAITS_MS)).toBe("waits");
});

test("nobody else runs alongside a rollback and the call that it joined", () => {
  let { turns } = requestTurn(NO_TURNS, stepOf("long", "complete"), NOW);
  ({ turns } = requestTurn(turns, BACK, NOW));
  ({ turns } = requestTurn(turns, BACK, NOW + REVERSE_WAITS_MS));
  const other = requestTurn(turns, stepOf("other", "switch"), NOW + REVERSE_WAITS_MS);
  expect(other.answer.kind).toBe("waits");
  ({ turns } = other);
  turns = endTurn(turns, "back", NOW + REVERSE_WAITS_MS);
  expect(requestTurn(turns, stepOf("other", "switch"), NOW + REVERSE_WAITS_MS).answer.kind).toBe("waits");
});

test("a place in the line outlasts a hold and a slow look, so whoever is first stays first", () => {
  const held = requestTurn(NO_TURNS, stepOf("long", "switch"), NOW).turns;
  let { turns } = requestTurn(held, stepOf("first", "switch"), NOW);
  turns = endTurn(turns, "long", NOW + 1_000);
  expect(requestTurn(turns, stepOf("second", "switch"), NOW + 120_000).answer).toMatchObject({ kind: "waits", for: { since: NOW } });
});

test("a step keeps its turn on the next request, unless another step had the turn meanwhile", () => {
  const mine = stepOf("mine", "create");
  const { turns } = requestTurn(NO_TURNS, mine, NOW);
  expect(requestTurnBeforeCall(turns, mine, NOW, NOW + 50_000).answer.kind).toBe("yours");
  const other = stepOf("other", "switch");
  const after = endTurn(requestTurn(turns, other, NOW + 60_000).turns, other.id, NOW + 61_000);
  expect(requestTurnBeforeCall(after, mine, NOW, NOW + 62_000).answer).toMatchObject({ kind: "waits", for: { move: other.move } });
});
