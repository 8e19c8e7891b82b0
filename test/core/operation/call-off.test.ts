import { describe, expect, test } from "vitest";
import { callOff } from "../../../src/core/operation/execution/call-off.ts";
import { UNSHARDED } from "../moments.ts";
import { approved, AT, calling, MINUTE, requested, seenOf, soaking } from "./given.ts";
import { BEN, CHO } from "./model/people.ts";

const WHO = { by: BEN, reason: "the release is late", at: AT + MINUTE };
const execution = approved();

const REQUEST = requested();

/** How the execution ends; undefined if it does not. */
function outcome(of: Parameters<typeof callOff>[0]): object | undefined {
  const off = callOff(of, WHO);
  return off?.kind === "execution" && off.decided.execution.state.kind === "ended" ? off.decided.execution.state.outcome : undefined;
}

describe("calling off", () => {
  test("closes an open request", () => {
    expect(callOff({ request: REQUEST }, WHO)).toMatchObject({ kind: "request", request: { state: { kind: "called-off", ...WHO } } });
  });

  test("ends an approved operation before its first call, and is announced once", () => {
    const off = callOff({ execution }, WHO);
    expect(off).toMatchObject({ kind: "execution", decided: { events: [{ kind: "ended" }], effect: { kind: "end" } } });
    expect(outcome({ execution })).toEqual({ kind: "called-off", ...WHO });
  });

  test("in the soak or in a hold leaves reads at the target, and says so", () => {
    const inSoak = soaking(execution, AT + 5 * MINUTE);
    expect(outcome({ execution: inSoak })).toEqual({ kind: "called-off", ...WHO, readsSwitched: true });
    const hold = { reason: "locked", since: AT, until: AT + MINUTE } as const;
    const left = [{ kind: "call", tabletTypes: ["PRIMARY"] }] as const;
    expect(outcome({ execution: { ...inSoak, state: { kind: "held", left, hold } } })).toMatchObject({ readsSwitched: true });
  });

  test("does not stop a call in flight, and nothing follows that call", () => {
    const sent = calling(execution, seenOf(UNSHARDED.copied));
    const off = callOff({ execution: sent }, WHO);
    expect(off).toMatchObject({ kind: "after-call", execution: { state: { kind: "calling", callOff: WHO } } });
    const again = off?.kind === "after-call" ? callOff({ execution: off.execution }, { ...WHO, by: CHO }) : undefined;
    expect(again).toMatchObject({ execution: { state: { callOff: { by: BEN } } } });
  });

  test("applies to the execution if both a request and its execution exist", () => {
    const used = { ...REQUEST, state: { kind: "approved", at: AT, useBy: AT + MINUTE } } as const;
    expect(callOff({ request: used, execution }, WHO)?.kind).toBe("execution");
  });

  test("finds nothing to do if everything has ended", () => {
    expect(callOff({}, WHO)).toBeUndefined();
    expect(callOff({ request: { ...REQUEST, state: { kind: "expired", at: AT } } }, WHO)).toBeUndefined();
    expect(callOff({ execution: { ...execution, state: { kind: "ended", outcome: { kind: "succeeded", at: AT } } } }, WHO)).toBeUndefined();
  });
});
