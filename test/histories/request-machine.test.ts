import { expect, test } from "vitest";
import { checkLinearizable, type Operation } from "./linearizable.ts";
import { type Act, type Answer, createRequestMachine } from "./request-machine.ts";

type Did = Operation<Act, Answer>;

/** Three must approve what Ana requested. */
const MACHINE = createRequestMachine("U0ANA", 3);

/** One after the other, unless a moment is given. */
function history(...operations: readonly Partial<Did>[]): string {
  const all = operations.map((one, place): Did => ({ act: { do: "read" }, from: 10 * place, to: 10 * place + 5, ...one }));
  return checkLinearizable(
    MACHINE,
    all.map((one) => (one.answer === undefined ? { ...one, to: Infinity } : one)),
  ).kind;
}

function counted(by: string, approvals: number, state: "open" | "approved" = "open"): Partial<Did> {
  return { act: { do: "vote", by, vote: "approve" }, answer: { is: "counted", state, approvals } };
}

function unanswered(by: string): Partial<Did> {
  return { act: { do: "vote", by, vote: "approve" } };
}

function refused(by: string, answer: Extract<Answer, { is: "refused" }>): Partial<Did> {
  return { act: { do: "vote", by, vote: "approve" }, answer };
}

function sent(step: "reads" | "writes", took = true): Partial<Did> {
  return { act: { do: "send", step, took }, answer: { is: "seen" }, from: 0 };
}

const SETTLED: Partial<Did> = { act: { do: "settle" } };
const APPROVED = [counted("U0BEN", 1), counted("U0CHO", 2), counted("U0DEV", 3, "approved")];

function readAs(state: "open" | "approved" | "used" | "withdrawn", lines: readonly string[], votes: readonly string[]): Partial<Did> {
  return { act: { do: "read" }, answer: { is: "read", state, lines, votes, audit: lines.map((line) => line.replace(/ \d+$/, "")) } };
}

function ended(outcome: string): Partial<Did> {
  return { act: { do: "end", outcome }, answer: { is: "seen" }, from: 0 };
}

test("three votes, two calls and their success are a history of one request", () => {
  const lines = ["U0BEN approve 1", "U0CHO approve 2", "U0DEV approve 3"];
  const votes = ["U0BEN approve", "U0CHO approve", "U0DEV approve"];
  expect(history(...APPROVED, sent("reads"), SETTLED, sent("writes"), SETTLED, ended("succeeded"), readAs("used", lines, votes))).toBe(
    "linearizable",
  );
});

test.each([
  ["counts, and is then counted already", [unanswered("U0BEN"), refused("U0BEN", { is: "refused", reason: "already-voted" })]],
  ["did not count, and counts now", [unanswered("U0BEN"), counted("U0BEN", 1)]],
  ["counts after the next one", [unanswered("U0BEN"), counted("U0CHO", 1), refused("U0BEN", { is: "refused", reason: "already-voted" })]],
])("a vote without an answer %s", (_, operations) => {
  expect(history(...operations)).toBe("linearizable");
});

test.each([
  ["a counted vote is lost", [counted("U0BEN", 1), counted("U0BEN", 1)]],
  ["two votes are both told to be the first", [counted("U0BEN", 1), counted("U0CHO", 1)]],
  ["a vote is counted twice", [counted("U0BEN", 1), counted("U0CHO", 3)]],
  ["a counted vote has no line", [counted("U0BEN", 1), readAs("open", [], ["U0BEN approve"])]],
  ["a vote has two lines", [counted("U0BEN", 1), readAs("open", ["U0BEN approve 1", "U0BEN approve 1"], ["U0BEN approve"])]],
  ["a vote counts after a withdrawal", [{ act: { do: "withdraw", by: "U0ANA" }, answer: { is: "withdrawn" } }, counted("U0BEN", 1)]],
  ["the requester's own vote counts", [counted("U0ANA", 1)]],
  [
    "a call leaves before the approval",
    [
      counted("U0BEN", 1),
      counted("U0CHO", 2),
      sent("reads"),
      readAs("open", ["U0BEN approve 1", "U0CHO approve 2"], ["U0BEN approve", "U0CHO approve"]),
    ],
  ],
  ["the writes are switched twice", [...APPROVED, sent("writes"), SETTLED, sent("writes")]],
  [
    "two calls are on their way at once",
    [
      ...APPROVED,
      sent("reads"),
      { ...SETTLED, from: 200 },
      { ...sent("writes"), to: 100 },
      readAs("approved", ["U0BEN approve 1", "U0CHO approve 2", "U0DEV approve 3"], ["U0BEN approve", "U0CHO approve", "U0DEV approve"]),
    ],
  ],
  [
    "a call follows a call-off",
    [...APPROVED, { act: { do: "call-off", by: "U0BEN" }, answer: { is: "called-off" } }, { ...sent("reads"), from: 60 }],
  ],
  [
    "a call-off says that nothing is on its way while a call is",
    [
      ...APPROVED,
      { ...sent("reads"), to: 35 },
      { act: { do: "call-off", by: "U0BEN" }, answer: { is: "called-off" } },
      { ...SETTLED, from: 100 },
    ],
  ],
  [
    "a call-off finds nothing to call off in an open request",
    [counted("U0BEN", 1), { act: { do: "call-off", by: "U0BEN" }, answer: { is: "nothing-to-call-off" } }],
  ],
  ["it succeeded without its calls", [...APPROVED, sent("reads"), SETTLED, ended("succeeded")]],
  [
    "the store has forgotten the request",
    [counted("U0BEN", 1), { act: { do: "withdraw", by: "U0ANA" }, answer: { is: "no-such-request" } }],
  ],
] satisfies readonly (readonly [string, readonly Partial<Did>[]])[])("no single process could have answered so: %s", (_, operations) => {
  expect(history(...operations)).toBe("not-linearizable");
});
