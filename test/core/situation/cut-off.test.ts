import { expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { DENIED_WRITES, moveOf, READS, UNSHARDED } from "../moments.ts";
import { ANA } from "../operation/model/people.ts";
import { holder } from "../recorded.ts";
import type { BrokenCall } from "../../../src/core/move/broken-call.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

const { subject, copied, readsSwitched, switched } = UNSHARDED;
const MINUTE = 60_000;

/** The next step and the buttons after a call of Tandem's own broke off, with a clean VDiff. */
function after(reading: Reading, verb: "switch" | "reverse", types: readonly TabletType[], change: Partial<BrokenCall> = {}) {
  const call: BrokenCall = { verb, types, startedAt: reading.at - 2 * MINUTE, brokeAt: reading.at - MINUTE, executionId: "r1", ...change };
  const [startedAt, completedAt] = [reading.at - 9 * MINUTE, reading.at - 8 * MINUTE];
  const vdiff: Followed["vdiff"] = { uuid: "v1", startedBy: ANA, startedAt, report: { verdict: "clean", completedAt } };
  const is = deriveSituation({ move: moveOf(subject, { vdiff, unheard: [call] }), reading }, DEFAULT_LIMITS, reading.at);
  return { next: is.next.kind, keys: is.buttons.map(({ key, primary }) => (primary ? `*${key}` : key)) };
}

test("the cut-off operation is offered again, and nothing else that would do the same", () => {
  expect(after(copied, "switch", ["PRIMARY"])).toEqual({ next: "run-again", keys: ["*switchAgain", "vdiff", "details", "stop"] });
  expect(after(readsSwitched, "switch", ["PRIMARY"])).toMatchObject({ next: "run-again", keys: ["*switchAgain", "reverse", "details"] });
  expect(after(switched, "reverse", ["PRIMARY"])).toMatchObject({ next: "run-again", keys: ["*reverseAgain", "complete", "details"] });
});

test("the cut-off operation is not offered while somebody holds its lock", () => {
  const locked = { ...copied, lockHolders: [holder(copied.at - 10 * MINUTE)] };
  expect(after(locked, "switch", ["PRIMARY"]).next).toBe("not-now");
});

test("the cut-off operation is not offered if it arrived in full after all", () => {
  expect(after(readsSwitched, "switch", READS).next).toBe("request-switch");
  expect(after(switched, "switch", ["PRIMARY", ...READS]).next).toBe("watch-then-end");
  expect(after(copied, "reverse", ["PRIMARY", ...READS]).next).toBe("request-switch");
});

test("the cut-off operation is not offered if a later operation succeeded, or it was called off", () => {
  expect(after(copied, "switch", ["PRIMARY"], { isPast: true }).next).toBe("request-switch");
});

test("a call from three days ago explains no outage today: on releases without locks a switch from elsewhere still gets its first seconds", () => {
  const { subject: move, outage } = DENIED_WRITES;
  const reading: Reading = { ...outage, lockHolders: [], locksUnknown: true };
  const call = (agoMs: number): BrokenCall => {
    return { verb: "switch", types: ["PRIMARY"], startedAt: reading.at - agoMs - 1_000, brokeAt: reading.at - agoMs, executionId: "r1" };
  };
  const seen = (agoMs: number) => deriveSituation({ move: moveOf(move, { unheard: [call(agoMs)] }), reading }, DEFAULT_LIMITS, reading.at);
  expect(seen(MINUTE)).toMatchObject({ alarm: { alarm: "source-writes-denied", broken: { verb: "switch" } }, next: { kind: "unblock" } });
  const old = seen(3 * 24 * 60 * MINUTE);
  expect([old.alarm, old.phase.kind, old.buttons.some(({ key }) => key === "rescue")]).toEqual([undefined, "switching", false]);
});
