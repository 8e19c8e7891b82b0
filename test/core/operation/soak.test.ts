import { describe, expect, test } from "vitest";
import { SWITCH, UNSHARDED } from "../moments.ts";
import { holder } from "../recorded.ts";
import { approved, AT, later, LIMITS, looked, MINUTE, proposalOn, soaking, TIMING } from "./given.ts";

const { copied, readsSwitched } = UNSHARDED;

describe("a soak", () => {
  const until = AT + LIMITS.soakMs;
  const inSoak = soaking(approved(), until);

  test("is checked every 15 seconds, and wakes no later than its end", () => {
    const at1 = looked(inSoak, later(readsSwitched, AT + MINUTE));
    expect([at1.execution, at1.effect]).toEqual([inSoak, { kind: "wait", ms: TIMING.soakLookMs }]);
    expect(looked(inSoak, later(readsSwitched, until - 2_000)).effect).toEqual({ kind: "wait", ms: 2_000 });
  });

  test("is followed by a full reading, because it did not run preflight", () => {
    const over = looked(inSoak, later(readsSwitched, until));
    expect(over.execution.state).toEqual({ kind: "ready", left: [{ kind: "call", tabletTypes: ["PRIMARY"] }] });
    expect(over.effect).toEqual({ kind: "look", afterMs: 0 });
    const blocked = looked(over.execution, later(readsSwitched, until), until, { blocked: ["a schema change runs"] });
    expect(blocked.execution.state).toMatchObject({ outcome: { reason: "preflight-blocked", readsSwitched: true } });
  });

  test("ends if the reads are back at the source, even at its very end", () => {
    for (const now of [AT + MINUTE, until]) {
      const { execution } = looked(inSoak, later(copied, now));
      expect(execution.state).toMatchObject({ outcome: { kind: "refused", reason: "state-changed", readsSwitched: true } });
    }
  });

  test("ends if the workflow is gone, and says so", () => {
    const gone = later(UNSHARDED.completed, AT + MINUTE);
    expect(looked(inSoak, gone).execution.state).toMatchObject({ outcome: { reason: "workflow-missing" } });
    // A reverse deletes and recreates it: whoever holds the lock may be between the two.
    expect(looked(inSoak, { ...gone, lockHolders: [holder(AT + MINUTE)] }).execution.state.kind).toBe("soaking");
  });

  test("ignores somebody else holding the lock", () => {
    const locked = { ...later(copied, AT + MINUTE), lockHolders: [holder(AT + MINUTE)] };
    expect(looked(inSoak, locked).execution).toBe(inSoak);
  });
});

describe("an abandoned call of Tandem's own that arrived late", () => {
  const given = {
    tabletTypes: ["REPLICA", "RDONLY"],
    did: "nothing",
    startedAt: AT,
    endedAt: AT + 8_000,
    fault: { kind: "interrupted", text: "" },
  } as const;
  const execution = approved(proposalOn(SWITCH), { done: [given] });

  test("has done its step: the soak follows, and no difference is announced", () => {
    const { execution: after } = looked(execution, later(readsSwitched, AT + MINUTE));
    expect(after.done).toMatchObject([{ did: "step" }]);
    expect(after.state.kind).toBe("soaking");
  });

  test("explains no step of other types, and nothing where Vitess had answered", () => {
    const answered = { ...given, fault: { kind: "refused", text: "vtctld said no" } } as const;
    for (const other of [answered, { ...given, tabletTypes: ["PRIMARY"] } as const]) {
      const { execution: after } = looked(approved(proposalOn(SWITCH), { done: [other] }), later(readsSwitched, AT + MINUTE));
      expect(after.state).toMatchObject({ outcome: { kind: "refused", reason: "state-changed" } });
    }
  });

  test("leaves the calls beside it as they were", () => {
    const other = { ...given, fault: { kind: "refused", text: "" } } as const;
    const { execution: after } = looked(approved(proposalOn(SWITCH), { done: [other, given] }), later(readsSwitched, AT + MINUTE));
    expect(after.done.map(({ did }) => did)).toEqual(["nothing", "step"]);
  });

  test("explains nothing if its step was not done", () => {
    expect(looked(execution, later(copied, AT + MINUTE)).effect.kind).toBe("prepare");
  });
});
