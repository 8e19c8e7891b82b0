import { describe, expect, it } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Phase } from "../../../src/core/situation/phase.ts";
import { type CardFacts, renderCard } from "../../../src/slack/move/card.ts";
import {
  ANA,
  at,
  BEN,
  COMPARED,
  COPYING,
  execution,
  followed,
  lastKey,
  move,
  MOVING,
  NAMES,
  NOW,
  PROPOSALS,
  reading,
  READS_DONE,
  request,
  routedTo,
  situationOf,
  STATES,
  stream,
  SWITCHED,
  TABLES,
  view,
  workflow,
} from "../given.ts";
import { buttons, expectSendable, firstLine, labels, words } from "../words.ts";
import { keyspaceNamed } from "../../names.ts";

const FACTS: CardFacts = { forFollower: false, names: NAMES };
const SOURCE_DENIES = [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }];

const { workflow: _removed, ...HALF_GONE } = SWITCHED;
const COMPLETING = execution(PROPOSALS.complete, { state: { ...STATES.callingWrites, left: [{ kind: "call", tabletTypes: [] }] } });

/** One move in each phase. */
const PHASES = {
  planned: [
    {
      state: {
        kind: "planned",
        planned: { blocking: ["target-has-rows"], sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
        shown: true,
      },
    },
    undefined,
  ],
  creating: [{}, undefined],
  starting: [{ askedAt: NOW - 10_000 }, reading({ workflow: workflow({ streams: [stream({ position: "" })] }) })],
  "not-started": [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped", position: "", rowsCopied: 0n })] }) })],
  "waiting-for-source": [{}, reading({ workflow: workflow({ streams: [stream({ position: "" })] }) })],
  copying: [{}, COPYING],
  running: [{}, reading()],
  lagging: [{}, reading({ workflow: workflow({ lag: { kind: "seconds", value: 41 } }) })],
  stopped: [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped" })] }) })],
  "stopped-after-copy": [{}, reading({ workflow: workflow({ streams: [stream({ state: "Stopped", message: "Stopped after copy." })] }) })],
  error: [{}, reading({ workflow: workflow({ streams: [stream({ message: "error: Duplicate entry 'ana@example.com' for key" })] }) })],
  switching: [
    {},
    reading({
      denied: SOURCE_DENIES,
      lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld-1", since: NOW - 20_000 }],
    }),
  ],
  "reads-switched": [{}, reading({ trafficState: "All Reads Switched. Writes Not Switched" })],
  ending: [{}, HALF_GONE, COMPLETING],
  switched: [{}, SWITCHED],
  alarm: [{}, reading({ denied: SOURCE_DENIES })],
  ended: [{ state: { kind: "ended", at: NOW, how: "completed" } }, undefined],
} as const satisfies Record<Phase["kind"], readonly [Partial<Move>, Reading | undefined, Execution?]>;

describe("the card of a copy", () => {
  const card = renderCard(view({ reading: COPYING, samples: MOVING }), FACTS);

  it("has status and workflow in its first line, which is also the notification", () => {
    expect(firstLine(card)).toBe("*customer.commerce2customer · copying · 1 of 2 tables done*");
    expect(card.text).toBe("customer.commerce2customer · copying · 1 of 2 tables done");
  });

  it("says how far it is, at what rate, and when it may be ready, all as estimates", () => {
    expect(words(card).split("\n").slice(1)).toEqual([
      "commerce → customer · prod · started by Ana 22:09 UTC",
      "▓▓▓▓▓▓▓▓▓░░░ about 77 % · about 1.8 M of 2.3 M rows by MySQL's statistics · about 1 111 rows/s",
      "`corder` done · `customer` copying, key advancing",
      "Ready in 6–12 min (estimate)",
      "throttled: not in the last minute · lag: not measurable while copying",
      "read 22:13:54 UTC · next: wait, then VDiff",
      "[Details]",
      "[Stop]",
    ]);
  });

  it("says what a switch still needs if the copy was to stop at its end", () => {
    const [, stopped] = PHASES["stopped-after-copy"];
    expect(words(renderCard(view({ reading: stopped }), FACTS))).toMatch(
      /next: switch it while nothing writes at the source \(two people must override the missing VDiff: /,
    );
  });

  it("never shows a key", () => {
    expect(JSON.stringify(card)).not.toContain("271828");
  });

  it("does not say that a key advances before that was seen", () => {
    const first = renderCard(view({ reading: COPYING, samples: MOVING.slice(0, 1) }), FACTS);
    expect(words(first)).toContain("`customer` copying\n");
    expect(words(first)).not.toContain("advancing");
  });

  it("has no percentage, no rate and no estimate if Vitess's own numbers stand still", () => {
    const standing = {
      state: "Copying",
      rowsCopied: 0n,
      copyStates: [
        { table: "corder", lastPk: lastKey(3000) },
        { table: "customer", lastPk: "" },
      ],
    };
    const still = renderCard(
      view({ reading: reading({ workflow: workflow({ lag: { kind: "copying" }, streams: [stream(standing)] }) }) }),
      FACTS,
    );
    expect(words(still)).toContain("0 of 2 tables copied · about 2.3 M rows at the source by MySQL's estimate");
    expect(words(still)).toContain("How much of a table is there cannot be said");
    expect(words(still)).toContain("Ready: cannot say\n");
    expect(words(still)).not.toMatch(/%|rows\/s|0 rows|Ready in/);
  });

  it("does not derive the end from the row rate if only indexes may be left", () => {
    const all = [{ table: "customer", rowsCopied: 799_000n, rowsTotal: 800_000n, bytesCopied: 0n, bytesTotal: 0n }];
    const end = renderCard(view({ reading: { ...COPYING, tableCopy: all }, samples: MOVING }), FACTS);
    expect(words(end)).toContain("about 99 %");
    expect(words(end)).toContain("Vitess may be building indexes");
    expect(words(end)).not.toContain("Ready in");
  });

  it("says who throttles it, and since when", () => {
    const throttled = stream({
      state: "Copying",
      copyStates: [{ table: "customer", lastPk: lastKey(9) }],
      throttle: { component: "vcopier", at: NOW - 9000 },
    });
    const samples = Array.from({ length: 20 }, (_, n) => ({
      at: NOW - 100_000 + n * 5000,
      done: 100 + n,
      rowsCopied: 0n,
      tablesDone: 0,
      keys: `${n}`,
      throttled: n >= 10,
    }));
    const named = renderCard(
      view({ reading: reading({ workflow: workflow({ lag: { kind: "copying" }, streams: [throttled] }) }), samples }),
      FACTS,
    );
    expect(words(named)).toMatch(
      /held back by the tablet throttler: copying rows into the target \(`vcopier`\) since 22:1\d UTC · which metric, of whom: _diagnose_ · lag: not measurable/,
    );
  });
});

describe("the card of a copy that stands still", () => {
  const samples = Array.from({ length: 13 }, (_, n) => ({
    at: at("22:02") + n * 60_000,
    done: 4000,
    rowsCopied: 1_500_000n,
    tablesDone: 1,
    keys: "k",
    throttled: true,
  }));
  const card = renderCard(view({ reading: COPYING, samples }), FACTS);

  it("says so in the first line, since when, and offers a diagnosis", () => {
    expect(firstLine(card)).toBe("*customer.commerce2customer · stalled · no sign of a row in 12 min*");
    expect(words(card)).toContain("No row count and no key has moved since 22:02 UTC.");
    expect(words(card)).toContain("next: look at throttling, replica lag and load at the source");
    expect(labels(card)).toEqual(["Diagnose", "Stop"]);
  });

  it("does not say stalled within the first ten minutes", () => {
    expect(firstLine(renderCard(view({ reading: COPYING, samples: samples.slice(4) }), FACTS))).toContain("copying · 1 of 2 tables done");
  });
});

describe("every phase has words and one next step", () => {
  it.each(Object.entries(PHASES))("%s", (kind, [changes, its, live]) => {
    const shown = view({ move: move(changes), reading: its, ...(live === undefined ? {} : { execution: live }) });
    expect(shown.situation.phase.kind).toBe(kind);
    const card = renderCard(shown, FACTS);
    expectSendable(card);
    expect(card.text).toMatch(/^customer\.commerce2customer · \S/);
    expect(words(card)).toMatch(/next: \S/);
  });

  it("a running move shows its lag with the unit and leads to the VDiff, then to the switch", () => {
    expect(firstLine(renderCard(view(), FACTS))).toBe("*customer.commerce2customer · copied, running · lag 0 s*");
    expect(words(renderCard(view(), FACTS))).toContain("next: VDiff, then ask for the switch");
    const compared = renderCard(view({ move: move(followed(COMPARED)) }), FACTS);
    expect(words(compared)).toContain("next: ask for the switch");
    expect(labels(compared)).toEqual(["Ask for the switch", "VDiff", "Details", "Stop"]);
  });

  it("an error of a stream is not quoted: it may hold row data", () => {
    const card = renderCard(view({ reading: PHASES.error[1] }), FACTS);
    expect(JSON.stringify(card)).not.toContain("ana@example.com");
  });

  it("a switched move says how long rollback is one press", () => {
    const card = renderCard(view({ move: move(followed({ rollback: { kind: "armed", until: at("23:19") } })), reading: SWITCHED }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · switched*");
    expect(words(card)).toContain("Rollback is one press until 23:19 UTC.");
    expect(labels(card)).toEqual(["Ask to complete", "Roll back", "Details"]);
    expect(labels(renderCard(view({ reading: SWITCHED }), FACTS))).toEqual(["Ask to complete", "Ask to switch back", "Details"]);
  });

  it("an alarm that the same switch does not fix offers only a diagnosis", () => {
    const open = renderCard(view({ reading: { ...SWITCHED, denied: [], rules: routedTo("customer") } }), FACTS);
    expect(firstLine(open)).toBe("*customer.commerce2customer · ALARM: neither side denies writes*");
    expect(labels(open)).toEqual(["Diagnose"]);
  });

  it("a switched move whose reverse workflow does not run warns about the rollback, and offers none", () => {
    const stopped = { ...SWITCHED, reverse: workflow({ streams: [stream({ state: "Stopped" })] }) };
    const card = renderCard(view({ move: move(followed({ rollback: { kind: "armed", until: at("23:19") } })), reading: stopped }), FACTS);
    expect(words(card)).toContain("The reverse workflow does not run: commerce misses writes, and switching back now would lose them.");
    expect(words(card)).not.toContain("one press");
    expect(labels(card)).toEqual(["Ask to complete", "Details"]);
  });

  it("no start is offered for one of two streams while the other is in error, and a stopped atomic copy must be created again", () => {
    const streams = [stream({ state: "Stopped", message: "stopped for cutover" }), stream({ shard: "80-", message: "error: errno 1062" })];
    const half = renderCard(view({ reading: reading({ workflow: workflow({ streams }) }) }), FACTS);
    expect(words(half)).toContain("next: start and stop nothing: a switch has stopped a stream of this workflow");
    expect(labels(half)).toEqual(["Diagnose"]);
    const copyStates = [{ table: "customer", lastPk: lastKey(9) }];
    const atomic = workflow({ subType: "AtomicCopy", streams: [stream({ state: "Stopped", copyStates })] });
    const stopped = renderCard(view({ reading: reading({ workflow: atomic }) }), FACTS);
    expect(words(stopped)).toContain("next: cancel it, then create it again");
    expect(labels(stopped)).toEqual(["Diagnose"]);
  });

  it("stopping a copy from one snapshot asks whether it may be for good", () => {
    const copyStates = [{ table: "customer", lastPk: lastKey(9) }];
    const copying = (subType: string) => workflow({ subType, streams: [stream({ state: "Copying", copyStates })] });
    const card = (subType: string) => JSON.stringify(renderCard(view({ reading: reading({ workflow: copying(subType) }) }), FACTS).blocks);
    expect(card("None")).toContain("Nothing is lost.");
    expect(card("AtomicCopy")).not.toContain("Nothing is lost.");
    expect(card("AtomicCopy")).toContain("cancelled and created anew, from the first row");
  });

  it.each([
    ["stopped", { state: "Stopped" }, "All Reads Switched", "replica and rdonly reads go to customer"],
    ["in error", { message: "error: Duplicate entry for key" }, "All Reads Switched", "replica and rdonly reads go to customer"],
    ["stopped", { state: "Stopped" }, "All Replica Reads Switched. Rdonly not switched", "some replica or rdonly reads go to customer"],
  ] as const)("for a stream that is %s the card says that reads go to a target which does not follow: %o, %s", (_, change, reads, said) => {
    const its = reading({ trafficState: `${reads}. Writes Not Switched`, workflow: workflow({ streams: [stream(change)] }) });
    const card = renderCard(view({ reading: its }), FACTS);
    expect(firstLine(card)).toMatch(/, reads switched\*$/);
    expect(words(card)).toContain(
      `Meanwhile ${said}, which does not follow while a stream stands still: what they read there grows stale.`,
    );
    expect(labels(card)).toContain("Ask to switch back");
    const home = renderCard(view({ reading: { ...its, trafficState: "Reads Not Switched. Writes Not Switched" } }), FACTS);
    expect(words(home)).not.toMatch(/reads go to|reads switched/);
  });

  it("a workflow that Complete has half removed is not called a switch", () => {
    const card = renderCard(view({ reading: HALF_GONE, execution: COMPLETING }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · Complete is under way*");
    expect(words(card)).toContain("It removes the workflow.");
    expect(words(card)).not.toMatch(/switch is under way|do not roll back/);
    expect(labels(card)).toEqual(["Details"]);
  });

  it("a stream that a switch stopped never gets a start button", () => {
    const cutOver = reading({ workflow: workflow({ streams: [stream({ state: "Stopped", message: "stopped for cutover" })] }) });
    const card = renderCard(view({ reading: cutOver }), FACTS);
    expect(labels(card)).toEqual(["Run again", "Diagnose"]);
    expect(words(card)).toContain("next: run the same switch again; do not start it by hand");
  });

  it("a move whose reads are still at the source is not called switched", () => {
    const half = { ...SWITCHED, trafficState: "Reads Not Switched. Writes Switched" };
    const card = renderCard(view({ reading: half }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · writes switched, reads not all*");
    expect(words(card)).toContain("Writes, but no replica or rdonly reads, go to customer");
  });

  it("an alarm stands out, and names tables and keyspace", () => {
    const card = renderCard(view({ reading: PHASES.alarm[1] }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · ALARM: applications cannot write*");
    expect(words(card)).toContain("commerce denies writes to `corder`, `customer`, and routing still sends writes there.");
    expect(words(card)).toContain(
      "next: make sure that no switch runs, then unblock writes; the same switch again is for later, once nobody holds the workflow's lock",
    );
  });
});

describe("what the move waits for stands on the card, before everything else", () => {
  it("an open request has its count and clock, and no button for another request", () => {
    const asked = request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "" }] });
    const card = renderCard(view({ move: move(followed(COMPARED)), request: asked }), FACTS);
    expect(words(card)).toContain("Ana asks for SwitchTraffic: 1 of 2 approvals, approve by 22:45 UTC.");
    expect(words(card)).toContain("next: approvers decide on SwitchTraffic: 2 approvals needed, 1 so far, until 22:45 UTC");
    expect(words(card)).not.toContain("ask for the switch");
    expect(labels(card)).toEqual(["Details"]);
  });

  it("a vote that is held is not counted yet", () => {
    const asked = request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "", held: true }] });
    expect(words(renderCard(view({ request: asked }), FACTS))).toContain("Ana asks for SwitchTraffic: 0 of 2 approvals");
  });

  it("the soak of a switch can be called off, or its reads rolled back", () => {
    const soaking = execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE });
    const card = renderCard(view({ execution: soaking, reading: PHASES["reads-switched"][1] }), FACTS);
    expect(words(card)).toContain("Reads are switched. Soak until 22:19 UTC, then writes.");
    expect(words(card)).toContain("next: watch the applications' reads until 22:19 UTC, then the writes follow; or call it off");
    expect(labels(card)).toEqual(["Call off…", "Roll back reads", "Details"]);
    expect(buttons(card).map((one) => one.style)).toEqual([undefined, "danger", undefined]);
  });

  it("a hold shows its limit", () => {
    const card = renderCard(view({ execution: execution(PROPOSALS.switch, { state: STATES.held }) }), FACTS);
    expect(words(card)).toContain("Held since 22:14 UTC: lag 41 s, limit 30 s. Tries until 22:29 UTC, then gives up.");
    expect(labels(card)).toEqual(["Call off…", "Details"]);
  });

  it("a hold for unknown approvers says so", () => {
    const hold = { since: at("22:14"), until: at("22:29"), reason: "people-unknown", unreadSince: at("22:02") } as const;
    const card = renderCard(view({ execution: execution(PROPOSALS.switch, { state: { ...STATES.held, hold } }) }), FACTS);
    expect(words(card)).toContain("Held since 22:14 UTC: who is in the approvers' groups could not be read since 22:02 UTC.");
  });

  it("a call is shown as running only while it is in flight", () => {
    const calling = renderCard(view({ execution: execution(PROPOSALS.switch, { state: STATES.callingReads }) }), FACTS);
    expect(words(calling)).toContain("SwitchTraffic is running for replica and rdonly. It is on its way to Vitess since 22:14:01 UTC.");
    expect(labels(calling)).toEqual(["Details"]);
    for (const state of [STATES.ready, STATES.held, STATES.soaking, STATES.broken])
      expect(words(renderCard(view({ execution: execution(PROPOSALS.switch, { state, done: READS_DONE }) }), FACTS))).not.toContain(
        "is running",
      );
  });

  it("a call whose connection broke is being looked up, and an outage that it left comes first", () => {
    const state = { execution: execution(PROPOSALS.switch, { state: STATES.broken, done: READS_DONE }), now: at("22:19:30") };
    const looking = renderCard(view(state), FACTS);
    expect(words(looking)).toContain(
      "Tandem sent SwitchTraffic for primary at 22:19:01 UTC, and the connection broke at 22:19:20 UTC. Tandem looks what became of it.",
    );
    const broken = { verb: "switch", types: ["PRIMARY"], startedAt: at("22:19:01"), brokeAt: at("22:19:20"), executionId: "q-1" } as const;
    const denied = reading({
      at: at("22:19:25"),
      denied: SOURCE_DENIES,
      lockHolders: [{ action: "SwitchTraffic", host: "vtctld-2", since: at("22:19:02") }],
    });
    const outage = renderCard(view({ ...state, move: move(followed({ unheard: [broken] })), reading: denied }), FACTS);
    expect(firstLine(outage)).toBe("*customer.commerce2customer · ALARM: applications cannot write*");
    expect(words(outage)).toContain("and the connection broke at 22:19:20 UTC.");
    expect(words(outage)).toContain("`SwitchTraffic` on `vtctld-2` holds the workflow's lock since 22:19 UTC.");
    expect(words(outage)).toContain("next: make sure that no switch runs, then unblock writes");
    expect(labels(outage)).toEqual(["Unblock writes…", "Diagnose"]);
    expect(buttons(outage)[0]?.style).toBe("primary");
  });
});

describe("a switch that is running", () => {
  it("says which side stops writes, according to its direction", () => {
    const there = execution(PROPOSALS.switch, { state: STATES.callingWrites, done: READS_DONE });
    const forth = renderCard(view({ execution: there, reading: reading({ denied: SOURCE_DENIES }) }), FACTS);
    expect(words(forth)).toContain("commerce stops them before customer takes them.");
    const back = execution(PROPOSALS.reverse, { state: { ...STATES.callingWrites, left: [{ kind: "call", tabletTypes: ["PRIMARY"] }] } });
    const denied = [...SOURCE_DENIES, { keyspace: "customer" as Keyspace, shard: "0", tables: TABLES }];
    const card = renderCard(view({ execution: back, reading: { ...SWITCHED, denied } }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · a switch back is under way*");
    expect(words(card)).toContain("customer stops them before commerce takes them again.");
  });
});

describe("what else a card shows", () => {
  it("no lag if none is measured, or of streams that do not run", () => {
    const unmeasured = reading({ workflow: workflow({ lag: { kind: "copying" } }) });
    expect(firstLine(renderCard(view({ reading: unmeasured }), FACTS))).toBe("*customer.commerce2customer · copied, running*");
    const frozen = {
      ...SWITCHED,
      workflow: workflow({ lag: { kind: "seconds", value: 103 }, streams: [stream({ state: "Stopped", message: "FROZEN" })] }),
    };
    expect(words(renderCard(view({ reading: frozen }), FACTS))).not.toContain("103");
    const stopped = reading({ workflow: workflow({ lag: { kind: "seconds", value: 103 }, streams: [stream({ state: "Stopped" })] }) });
    expect(words(renderCard(view({ reading: stopped }), FACTS))).not.toContain("103");
  });

  it("who stopped it, if that is known", () => {
    const stopped = { reading: PHASES.stopped[1] };
    expect(words(renderCard(view({ ...stopped, move: move(followed({ stoppedBy: BEN })) }), FACTS))).toContain("Ben stopped it.");
    expect(words(renderCard(view(stopped), FACTS))).toContain("Somebody stopped it.");
  });

  it("an alarm about the reverse workflow next to the state of the move", () => {
    const broken = { ...SWITCHED, reverse: workflow({ streams: [stream({ state: "Error", message: "error" })] }) };
    const told = { phase: "switched", error: "", alarmSince: NOW - 60_000 };
    const card = renderCard(
      view({ move: move(followed({ told, rollback: { kind: "armed", until: at("23:19") } })), reading: broken }),
      FACTS,
    );
    expect(firstLine(card)).toBe("*customer.commerce2customer · switched · ALARM: the reverse workflow does not run*");
    expect(words(card)).not.toContain("one press");
    expect(words(card)).toContain("do not reverse before it runs again");
    expect(labels(card)).toEqual(["Diagnose"]);
  });

  it("the age of data that is no longer fresh", () => {
    const card = renderCard(view({ reading: reading({ at: at("22:00") }) }), FACTS);
    expect(words(card)).toContain("last read 22:00 UTC, 14 min old: no answer from Vitess has come since");
  });

  it("to a follower: the same words, a link to the thread, and nothing that changes the move", () => {
    const card = renderCard(view({ reading: SWITCHED }), {
      ...FACTS,
      forFollower: true,
      threadUrl: "https://tandem.slack.com/archives/C0MOVES/p1",
    });
    expect(firstLine(card)).toBe("*customer.commerce2customer · switched*");
    expect(labels(card)).toEqual(["Thread", "Details", "Unfollow"]);
  });

  it.each([
    ["an open request", { request: request() }],
    ["a soak", { execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) }],
    ["a call", { execution: execution(PROPOSALS.switch, { state: STATES.callingWrites, done: READS_DONE }) }],
    ["a running move", {}],
  ])("of %s to a follower: the same next step as on the move's own card", (_what, known) => {
    const next = (forFollower: boolean): string => /next: .*/.exec(words(renderCard(view(known), { ...FACTS, forFollower })))?.[0] ?? "";
    expect(next(false)).not.toBe("");
    expect(next(true)).toBe(next(false));
  });

  it("the requester as a mention for Slack to render, if no name is known", () => {
    const { names: _, ...nameless } = FACTS;
    expect(words(renderCard(view(), nameless))).toContain(`started by <@${ANA}>`);
  });
});

describe("the card of a move that cannot be read", () => {
  const unreadable = {
    since: at("22:10"),
    tries: 3,
    why: "vtctld does not answer at any configured address, so this was not sent.",
    next: "Check that vtctld runs.",
  };

  it("says since when and why, what was last known, and offers nothing that relies on it", () => {
    const card = renderCard(view({ move: move(followed({ unreadable })) }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · cannot be read since 22:10 UTC · last known: copied, running · lag 0 s*");
    expect(words(card)).toContain("vtctld does not answer at any configured address");
    expect(words(card)).toContain("next: Check that vtctld runs.");
    expect(labels(card)).toEqual(["Diagnose"]);
  });

  it("offers a follower nothing that changes the move, whatever is going on", () => {
    const calledOff = { move: move(followed({ unreadable })), execution: execution(PROPOSALS.switch, { state: STATES.held }) };
    expect(labels(renderCard(view(calledOff), FACTS))).toContain("Call off…");
    expect(labels(renderCard(view(calledOff), { ...FACTS, forFollower: true }))).toEqual(["Diagnose", "Unfollow"]);
  });

  it("never says that nothing was sent once a call is out", () => {
    const broken = { verb: "switch", types: ["PRIMARY"], startedAt: at("22:14:01"), brokeAt: at("22:14:20"), executionId: "q-1" } as const;
    const calling = execution(PROPOSALS.switch, { state: STATES.callingWrites, done: READS_DONE });
    for (const known of [
      { move: move(followed({ unreadable })), execution: calling },
      {
        move: move(followed({ unreadable, unheard: [broken] })),
        execution: execution(PROPOSALS.switch, { state: STATES.broken, done: READS_DONE }),
      },
      { move: move(followed({ unreadable, unheard: [broken] })) },
    ]) {
      const card = renderCard(view(known), FACTS);
      expect(words(card)).not.toMatch(/nothing was sent|not sent/);
      expect(words(card)).toMatch(/SwitchTraffic is running for primary|Tandem sent SwitchTraffic for primary at/);
    }
  });
});

describe("whatever a move's situation", () => {
  it("at most one button is green, and it is the first", () => {
    for (const [changes, its] of Object.values(PHASES)) {
      const styles = buttons(renderCard(view({ move: move(changes), reading: its }), FACTS)).map(({ style }) => style);
      expect(styles.filter((style) => style === "primary").length).toBeLessThanOrEqual(1);
      expect(styles.slice(1)).not.toContain("primary");
    }
    expect(situationOf().buttons.find(({ primary }) => primary)?.key).toBe("vdiff");
  });
});
