import fc from "fast-check";
import { expect, test } from "vitest";
import { parseMoveId } from "../../../../src/core/vitess/names.ts";
import {
  requestTurn,
  endTurn,
  keepTurn,
  NO_TURNS,
  findNextInLine,
  RESCUE_WAITS_MS,
  REVERSE_WAITS_MS,
  listStepsSince,
  TURN_LASTS_MS,
  type Turns,
  type TurnStep,
} from "../../../../src/core/rules/turns.ts";
import { count } from "../../../counts.ts";
import { countRuns } from "../../../seed.ts";

const VERBS = ["switch", "switch", "complete", "create", "restore", "reverse", "rescue"] as const;
const START = 1_767_225_600_000;

function stepOf(place: number): TurnStep {
  const move = parseMoveId(`prod/customer.m${place}`);
  const verb = VERBS[place];
  if (move === undefined || verb === undefined) throw new Error("no such step");
  return { id: `e${place}`, move, verb, tabletTypes: [] };
}

const STEPS = VERBS.map((_, place) => stepOf(place));

type Deed = { readonly kind: "ask" | "keep" | "give back"; readonly step: TurnStep } | { readonly kind: "wait"; readonly ms: number };

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("ask", "ask", "keep", "give back"),
      step: fc.constantFrom(...STEPS, stepOf(5), stepOf(6), stepOf(6)),
    } as const),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wait"),
      ms: fc.constantFrom(1, 2_000, 8_000, 16_000, 16_000, 59_999, 60_000, 180_000),
    } as const),
  },
);

const counted = { asks: 0, given: 0, waits: 0, lapsed: 0, beside: 0 };

/** The turns, and the time. */
interface Ledger {
  readonly turns: Turns;
  readonly now: number;
}

function rank({ verb }: TurnStep): number {
  return verb === "rescue" ? 0 : verb === "reverse" ? 1 : 2;
}

function must(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`does not hold: ${what}`);
}

function ask({ turns, now }: Ledger, step: TurnStep): Ledger {
  counted.asks += 1;
  const alive = (list: Turns["holders"]): Turns["holders"] => list.filter(({ until }) => until > now);
  const [holders, waiting] = [alive(turns.holders), alive(turns.waiting)];
  const had = holders.find(({ id }) => id === step.id);
  const place = waiting.find(({ id }) => id === step.id);
  const { turns: after, answer } = requestTurn(turns, step, now);
  if (answer.kind === "yours") {
    counted.given += 1;
    const others = holders.filter(({ id }) => id !== step.id);
    const isBeside = had === undefined && others.length > 0;
    if (isBeside) {
      counted.beside += 1;
      const waited = now - (place?.since ?? now);
      if (step.verb === "rescue") must("it has waited", waited >= RESCUE_WAITS_MS);
      else {
        must("else only a way back goes beside", step.verb === "reverse" && waited >= REVERSE_WAITS_MS);
        must(
          "and only beside calls that write in a moment",
          others.every(({ verb }) => verb === "complete" || verb === "create"),
        );
      }
    } else if (had === undefined) {
      for (const other of waiting.filter(({ id }) => id !== step.id)) {
        const since = place?.since ?? now;
        must("nobody goes before its turn", rank(step) < rank(other) || (rank(step) === rank(other) && since <= other.since));
      }
    }
    must("the turn lasts as long as it says", answer.until === now + TURN_LASTS_MS);
    must(
      "who has the turn holds it",
      after.holders.some(({ id }) => id === step.id),
    );
    must("who has the turn waits no more", !after.waiting.some(({ id }) => id === step.id));
  } else {
    counted.waits += 1;
    must("who has the turn keeps it", had === undefined);
    // Whoever it is told to wait for has the turn, or goes before it.
    const { move, verb, since } = answer.for;
    const named = [...holders, ...waiting].filter((one) => one.move === move && one.verb === verb && one.since === since);
    must("it is told whom it waits for", named.length === 1);
    must("new is who had no place", answer.isNew === (place === undefined));
    must("a place is kept", after.waiting.find(({ id }) => id === step.id)?.since === (place?.since ?? now));
  }
  return { turns: after, now };
}

function done(ledger: Ledger, deed: Deed): Ledger {
  const { turns, now } = ledger;
  switch (deed.kind) {
    case "ask":
      return ask(ledger, deed.step);
    case "keep": {
      const isTaken = turns.holders.some(({ id, until }) => id !== deed.step.id && until > now);
      const isMine = turns.holders.some(({ id }) => id === deed.step.id);
      const kept = keepTurn(turns, deed.step, now);
      must("only somebody else's turn is lost", (kept === undefined) === (isTaken && !isMine));
      return { turns: kept ?? turns, now };
    }
    case "give back": {
      const after = endTurn(turns, deed.step.id, now);
      must("given back is given back", ![...after.holders, ...after.waiting].some(({ id }) => id === deed.step.id));
      must("a second time does nothing", JSON.stringify(endTurn(after, deed.step.id, now)) === JSON.stringify(after));
      const held = turns.holders.find(({ id }) => id === deed.step.id);
      // From then on its changes explain what others find.
      must("it is remembered", held === undefined || listStepsSince(after, held.since, "nobody").some(({ id }) => id === deed.step.id));
      return { turns: after, now };
    }
    case "wait":
      counted.lapsed += turns.holders.filter(({ until }) => until <= now + deed.ms).length;
      return { turns, now: now + deed.ms };
    default:
      return deed satisfies never;
  }
}

test("in any order of requests one step has the turn, joined only by a rescue or a rollback that has waited", () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 60 }), (history) => {
      let ledger: Ledger = { turns: NO_TURNS, now: START };
      for (const deed of history) {
        ledger = done(ledger, deed);
        const { holders, waiting } = ledger.turns;
        const writers = holders.filter(({ until, verb }) => until > ledger.now && verb !== "rescue" && verb !== "reverse");
        expect(writers.length).toBeLessThanOrEqual(1);
        const names = [...holders, ...waiting].map(({ id }) => id);
        expect(new Set(names).size).toBe(names.length);
      }
    }),
    { numRuns: countRuns(1_000, 2_000) },
  );
  count("turns to write a cluster's documents", counted);
  expect(Object.values(counted).every((times) => times > 0)).toBe(true);
});

test("everybody who keeps requesting the turn gets it once those ahead have returned it or died", () => {
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 40 }), fc.constantFrom(...STEPS), (history, mine) => {
      let ledger = history.reduce(done, { turns: NO_TURNS, now: START });
      // From here on everybody else is dead.
      for (let tries = 0; tries < 100; tries += 1) {
        const { turns, answer } = requestTurn(ledger.turns, mine, ledger.now);
        if (answer.kind === "yours") return true;
        ledger = { turns, now: ledger.now + 2_000 };
      }
      return false;
    }),
    { numRuns: 1_000 },
  );
});

test("a rescue and a rollback go ahead of everything that waits; otherwise the longest wait comes first", () => {
  let turns: Turns = NO_TURNS;
  STEPS.forEach((step, place) => {
    ({ turns } = requestTurn(turns, step, START + place));
  });
  const order: string[] = [];
  let id = "e0";
  for (let next = findNextInLine(endTurn(turns, id, START + 100), START + 100); next !== undefined;) {
    turns = endTurn(turns, id, START + 100);
    ({ turns } = requestTurn(turns, next, START + 100));
    order.push(next.verb);
    id = next.id;
    next = findNextInLine(endTurn(turns, id, START + 100), START + 100);
  }
  expect(order).toEqual(["rescue", "reverse", "switch", "complete", "create", "restore"]);
});
