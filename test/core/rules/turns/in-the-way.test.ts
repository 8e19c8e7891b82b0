import { expect, test } from "vitest";
import { parseMoveId } from "../../../../src/core/vitess/names.ts";
import { toPersonId } from "../../../../src/core/people/people.ts";
import { requestTurn, NO_TURNS, findStepInTheWay, TURN_LASTS_MS, type Turns, type TurnStep } from "../../../../src/core/rules/turns.ts";
import { tableNamed, tablesNamed } from "../../../names.ts";

const NOW = 1_767_225_600_000;

function create(id: string, move: string, tables: readonly string[]): TurnStep {
  const name = parseMoveId(move);
  if (name === undefined) throw new Error(move);
  return { id, move: name, verb: "create", tabletTypes: [], asked: { by: toPersonId("U0ANA"), at: NOW, tables: tablesNamed(...tables) } };
}

const FIRST = create("c1", "prod/customer.product", ["product"]);

function turnsOf(...steps: readonly TurnStep[]): Turns {
  return steps.reduce((turns, step) => requestTurn(turns, step, NOW).turns, NO_TURNS);
}

test("a create of the same name blocks, whether it has the turn or waits for it", () => {
  const other = create("c2", "prod/customer.product", ["other"]);
  const before = create("c0", "prod/customer.before", ["before"]);
  expect(findStepInTheWay(turnsOf(FIRST), other, NOW)).toMatchObject({ by: { id: "c1" } });
  expect(findStepInTheWay(turnsOf(before, FIRST), other, NOW)).toMatchObject({ by: { id: "c1" } });
});

test("a create of one of its tables in the same keyspace blocks too, and is named", () => {
  const other = create("c2", "prod/customer.both", ["corder", "product"]);
  expect(findStepInTheWay(turnsOf(FIRST), other, NOW)).toMatchObject({ by: { id: "c1" }, table: tableNamed("product") });
  expect(findStepInTheWay(turnsOf(FIRST), create("c2", "prod/archive.both", ["product"]), NOW)).toBeUndefined();
});

test("a create's own place, another move's step and a place without a sign of life do not block", () => {
  expect(findStepInTheWay(turnsOf(FIRST), FIRST, NOW)).toBeUndefined();
  expect(findStepInTheWay(turnsOf(FIRST), create("c2", "prod/customer.other", ["other"]), NOW)).toBeUndefined();
  expect(findStepInTheWay(turnsOf(FIRST), create("c2", "prod/customer.product", ["product"]), NOW + TURN_LASTS_MS)).toBeUndefined();
});
