import { expect, it } from "vitest";
import { planOf } from "../../../src/core/acts/acts.ts";
import { SWITCH_DEFAULTS, type SwitchOptions, type TabletType } from "../../../src/core/options.ts";
import { CANCEL, COMPLETE, REVERSE } from "../moments.ts";

const SOAK = 5 * 60_000;

function switchPlan(change: Partial<SwitchOptions>): object {
  return planOf({ verb: "switch", options: { ...SWITCH_DEFAULTS, ...change } }, SOAK);
}

const call = (...tabletTypes: readonly TabletType[]): object => ({ kind: "call", tabletTypes });

it("a switch moves reads, soaks, then moves writes", () => {
  expect(switchPlan({})).toEqual([call("REPLICA", "RDONLY"), { kind: "soak", ms: SOAK }, call("PRIMARY")]);
  expect(switchPlan({ tabletTypes: ["REPLICA", "PRIMARY"] })).toEqual([call("REPLICA"), { kind: "soak", ms: SOAK }, call("PRIMARY")]);
});

it("a switch of everything at once is one call", () => {
  expect(switchPlan({ allAtOnce: true })).toEqual([call("PRIMARY", "REPLICA", "RDONLY")]);
});

it.each([[["PRIMARY"]], [["REPLICA"]], [["RDONLY", "REPLICA"]]] as const)("a switch of one side alone is one call: %s", (types) => {
  expect(switchPlan({ tabletTypes: types })).toEqual([call(...types)]);
});

it("a reverse is one call: every second counts", () => {
  expect(planOf(REVERSE, SOAK)).toEqual([call("PRIMARY", "REPLICA", "RDONLY")]);
});

it("complete and cancel are one call, for no tablet types", () => {
  expect(planOf(COMPLETE, SOAK)).toEqual([call()]);
  expect(planOf(CANCEL, SOAK)).toEqual([call()]);
});
