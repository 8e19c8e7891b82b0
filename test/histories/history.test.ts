import { expect, test } from "vitest";
import { createRecorder, formatRound, listOperations, parseRound, type Round } from "./history.ts";

const ASKED = { move: "customer.h0x0", askedBy: "U0ANA", needed: 3 };

/** Three operations of one request: answered, unanswered, and certainly without effect. */
function recorded(): Round {
  let clock = 0;
  const recorder = createRecorder(() => (clock += 1));
  const [first, second, third] = ["U0BEN", "U0CHO", "U0DEV"].map((by) => recorder.begin(0, { do: "vote", by, vote: "approve" }));
  recorder.strike("kill-app 0, 0 ms");
  second?.unknown();
  first?.ok({ is: "counted", state: "open", approvals: 1 });
  third?.nothing();
  return { topology: "single", seed: 1, round: 0, requests: [ASKED], struck: recorder.struck, lines: recorder.lines };
}

test("a round is JSON lines that are read back as they were", () => {
  const round = recorded();
  const text = formatRound(round);
  expect(text.split("\n")[1]).toBe('{"op":0,"request":0,"at":1,"is":"invoke","act":{"do":"vote","by":"U0BEN","vote":"approve"}}');
  expect(parseRound(text)).toEqual(round);
});

test("a file that was cut off is no round", () => {
  const lines = formatRound(recorded()).split("\n");
  expect(lines.map((_, kept) => parseRound(lines.slice(0, kept).join("\n"))).filter((round) => round !== undefined)).toHaveLength(1);
});

test("an operation lasts until its answer, one without an answer for ever, and one without effect is none", () => {
  expect(listOperations(recorded(), 0)).toEqual([
    { act: { do: "vote", by: "U0BEN", vote: "approve" }, answer: { is: "counted", state: "open", approvals: 1 }, from: 1, to: 6 },
    { act: { do: "vote", by: "U0CHO", vote: "approve" }, from: 2, to: Infinity },
  ]);
  expect(listOperations(recorded(), 1)).toEqual([]);
});
