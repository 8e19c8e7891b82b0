import { describe, expect, it } from "vitest";
import type { WorkflowName } from "../../../src/core/vitess/names.ts";
import { buildStopForm } from "../../../src/slack/forms/stop.ts";
import { type CardFacts, renderCard } from "../../../src/slack/move/card.ts";
import {
  ANA,
  COPYING,
  execution,
  lastKey,
  move,
  MOVING,
  NAMES,
  PROPOSALS,
  reading,
  READS_DONE,
  request,
  situationOf,
  STATES,
  stream,
  view,
  workflow,
} from "../given.ts";
import { buttons, expectReads, expectSendable, firstLine, labels, words } from "../words.ts";
import { PHASES } from "./phases.ts";
import { COPY_CARDS, PHASE_CARDS } from "./cards.ts";
import { OTHER_CARDS, UNREADABLE_CARDS, WAITING_CARDS } from "./waiting-cards.ts";
import { tableNamed } from "../../names.ts";

const FACTS: CardFacts = { forFollower: false, names: NAMES };

describe.each([
  ["of a copy", COPY_CARDS],
  ["of some phases", PHASE_CARDS],
  ["that says what the move waits for", WAITING_CARDS],
  ["that shows more than the phase", OTHER_CARDS],
  ["of a move that cannot be read", UNREADABLE_CARDS],
])("the card %s", (_cards, cards) => {
  it.each(Object.entries(cards))("%s", (_when, rows) => {
    for (const row of [rows].flat()) expectReads(renderCard(view(row), { ...FACTS, ...row.facts }), row);
  });
});

describe("the card in every phase", () => {
  it.each(Object.entries(PHASES))("%s", (kind, [changes, its, live]) => {
    const shown = view({ move: move(changes), reading: its, ...(live === undefined ? {} : { execution: live }) });
    expect(shown.situation.phase.kind).toBe(kind);
    const card = renderCard(shown, FACTS);
    expectSendable(card);
    expect(card.text).toMatch(/^\S.* · customer\.commerce2customer$/);
    expect(words(card)).toMatch(/\*Next:\* \S/);
  });

  it("an error of a stream is not quoted: it may hold row data", () => {
    const card = renderCard(view({ reading: PHASES.error[1] }), FACTS);
    expect(JSON.stringify(card)).not.toContain("ana@example.com");
  });

  it("a copy never shows a key", () => {
    expect(JSON.stringify(renderCard(view({ reading: COPYING, samples: MOVING }), FACTS))).not.toContain("271828");
  });

  it("stopping a copy from one snapshot is a choice of its own, which asks whether it may be for good", () => {
    const copyStates = [{ table: tableNamed("customer"), lastPk: lastKey(9) }];
    const copying = (subType: string) => workflow({ subType, streams: [stream({ state: "Copying", copyStates })] });
    const card = (subType: string) => JSON.stringify(renderCard(view({ reading: reading({ workflow: copying(subType) }) }), FACTS).blocks);
    expect(card("None")).toContain('"action_id":"menu:move"');
    expect(card("AtomicCopy")).toContain('"action_id":"menu:move-final"');
    const { name } = move();
    expect(words(buildStopForm(name, false, "{}"))).toContain("Nothing is lost.");
    expect(words(buildStopForm(name, true, "{}"))).toContain("cancelled and created anew, from the first row");
  });

  it("a name too long for a menu leaves its choices as buttons", () => {
    const long = { ...move().name, workflow: "w".repeat(150) as WorkflowName };
    const card = renderCard(view({ move: move({ name: long }) }), FACTS);
    expectSendable(card);
    expect(labels(card)).toEqual(["Run VDiff", "Details", "Stop"]);
  });

  it.each([
    ["stopped", { state: "Stopped" }, "All Reads Switched", "replica and rdonly reads go to customer"],
    ["in error", { message: "error: Duplicate entry for key" }, "All Reads Switched", "replica and rdonly reads go to customer"],
    ["stopped", { state: "Stopped" }, "All Replica Reads Switched. Rdonly not switched", "some replica or rdonly reads go to customer"],
  ] as const)("for a stream that is %s the card says that reads go to a target which does not follow: %o, %s", (_, change, reads, said) => {
    const its = reading({ trafficState: `${reads}. Writes Not Switched`, workflow: workflow({ streams: [stream(change)] }) });
    const card = renderCard(view({ reading: its }), FACTS);
    expect(firstLine(card)).toMatch(/, reads switched · /);
    expect(words(card)).toContain(
      `Meanwhile ${said}, which does not follow while a stream stands still: what they read there grows stale.`,
    );
    expect(labels(card)).toContain("Request rollback");
    const home = renderCard(view({ reading: { ...its, trafficState: "Reads Not Switched. Writes Not Switched" } }), FACTS);
    expect(words(home)).not.toMatch(/reads go to|reads switched/);
  });
});

describe("a card", () => {
  it.each([
    ["an open request", { request: request() }],
    ["a soak", { execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) }],
    ["a call", { execution: execution(PROPOSALS.switch, { state: STATES.callingWrites, done: READS_DONE }) }],
    ["a running move", {}],
  ])("of %s to a follower: the same next step as on the move's own card", (_what, known) => {
    const next = (forFollower: boolean): string =>
      /\*Next:\* .*/.exec(words(renderCard(view(known), { ...FACTS, forFollower })))?.[0] ?? "";
    expect(next(false)).not.toBe("");
    expect(next(true)).toBe(next(false));
  });

  it("names the requester as a mention for Slack to render if no name is known", () => {
    const { names: _, ...nameless } = FACTS;
    expect(words(renderCard(view(), nameless))).toContain(`started by <@${ANA}>`);
  });

  it("has at most one green button, and it is the first", () => {
    for (const [changes, its] of Object.values(PHASES)) {
      const styles = buttons(renderCard(view({ move: move(changes), reading: its }), FACTS)).map(({ style }) => style);
      expect(styles.filter((style) => style === "primary").length).toBeLessThanOrEqual(1);
      expect(styles.slice(1)).not.toContain("primary");
    }
    expect(situationOf().buttons.find(({ primary }) => primary)?.key).toBe("vdiff");
  });
});
