import { expect, it } from "vitest";
import { type Executable, planCalls, nameVerb, type WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { SWITCH_DEFAULTS, type SwitchOptions } from "../../../src/core/options/options.ts";
import { toFacts } from "../../../src/core/operation/request/facts.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Subject } from "../../../src/core/operation/outcome/verdict.ts";
import { CANCEL, COMPLETE, DENIED_WRITES, KILLED, moveOf, REVERSE, SWITCH, UNSHARDED } from "../moments.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { tablesNamed } from "../../names.ts";

const COPIED = { subject: UNSHARDED.subject, reading: UNSHARDED.copied };
const SOAK = 5 * 60_000;

function planned(operation: WorkflowOperation, { subject, reading }: { subject: Subject; reading: Reading } = COPIED): object {
  const facts = toFacts(moveOf(subject), reading, undefined);
  if (facts === undefined) throw new Error("no workflow");
  return planCalls({ kind: "workflow", operation, facts }, SOAK);
}

function switchPlan(change: Partial<SwitchOptions>): object {
  return planned({ verb: "switch", options: { ...SWITCH_DEFAULTS, ...change } });
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

it("a switch that was cut off is one call: applications are waiting for writes, and nothing needs a soak", () => {
  const whole = [call("PRIMARY", "REPLICA", "RDONLY")];
  expect(planned(SWITCH, { subject: KILLED.subject, reading: KILLED.rightAfter })).toEqual(whole);
  expect(planned(SWITCH, { subject: DENIED_WRITES.subject, reading: DENIED_WRITES.outage })).toEqual(whole);
  expect(planned(SWITCH, { subject: DENIED_WRITES.subject, reading: DENIED_WRITES.before })).toHaveLength(3);
  expect(planned(SWITCH, { subject: UNSHARDED.subject, reading: UNSHARDED.readsSwitched })).toHaveLength(3);
});

it("with the writes already switched, a switch of everything moves the reads in one call, or Vitess would not serve them", () => {
  const { subject, switched } = UNSHARDED;
  for (const allAtOnce of [false, true]) {
    const operation = { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce } } as const;
    expect(planned(operation, { subject, reading: { ...switched, trafficState: "Reads Not Switched. Writes Switched" } })).toEqual([
      call("REPLICA", "RDONLY"),
    ]);
  }
});

it("a reverse is one call: every second counts", () => {
  expect(planned(REVERSE)).toEqual([call("PRIMARY", "REPLICA", "RDONLY")]);
});

it("complete and cancel are one call, for no tablet types", () => {
  expect(planned(COMPLETE)).toEqual([call()]);
  expect(planned(CANCEL)).toEqual([call()]);
});

it("a restore and a rescue are one step each, however many calls that takes", () => {
  const restore: Executable = { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } };
  const rescue: Executable = { kind: "rescue", facts: { ...UNSHARDED.subject, side: "source", denied: tablesNamed("corder") } };
  expect([restore, rescue].map((one) => planCalls(one, SOAK))).toEqual([[call()], [call()]]);
  expect([restore, rescue].map(nameVerb)).toEqual(["restore", "rescue"]);
});
