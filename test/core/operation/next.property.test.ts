import fc from "fast-check";
import { expect, test } from "vitest";
import { TRANSITIONS } from "../../../src/core/operation/execution/transitions.ts";
import { plays } from "./model/arbitraries.ts";
import { wayOf } from "./model/checks.ts";
import { dieEverywhere } from "./model/deaths.ts";
import { interfereEverywhere } from "./model/interference.ts";
import type { Tally } from "./model/ledger.ts";
import { play } from "./model/play.ts";
import { PROMISES } from "./model/promises.ts";
import { RARE } from "./model/rare.ts";
import { liveOn } from "./model/harness.ts";
import { count } from "../../counts.ts";
import { countRuns, IS_WHOLE } from "../../seed.ts";

// `model/promises.ts` says what is promised. Each of these mutations, made by hand in src/core/operation one at a time, made a test of this
// file fail:
//  1. an open call is taken over too early (while-calling, `at.now < free`; one second less in freshness.ts is enough)
//  2. a call is retried without proof that nothing changed (goal, `isUntouched`)
//  3. on releases that show no lock the first call is not waited for (while-calling, `mayStillRun`), or a visible lock is ignored
//  4. a call is sent while somebody holds the workflow's lock, or the lag is too high (gates)
//  5. differences are not checked before a call, or in the soak (before-call); or one fact is not: traffic, streams' identity, rules,
//     denied tables, the VDiff (difference)
//  6. an approver who left, or whose membership is unknown, still counts (before-call); the requester's own press counts, or one
//     after the time to vote (approval)
//  7. the time to use it, or the age of the look, does not matter, before the look or after it (before-call)
//  8. the last step decides, and not the whole goal (after-step); a sent operation counts as already-so (before-call)
//  9. a third call of a step is sent (while-calling, `MOST_CALLS_A_STEP`)
// 10. a call-off is forgotten: after a step, after a call that changed nothing, after one that was not sent (after-step, while-calling)
// 11. signs have no time to settle, or that time uses the clock of the decision and not of the look (while-calling)
// 12. preflight is ignored, or is after the soak; a restore does not wait for calls on other moves (before-call)
// 13. the soak is a millisecond too short, is checked only at its end, or goes on without the workflow (after-step, before-call)
// 14. an end is announced again (next); a call whose outcome cannot be read stays open for ever (while-calling)
// 15. a switch that was cut off soaks while applications wait (operations)
const MANY_MS = 300_000;
const RUNS = countRuns(300, 1_000);
const tally: Tally = new Map();

test("the promises of an execution hold, whatever workers, vtctld and people do", { timeout: MANY_MS }, () => {
  fc.assert(
    fc.property(plays, (one) => void play(one, tally)),
    { numRuns: RUNS },
  );
});

test("the promises hold if a worker dies before or after its effects: every third in the usual run", { timeout: MANY_MS }, () => {
  expect(dieEverywhere(tally, IS_WHOLE ? 1 : 3)).toBeGreaterThan(300);
});

test("the promises hold whatever others do at any moment of a switch", { timeout: MANY_MS }, () => {
  expect(interfereEverywhere(tally)).toBeGreaterThan(300);
});

test("the promises hold in rare combinations of events", () => {
  expect(RARE.map((one) => play(one, tally)).every((harness) => liveOn(harness) === undefined)).toBe(true);
});

/** Inputs that one state's effects produce: after a change of state they count as nothing, and an ended execution looks at nothing. */
const ONLY_IN: Readonly<Record<string, string>> = { prepared: "ready", "in-line": "ready", "not-sent": "calling", answered: "calling" };

function isReachable(from: string, sight: string): boolean {
  return from === "ended" ? sight === "nothing" : (ONLY_IN[sight] ?? from) === from;
}

test("every transition that an interpreter can reach was taken", () => {
  const ways = Object.entries(TRANSITIONS).flatMap(([from, sights]) =>
    Object.entries(sights).flatMap(([sight, { to }]) => (isReachable(from, sight) ? to.map((state) => wayOf(from, sight, state)) : [])),
  );
  expect(ways.filter((way) => !tally.has(way))).toEqual([]);
});

/** Each kind of trouble must have occurred, or the promises were never tested. */
const TROUBLES = [
  ...["before a decision", "before look", "before prepare", "before send", "after send"].map((when) => `deaths ${when}`),
  ...["while ready", "while held", "while soaking", "after a call"].map((when) => `call-offs ${when}`),
  ...["succeeded", "already-so", "called-off", "refused", "failed", "unfinished", "unknown"].map((outcome) => `outcome ${outcome}`),
  "doings of others",
  "plays in which nothing was approved",
  "reads rolled back in a soak",
];

test("every promise was checked, and every kind of trouble occurred", () => {
  count("promises and troubles of an execution", new Map([...tally].filter(([what]) => !what.startsWith("way:"))));
  expect([...PROMISES, ...TROUBLES].filter((what) => !tally.has(what))).toEqual([]);
});
