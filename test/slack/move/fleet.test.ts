import { describe, expect, test } from "vitest";
import { checkMessage } from "../../../src/slack/blocks/check.ts";
import { withoutYoung } from "../../../src/slack/blocks/twin.ts";
import { renderFleet } from "../../../src/slack/move/fleet.ts";
import { buildMovesFile } from "../../../src/slack/move/table.ts";
import { at, COPYING, move, NAMES, NOW, reading, view, workflow } from "../given.ts";
import { words } from "../words.ts";
import { fleetOf } from "./fleets.ts";

const FACTS = { now: NOW, everyMs: 10_000, names: NAMES };
const ABOUT = { kind: "cluster", cluster: move().name.cluster } as const;

describe("the message about 200 moves", () => {
  const moves = fleetOf(200, "m");

  test("has the 60 most urgent in one table, counts the rest by state, and stays within Slack's limits", () => {
    const message = renderFleet({ about: ABOUT, moves }, FACTS);
    expect(message.text).toBe("200 moves: 150 copying, 25 stopped and 25 in sync · prod");
    const table = message.blocks.find((block) => block.type === "data_table");
    expect(table?.type === "data_table" && table.rows.length).toBe(61);
    expect(words(message)).toContain("Not in the table: 140 copying.");
    expect(JSON.stringify(table)).toContain("Copying");
    expect(() => checkMessage(message)).not.toThrow();
    expect(() => checkMessage({ ...message, blocks: withoutYoung(message.blocks) })).not.toThrow();
  });

  test("says the same facts until something changes, whatever the time", () => {
    const drawn = renderFleet({ about: ABOUT, moves }, FACTS).facts;
    expect(renderFleet({ about: ABOUT, moves }, { ...FACTS, now: NOW + 60_000 }).facts).toBe(drawn);
    const [, ...others] = moves;
    expect(renderFleet({ about: ABOUT, moves: others }, FACTS).facts).not.toBe(drawn);
  });

  test("has every move in its file", () => {
    expect(buildMovesFile(moves).content.trim().split("\r\n")).toHaveLength(201);
  });
});

test.each([
  ["names of the greatest length", 200, "x".repeat(60)],
  ["names that look like mentions", 20, "<!channel>*_~`"],
])("the message with %s stays within Slack's limits, and notifies nobody", (_what, count, name) => {
  const message = renderFleet({ about: ABOUT, moves: fleetOf(count, name) }, FACTS);
  expect(() => checkMessage(message)).not.toThrow();
  const twin = { ...message, blocks: withoutYoung(message.blocks) };
  expect(() => checkMessage(twin)).not.toThrow();
  expect(JSON.stringify([message.text, twin.blocks])).not.toContain("<!channel>");
});

function lagging(seconds: number): string {
  const read = reading({ workflow: workflow({ lag: { kind: "seconds", value: seconds } }) });
  return renderFleet({ about: ABOUT, moves: [view({ reading: read })] }, FACTS).facts;
}

test("a lag of a few seconds is no change; a longer one is", () => {
  expect(lagging(2)).toBe(lagging(4));
  expect(lagging(25)).not.toBe(lagging(4));
});

test("without a pin it says how to get one, and without a move how to begin one", () => {
  expect(words(renderFleet({ about: ABOUT, moves: [] }, { ...FACTS, pinRefused: "missing_scope" }))).toMatch(
    /No moves · prod[\s\S]*movetables create[\s\S]*pins:write/,
  );
});

test("it names the cluster of each move where there are several", () => {
  const [first] = fleetOf(1, "m");
  const staging = { ...move().name, cluster: "staging" as typeof ABOUT.cluster };
  const other = view({ move: move({ name: staging }), reading: { ...COPYING, at: at("22:10") } });
  expect(words(renderFleet({ about: { kind: "rest" }, moves: first === undefined ? [] : [first, other] }, FACTS))).toContain(
    "staging/customer",
  );
});
