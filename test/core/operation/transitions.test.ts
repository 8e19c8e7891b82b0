import { describe, expect, test } from "vitest";
import { leadsTo, TRANSITIONS } from "../../../src/core/operation/execution/transitions.ts";

type State = keyof typeof TRANSITIONS;
const STATES = Object.keys(TRANSITIONS) as State[];
const SIGHTS = ["nothing", "unreadable", "seen", "prepared", "in-line", "not-sent", "answered"] as const;

/** The states from which a sight may lead to another one. */
function from(to: State): readonly string[] {
  return STATES.flatMap((state) => SIGHTS.filter((sight) => leadsTo(state, sight, to)).map((sight) => `${state} on ${sight}`));
}

describe("the table of an execution", () => {
  test("says of every state and every sight where it leads, and why", () => {
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

  test("lets a call begin only from ready, with everything prepared", () => {
    expect(from("calling").filter((way) => !way.startsWith("calling"))).toEqual(["ready on prepared"]);
  });

  test("lets a soak begin only after a look", () => {
    expect(from("soaking").filter((way) => !way.startsWith("soaking"))).toEqual(["ready on seen", "held on seen", "calling on seen"]);
  });

  test("lets nothing out of the end", () => {
    for (const sight of SIGHTS) expect(TRANSITIONS.ended[sight].to).toEqual(["ended"]);
  });

  test("takes no way that it does not have", () => {
    expect(leadsTo("soaking", "seen", "calling")).toBe(false);
    expect(leadsTo("ready", "seen", "calling")).toBe(false);
    expect(leadsTo("ended", "seen", "ready")).toBe(false);
  });
});
