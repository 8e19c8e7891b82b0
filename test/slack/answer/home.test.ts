import { describe, expect, it } from "vitest";
import { checkView } from "../../../src/slack/blocks/check.ts";
import { renderHome } from "../../../src/slack/answer/home.ts";
import { COPYING, execution, MOVING, NAMES, NOW, PROPOSALS, READS_DONE, request, STATES, view } from "../given.ts";
import { labels, words } from "../words.ts";

describe("the Home tab", () => {
  const home = renderHome({
    waitingFor: [request()],
    running: [view({ reading: COPYING, samples: MOVING })],
    asked: [],
    now: NOW,
    names: NAMES,
    linkTo: () => "https://tandem.slack.com/archives/C0MOVES/p1",
  });

  it("shows what is waiting first, then what is running and what was requested", () => {
    checkView(home);
    expect(words(home).split("\n")).toEqual([
      "[New move]",
      "Waiting for you (1)",
      "SwitchTraffic of customer.commerce2customer",
      "Requested by Ana · 0 of 2 approvals · approve by 22:45 UTC",
      "[Review]",
      "Running (1)",
      expect.stringMatching(/^Copying about 77% · customer\.commerce2customer · ready in about .* · read 22:13 UTC$/),
      "[Details]",
      "You requested (0)",
      "Nothing of yours is open.",
      "As of 22:14 UTC",
    ]);
  });

  it("says who or what a running move waits for", () => {
    const running = [
      view({ request: request() }),
      view({ execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) }),
    ];
    const said = words(renderHome({ waitingFor: [], running, asked: [], now: NOW, names: NAMES }));
    expect(said).toMatch(/Waiting for 2 approvals · customer\.commerce2customer · Ana requested SwitchTraffic: .* · read 22:13 UTC/);
    expect(said).toMatch(/Reads are switched\. .*, then writes · read 22:13 UTC/);
  });

  it("has no link if none is known", () => {
    const { linkTo: _, ...facts } = {
      waitingFor: [request()],
      running: [],
      asked: [],
      now: NOW,
      linkTo: undefined,
    };
    expect(labels(renderHome(facts))).toEqual(["New move"]);
  });
});
