import fc from "fast-check";
import { expect, test } from "vitest";
import { TRANSITIONS } from "../../../src/core/operation/transitions.ts";
import { plays } from "./model/arbitraries.ts";
import { wayOf } from "./model/checks.ts";
import { dieEverywhere } from "./model/deaths.ts";
import { interfereEverywhere } from "./model/interference.ts";
import type { Tally } from "./model/ledger.ts";
import { play } from "./model/play.ts";
import { PROMISES } from "./model/promises.ts";
import { RARE } from "./model/rare.ts";
import { liveOn } from "./model/stage.ts";

const MANY_MS = 300_000;
const tally: Tally = new Map();

test("whatever workers, vtctld and people do, what is promised of an execution holds", { timeout: MANY_MS }, () => {
  fc.assert(
    fc.property(plays, (one) => void play(one, tally)),
    { numRuns: Number(process.env["RUNS"] ?? 1_500) },
  );
});

test("the same holds when a worker dies before or after any of its effects", { timeout: MANY_MS }, () => {
  expect(dieEverywhere(tally)).toBeGreaterThan(500);
});

test("the same holds whatever others do at any moment of a switch", { timeout: MANY_MS }, () => {
  expect(interfereEverywhere(tally)).toBeGreaterThan(300);
});

test("the same holds for what seldom comes together", () => {
  expect(RARE.map((one) => play(one, tally)).every((stage) => liveOn(stage) === undefined)).toBe(true);
});

/** Sights that an effect of one state gives: what comes after the state has changed is taken as nothing, and an end looks at nothing. */
const ONLY_IN: Readonly<Record<string, string>> = { prepared: "ready", "not-sent": "calling", answered: "calling" };

function isReachable(from: string, sight: string): boolean {
  return from === "ended" ? sight === "nothing" : (ONLY_IN[sight] ?? from) === from;
}

test("every way of the table was taken that an interpreter can come to", () => {
  const ways = Object.entries(TRANSITIONS).flatMap(([from, sights]) =>
    Object.entries(sights).flatMap(([sight, { to }]) => (isReachable(from, sight) ? to.map((state) => wayOf(from, sight, state)) : [])),
  );
  expect(ways.filter((way) => !tally.has(way))).toEqual([]);
});

/** Of the kinds of trouble each must have come, or the promises were held against nothing. */
const TROUBLES = [
  ...["before a decision", "before look", "before prepare", "before send", "after send"].map((when) => `deaths ${when}`),
  ...["while ready", "while held", "while soaking", "after a call"].map((when) => `call-offs ${when}`),
  ...["succeeded", "already-so", "called-off", "refused", "failed", "unfinished", "unknown"].map((outcome) => `outcome ${outcome}`),
  "doings of others",
  "plays in which nothing was approved",
  "reads rolled back in a soak",
];

test("each promise was looked at, and each kind of trouble came", () => {
  const counts = [...tally].filter(([what]) => !what.startsWith("way:")).map(([what, times]) => `${what}: ${times}`);
  process.stdout.write(`${counts.toSorted().join("; ")}\n`);
  expect([...PROMISES, ...TROUBLES].filter((what) => !tally.has(what))).toEqual([]);
});
