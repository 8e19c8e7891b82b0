import { describe, expect, it } from "vitest";
import { checkView } from "../../../src/slack/blocks/check.ts";
import { renderHome } from "../../../src/slack/answer/home.ts";
import { at, COPYING, execution, move, MOVING, NAMES, NOW, PROPOSALS, READS_DONE, request, STATES, SWITCHED, view } from "../given.ts";
import { labels, words } from "../words.ts";

const NOTHING = { waitingFor: [], running: [], asked: [], ended: [], now: NOW, names: NAMES };

describe("the Home tab", () => {
  const home = renderHome({
    ...NOTHING,
    waitingFor: [request()],
    running: [view({ reading: COPYING, samples: MOVING })],
    ended: [view({ move: move({ state: { kind: "ended", at: at("21:40"), how: "completed" } }) })],
    linkToRequest: () => "https://tandem.slack.com/archives/C0MOVES/p1",
    linkToCard: () => "https://tandem.slack.com/archives/C0MOVES/p2",
  });

  it("shows what is waiting first, then what is running, what was requested and what ended", () => {
    checkView(home);
    expect(words(home).split("\n")).toEqual([
      "[New move]",
      "Waiting for you (1)",
      "SwitchTraffic of customer.commerce2customer",
      "Requested by Ana · 0 of 2 approvals · approve by 22:45 UTC · <https://tandem.slack.com/archives/C0MOVES/p1|Thread>",
      "[Review]",
      "Running (1)",
      expect.stringMatching(/^Copying about 77% · customer\.commerce2customer · ready in about .* · read 22:13 UTC · <.*p2\|Thread>$/),
      "[Open]",
      "You requested (0)",
      "Nothing of yours is open.",
      "Ended in the last 24 hours (1)",
      "Completed · customer.commerce2customer · ended 21:40 UTC · <https://tandem.slack.com/archives/C0MOVES/p2|Thread>",
      "As of 22:14 UTC",
    ]);
  });

  it("says who or what a running move waits for", () => {
    const running = [
      view({ request: request() }),
      view({ execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) }),
    ];
    const said = words(renderHome({ ...NOTHING, running }));
    expect(said).toMatch(/Waiting for 2 approvals · customer\.commerce2customer · Ana requested SwitchTraffic: .* · read 22:13 UTC/);
    expect(said).toMatch(/Reads switched, soaking until .* · The writes follow at .*, unless somebody calls it off · read 22:13 UTC/);
  });

  it("has room for 200 moves: those without a line are counted by state, and one press lists them all", () => {
    const copying = Array.from({ length: 150 }, () => view({ reading: COPYING, samples: MOVING }));
    const switched = Array.from({ length: 50 }, () => view({ reading: SWITCHED }));
    const requests = Array.from({ length: 200 }, () => request());
    const full = renderHome({
      ...NOTHING,
      waitingFor: requests,
      running: [...switched, ...copying],
      asked: requests,
      ended: switched,
    });
    checkView(full);
    expect(full.blocks.length).toBeLessThan(100);
    expect(words(full)).toContain("and 175 more: 150 copying and 25 switched");
    expect(words(full)).toContain("and 185 more");
    expect(labels(full).slice(0, 2)).toEqual(["New move", "All moves"]);
  });

  it("has no link if none is known, and a request can be reviewed all the same", () => {
    const said = renderHome({ ...NOTHING, waitingFor: [request()] });
    expect(words(said)).not.toContain("Thread");
    expect(labels(said)).toEqual(["New move", "Review"]);
  });
});
