import { expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { deriveVDiffStanding } from "../../../src/core/situation/vdiff-standing.ts";
import { moveOf, UNSHARDED } from "../moments.ts";
import { ANA } from "../operation/model/people.ts";

const NOW = Date.parse("2026-11-20T22:00:00Z");
const HOUR = 60 * 60_000;
const MAX = DEFAULT_LIMITS.vdiffMaxAgeMs;
const BEGUN = { uuid: "v1", startedBy: ANA, startedAt: NOW - 2 * HOUR };

function standing(known: Partial<Followed>, now = NOW): object {
  return deriveVDiffStanding(moveOf(UNSHARDED.subject, known), MAX, now);
}

function clean(completedAt: number): Followed["vdiff"] & object {
  return { ...BEGUN, report: { verdict: "clean", completedAt } };
}

test("without a VDiff the standing is none, and without a report it is running", () => {
  expect(standing({})).toEqual({ kind: "none" });
  expect(standing({ vdiff: BEGUN })).toEqual({ kind: "running" });
});

test("a clean VDiff supports a switch until it is too old", () => {
  const vdiff = clean(NOW - HOUR);
  expect(standing({ vdiff })).toEqual({ kind: "good", until: NOW - HOUR + MAX });
  expect(standing({ vdiff }, NOW - HOUR + MAX)).toMatchObject({ kind: "good" });
  expect(standing({ vdiff }, NOW - HOUR + MAX + 1)).toEqual({ kind: "old", at: NOW - HOUR });
});

test("a VDiff that ended before the streams were restarted is outdated; one from the same second is not", () => {
  expect(standing({ vdiff: clean(NOW - HOUR), startedAt: NOW - HOUR + 1_000 })).toEqual({ kind: "outdated", at: NOW - HOUR });
  expect(standing({ vdiff: clean(NOW - HOUR), startedAt: NOW - HOUR + 999 })).toMatchObject({ kind: "good" });
});

test.each(["different", "incomplete", "limited", "failed", "stopped"] as const)("a VDiff that was %s supports nothing", (verdict) => {
  expect(standing({ vdiff: { ...BEGUN, report: { verdict } } })).toEqual({ kind: "not-clean", verdict });
});

test("one from before traffic was switched back is forgotten by Vitess", () => {
  const at = NOW - HOUR;
  expect(standing({ vdiff: clean(at), madeAnewAt: at + 1_000 })).toEqual({ kind: "before-rollback", at });
  expect(standing({ vdiff: clean(at), madeAnewAt: at - HOUR })).toMatchObject({ kind: "good" });
});

test("one of which no end is known speaks for nothing, whatever it found", () => {
  expect(standing({ vdiff: { ...BEGUN, report: { verdict: "clean" } } })).toEqual({ kind: "not-clean", verdict: "clean" });
  expect(standing({ vdiff: { ...BEGUN, report: { verdict: "different", completedAt: NOW - HOUR } } })).toEqual({
    kind: "not-clean",
    verdict: "different",
  });
});

test("none is known of a move that Tandem does not follow", () => {
  const move = { ...moveOf(UNSHARDED.subject), state: { kind: "ended", at: NOW, how: "gone" } } as const;
  expect(deriveVDiffStanding(move, MAX, NOW)).toEqual({ kind: "none" });
});
