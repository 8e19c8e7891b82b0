import fc from "fast-check";
import { expect, test } from "vitest";
import { checkLinearizable, type Machine, type Operation } from "./linearizable.ts";

type Act = { readonly write: number } | "read";

/** One number that can be written and read: histories of it are in every textbook. */
const REGISTER: Machine<number, Act, number> = {
  start: 0,
  step: (state, act, answer) => {
    if (act === "read") return answer === undefined || answer === state ? [state] : [];
    return [act.write];
  },
  onlyLooks: (act) => act === "read",
  key: String,
};

function wrote(write: number, from: number, to: number): Operation<Act, number> {
  return { act: { write }, answer: write, from, to };
}

function hasRead(answer: number, from: number, to: number): Operation<Act, number> {
  return { act: "read", answer, from, to };
}

function perhapsWrote(write: number, from: number): Operation<Act, number> {
  return { act: { write }, from, to: Infinity };
}

test.each([
  ["one after the other", [wrote(1, 0, 1), hasRead(1, 2, 3), wrote(2, 4, 5), hasRead(2, 6, 7)]],
  ["a read during a write may see the old or the new", [wrote(1, 0, 10), hasRead(0, 1, 2), hasRead(1, 3, 4)]],
  ["two writes at once, read in the order that the clock does not show", [wrote(1, 0, 10), wrote(2, 1, 9), hasRead(1, 11, 12)]],
  ["a write without an answer that took effect late", [perhapsWrote(1, 0), hasRead(0, 5, 6), hasRead(1, 7, 8)]],
  ["a write without an answer that never took effect", [perhapsWrote(1, 0), hasRead(0, 5, 6), hasRead(0, 7, 8)]],
  ["nothing", []],
])("linearizable: %s", (_, history) => {
  expect(checkLinearizable(REGISTER, history)).toMatchObject({ kind: "linearizable" });
});

test.each([
  ["a read after a write sees the old value", [wrote(1, 0, 1), hasRead(0, 2, 3)]],
  ["the new value, then the old one", [wrote(1, 0, 10), hasRead(1, 1, 2), hasRead(0, 3, 4)]],
  ["a value that nobody wrote", [wrote(1, 0, 1), hasRead(2, 2, 3)]],
  [
    "two readers see two writes in different orders",
    [wrote(1, 0, 10), wrote(2, 0, 10), hasRead(1, 1, 2), hasRead(2, 3, 4), hasRead(1, 5, 6)],
  ],
  ["a write without an answer took effect before it began", [hasRead(1, 0, 1), perhapsWrote(1, 2)]],
  [
    "a write without an answer took effect twice",
    [perhapsWrote(1, 0), hasRead(1, 1, 2), wrote(2, 3, 4), hasRead(2, 5, 6), hasRead(1, 7, 8)],
  ],
])("not linearizable: %s", (_, history) => {
  expect(checkLinearizable(REGISTER, history)).toMatchObject({ kind: "not-linearizable" });
});

test("what does not fit is named", () => {
  const late = hasRead(0, 2, 3);
  expect(checkLinearizable(REGISTER, [wrote(1, 0, 1), late])).toEqual({
    kind: "not-linearizable",
    longest: [wrote(1, 0, 1)],
    left: [late],
  });
});

test("a search that would take too long says that it has not decided", () => {
  const history = [...[1, 2, 3, 4].map((value) => wrote(value, 0, 10)), hasRead(5, 11, 12)];
  expect(checkLinearizable(REGISTER, history)).toMatchObject({ kind: "not-linearizable" });
  expect(checkLinearizable(REGISTER, history, 10)).toMatchObject({ kind: "undecided" });
});

test("thirty equal writes without an answer take no longer than a few", () => {
  const history = [wrote(9, 0, 1), ...Array.from({ length: 30 }, () => perhapsWrote(1, 2)), hasRead(1, 3, 4), hasRead(9, 5, 6)];
  expect(checkLinearizable(REGISTER, history, 1_000)).toMatchObject({ kind: "not-linearizable" });
});

const ACTS = fc.array(
  fc.record({
    act: fc.oneof(fc.constant("read" as const), fc.record({ write: fc.integer({ min: 1, max: 3 }) })),
    before: fc.integer({ min: 0, max: 30 }),
    after: fc.integer({ min: 0, max: 30 }),
    isKnown: fc.boolean(),
  }),
  { maxLength: 12 },
);

test("every history of one register that takes effect at one moment each is linearizable, and its order gives all answers", () => {
  fc.assert(
    fc.property(ACTS, (drawn) => {
      let value = 0;
      const history = drawn.map(({ act, before, after, isKnown }, place): Operation<Act, number> => {
        if (act !== "read") value = act.write;
        const at = place * 10;
        return isKnown ? { act, answer: value, from: at - before, to: at + after } : { act, from: at - before, to: Infinity };
      });
      const verdict = checkLinearizable(REGISTER, history);
      expect(verdict.kind).toBe("linearizable");
      const order = verdict.kind === "linearizable" ? verdict.order : [];
      expect(order.filter(({ answer }) => answer !== undefined)).toHaveLength(history.filter(({ answer }) => answer !== undefined).length);
      expect(
        order.reduce<readonly number[]>((states, { act, answer }) => states.flatMap((state) => REGISTER.step(state, act, answer)), [0]),
      ).toHaveLength(1);
    }),
  );
});

/** All orders that the times allow, without any cleverness. */
function bruteForce(history: readonly Operation<Act, number>[], state = 0): boolean {
  if (history.every(({ answer }) => answer === undefined)) return true;
  const firstEnd = Math.min(...history.map(({ to }) => to));
  return history.some((operation, place) => {
    if (operation.from > firstEnd) return false;
    const rest = history.filter((_, other) => other !== place);
    return REGISTER.step(state, operation.act, operation.answer).some((next) => bruteForce(rest, next));
  });
}

const WILD = fc.array(
  fc.record({
    act: fc.oneof(fc.constant("read" as const), fc.record({ write: fc.integer({ min: 1, max: 2 }) })),
    answer: fc.integer({ min: 0, max: 2 }),
    from: fc.integer({ min: 0, max: 9 }),
    lasts: fc.integer({ min: 0, max: 9 }),
    isKnown: fc.boolean(),
  }),
  { maxLength: 6 },
);

test("it judges as trying all orders does", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(WILD, (drawn) => {
      const history = drawn.map(({ act, answer, from, lasts, isKnown }): Operation<Act, number> =>
        isKnown ? { act, answer, from, to: from + lasts } : { act, from, to: Infinity },
      );
      const { kind } = checkLinearizable(REGISTER, history);
      kinds.add(kind);
      expect(kind).toBe(bruteForce(history) ? "linearizable" : "not-linearizable");
    }),
    { numRuns: 500 },
  );
  expect(kinds.size).toBe(2);
});
