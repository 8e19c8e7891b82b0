import { describe, expect, test } from "vitest";
import { isTransitionAllowed, TRANSITIONS } from "../../../src/core/operation/execution/transitions.ts";

type State = keyof typeof TRANSITIONS;
const STATES = Object.keys(TRANSITIONS) as State[];
const SIGHTS = ["nothing", "unreadable", "seen", "prepared", "in-line", "not-sent", "answered"] as const;

/** The states from which an input may lead to another one. */
function from(to: State): readonly string[] {
  return STATES.flatMap((state) => SIGHTS.filter((sight) => isTransitionAllowed(state, sight, to)).map((sight) => `${state} on ${sight}`));
}

describe("the transition table of an execution", () => {
  test("says for every state and every input where it leads, and why", () => {
    for (const state of STATES) {
      expect(Object.keys(TRANSITIONS[state]).toSorted()).toEqual([...SIGHTS].toSorted());
      for (const sight of SIGHTS) {
        const { to, means } = TRANSITIONS[state][sight];
        expect(to.length).toBeGreaterThan(0);
        expect(new Set(to).size).toBe(to.length);
        expect(means).not.toBe("");
      }
    }
  });

  test("starts a call only from ready, once everything is prepared", () => {
    expect(from("calling").filter((way) => !way.startsWith("calling"))).toEqual(["ready on prepared"]);
  });

  test("starts a soak only after a reading", () => {
    expect(from("soaking").filter((way) => !way.startsWith("soaking"))).toEqual(["ready on seen", "held on seen", "calling on seen"]);
  });

  test("has no transition out of the end", () => {
    for (const sight of SIGHTS) expect(TRANSITIONS.ended[sight].to).toEqual(["ended"]);
  });

  test("allows no other transition", () => {
    expect(isTransitionAllowed("soaking", "seen", "calling")).toBe(false);
    expect(isTransitionAllowed("ready", "seen", "calling")).toBe(false);
    expect(isTransitionAllowed("ended", "seen", "ready")).toBe(false);
  });
});
