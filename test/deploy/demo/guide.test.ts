import { describe, expect, test } from "vitest";
import { writeGuide } from "../../../deploy/demo/tour/guide.ts";
import type { TourSight } from "../../../deploy/demo/tour/sight.ts";
import { STORIES, STORY_NAMES, type StoryName } from "../../../deploy/demo/tour/stories.ts";

const NOTHING: TourSight = {
  card: undefined,
  followed: false,
  created: false,
  copied: false,
  vdiff: undefined,
  everDifferent: false,
  request: undefined,
  held: false,
  lagging: false,
  readsSwitched: false,
  switched: false,
  cutOff: false,
  sentAgain: false,
  writesDenied: false,
  locked: false,
  completed: false,
};
const COPIED: TourSight = { ...NOTHING, card: "1.000001", created: true, copied: true };
const APPROVED: TourSight = { ...COPIED, vdiff: "clean", request: { asks: "other", state: "approved" } };

function drawSteps(story: StoryName, sight: Partial<TourSight>): string {
  return writeGuide(story, { ...NOTHING, ...sight }, { run: "1", speed: "usual" })
    .steps.map(({ title, state }) => `${state}: ${title}`)
    .join("\n");
}
const readStep = (story: StoryName, sight: Partial<TourSight>): string | undefined => /^now: (.*)$/m.exec(drawSteps(story, sight))?.[1];

describe("the tour", () => {
  test.each(STORY_NAMES)("begins the story %s with the creation of the move, and never asks for the same thing under two names", (name) => {
    expect(readStep(name, {})).toMatch(/^Create the move/);
    const titles = writeGuide(name, NOTHING, { run: "1", speed: "usual" }).steps.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toHaveLength(STORIES[name].steps.length);
  });

  test("has no step left once the move is completed", () => {
    expect(drawSteps("happy-path", { ...NOTHING, completed: true })).not.toMatch(/now|later/);
  });

  test("leads back to the VDiff after a rollback", () => {
    expect(readStep("happy-path", { ...APPROVED, readsSwitched: true, switched: true })).toBe("Use the rollback window");
    expect(readStep("happy-path", COPIED)).toBe("Compare both sides");
  });

  test("finds whoever acts without it at the right place, and says what was left out", () => {
    expect(drawSteps("incident-channel", COPIED)).toBe(
      [
        "done: Create the move",
        "skipped: Follow it from the incident",
        "done: Watch the copy",
        "now: Compare both sides",
        "later: Request the switch",
        "later: Let two others approve",
        "later: Watch the switch",
        "later: Use the rollback window",
        "later: Complete the move",
      ].join("\n"),
    );
  });

  test("asks again for a request that came to nothing", () => {
    expect(readStep("happy-path", { ...APPROVED, request: { asks: "other", state: "over" } })).toBe("Request the switch");
  });

  test("does not ask to unblock writes that the second switch stops for a moment", () => {
    const cutOff = { ...APPROVED, readsSwitched: true, cutOff: true, writesDenied: true, locked: true };
    expect(readStep("killed-vtctld", cutOff)).toBe("Unblock writes");
    expect(readStep("killed-vtctld", { ...cutOff, writesDenied: false })).toBe("Remove the dead lock");
    expect(readStep("killed-vtctld", { ...cutOff, sentAgain: true })).toBe("Switch again");
  });
});
