import { describe, expect, it } from "vitest";
import type { Move } from "../../../src/core/moves.ts";
import type { Keyspace } from "../../../src/core/names.ts";
import { type Phase, phaseOf } from "../../../src/core/state/phase.ts";
import type { Reading } from "../../../src/core/readings.ts";
import { type CardFacts, renderCard } from "../../../src/slack/move/card.ts";
import {
  ACTS,
  ANA,
  at,
  BEN,
  COPYING,
  execution,
  lastKey,
  move,
  MOVING,
  NAMES,
  NOW,
  reading,
  request,
  stream,
  SWITCHED,
  TABLES,
  view,
  workflow,
} from "../given.ts";
import { expectSendable, firstLine, labels, words } from "../words.ts";

const FACTS: CardFacts = { now: NOW, maxLagSeconds: 30, forFollower: false, names: NAMES };

/** One move in each phase. */
const PHASES = {
  planned: [
    { planned: { blocking: ["target-has-rows"], sourceKeyspace: "commerce", tables: TABLES }, told: { phase: "planned", error: "" } },
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
  error: [{}, reading({ workflow: workflow({ streams: [stream({ message: "error: Duplicate entry 'ana@example.com' for key" })] }) })],
  switching: [
    {},
    reading({
      denied: [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }],
      lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld-1", since: NOW - 20_000 }],
    }),
  ],
  "reads-switched": [{}, reading({ trafficState: "All Reads Switched. Writes Not Switched" })],
  switched: [{}, SWITCHED],
  alarm: [{}, reading({ denied: [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }] })],
  ended: [{ ended: { at: NOW, how: "completed" } }, undefined],
} as const satisfies Record<Phase["kind"], readonly [Partial<Move>, Reading | undefined]>;

describe("the card of a copy", () => {
  const card = renderCard(view({ reading: COPYING, samples: MOVING }), FACTS);

  it("tells status and workflow in the first line alone, which is also the notification", () => {
    expect(firstLine(card)).toBe("*customer.commerce2customer · copying · 1 of 2 tables done*");
    expect(card.text).toBe("customer.commerce2customer · copying · 1 of 2 tables done");
  });

  it("says how far it is, at what rate, and when it may be ready, all as estimates", () => {
    expect(words(card).split("\n").slice(1)).toEqual([
      "commerce → customer · prod · asked by Ana 22:09 UTC",
      "▓▓▓▓▓▓▓░░░░░ about 64 % · about 1.5 M of 2.3 M rows (320 MB in all) · about 16 k rows/s",
      "`corder` done · `customer` copying, key advancing",
      "Ready in 41–72 s (estimate)",
      "throttled: not in the last minute · lag: not measurable while copying",
      "read 22:13:54 UTC · next: wait, then VDiff",
      "[Details]",
      "[Stop]",
    ]);
  });

  it("never shows a key", () => {
    expect(JSON.stringify(card)).not.toContain("271828");
  });

  it("does not say that a key advances before it was seen to", () => {
    const first = renderCard(view({ reading: COPYING, samples: MOVING.slice(0, 1) }), FACTS);
    expect(words(first)).toContain("`customer` copying\n");
    expect(words(first)).not.toContain("advancing");
  });

  it("says which number it goes by when Vitess's own stand still", () => {
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
    expect(words(still)).toContain("under 1 % · about 2 070 of 2.3 M rows");
    expect(words(still)).toContain("Estimated from the last key copied: Vitess's own row counts stand still.");
    expect(words(still)).not.toContain("0 %");
  });

  it("does not promise the end by the row rate when only indexes can be left", () => {
    const done = { state: "Copying", copyStates: [{ table: "customer", lastPk: lastKey(800_000) }] };
    const end = renderCard(
      view({ reading: reading({ workflow: workflow({ lag: { kind: "copying" }, streams: [stream(done)] }) }), samples: MOVING }),
      FACTS,
    );
    expect(words(end)).toContain("about 99 %");
    expect(words(end)).toContain("Vitess may be building indexes");
    expect(words(end)).not.toContain("Ready in");
  });

  it("names who throttles, and how often of late", () => {
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
      throttled: n % 2 === 0,
    }));
    const named = renderCard(
      view({ reading: reading({ workflow: workflow({ lag: { kind: "copying" }, streams: [throttled] }) }), samples }),
      FACTS,
    );
    expect(words(named)).toContain("throttled by `vcopier`, in 10 of the last 20 readings · lag: not measurable while copying");
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

  it("says so in the first line, since when, and offers to look closer", () => {
    expect(firstLine(card)).toBe("*customer.commerce2customer · stalled · no sign of a row in 12 min*");
    expect(words(card)).toContain("No row count and no key has moved since 22:02 UTC.");
    expect(words(card)).toContain("next: look at throttling, replica lag and load at the source");
    expect(labels(card)).toEqual(["Diagnose", "Stop"]);
  });

  it("is not called stalled within the first ten minutes", () => {
    expect(firstLine(renderCard(view({ reading: COPYING, samples: samples.slice(4) }), FACTS))).toContain("copying · 1 of 2 tables done");
  });
});

describe("every phase has words and one next step", () => {
  it.each(Object.entries(PHASES))("%s", (kind, [changes, its]) => {
    const found = its === undefined ? {} : { reading: its };
    const { reading: _, ...rest } = view();
    const shown = { ...rest, ...found, move: move(changes) };
    expect(phaseOf(shown.move, its, 30).kind).toBe(kind);
    const card = renderCard(shown, FACTS);
    expectSendable(card);
    expect(card.text).toMatch(/^customer\.commerce2customer · \S/);
    expect(words(card)).toMatch(/next: \S/);
  });

  it("a running move shows its lag with the unit and leads to VDiff, then to the switch", () => {
    expect(firstLine(renderCard(view(), FACTS))).toBe("*customer.commerce2customer · copied, running · lag 0 s*");
    expect(words(renderCard(view(), FACTS))).toContain("next: VDiff, then ask for the switch");
    expect(words(renderCard(view(), { ...FACTS, vdiffClean: true }))).toContain("next: ask for the switch");
  });

  it("an error of a stream is not repeated: it may hold row data", () => {
    const card = renderCard(view({ reading: PHASES.error[1] }), FACTS);
    expect(JSON.stringify(card)).not.toContain("ana@example.com");
  });

  it("a switched move says how long rollback is one press", () => {
    const card = renderCard(view({ move: move({ rollbackUntil: at("23:19") }), reading: SWITCHED }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · switched*");
    expect(words(card)).toContain("Rollback is one press until 23:19 UTC.");
    expect(labels(card)).toEqual(["Roll back", "Ask to complete", "Details"]);
    expect(labels(renderCard(view({ reading: SWITCHED }), FACTS))).toEqual(["Ask to switch back", "Ask to complete", "Details"]);
  });

  it("an alarm that the same switch does not mend offers only to look closer", () => {
    const open = renderCard(view({ reading: { ...SWITCHED, denied: [], rules: routedToTarget() } }), FACTS);
    expect(firstLine(open)).toBe("*customer.commerce2customer · ALARM: neither side denies writes*");
    expect(labels(open)).toEqual(["Diagnose"]);
  });

  it("a switched move whose reverse workflow does not run warns of the rollback, and offers none", () => {
    const stopped = { ...SWITCHED, reverse: workflow({ streams: [stream({ state: "Stopped" })] }) };
    const card = renderCard(view({ move: move({ rollbackUntil: at("23:19") }), reading: stopped }), FACTS);
    expect(words(card)).toContain("The reverse workflow does not run: commerce misses writes, and switching back now would lose them.");
    expect(labels(card)).toEqual(["Ask to complete", "Details"]);
  });

  it("a stream that a switch stopped is never offered to be started", () => {
    const cutOver = reading({ workflow: workflow({ streams: [stream({ state: "Stopped", message: "stopped for cutover" })] }) });
    const card = renderCard(view({ reading: cutOver }), FACTS);
    expect(labels(card)).toEqual(["Run again", "Diagnose"]);
    expect(words(card)).toContain("next: run the same switch again; do not start it by hand");
  });

  it("does not call a move switched whose reads are still at the source", () => {
    const half = { ...SWITCHED, trafficState: "Reads Not Switched. Writes Switched" };
    const card = renderCard(view({ reading: half }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · writes switched, reads not all*");
    expect(words(card)).toContain("Writes, but no replica or rdonly reads, go to customer");
  });

  it("an alarm is loud in words and names tables and keyspace", () => {
    const card = renderCard(view({ reading: PHASES.alarm[1] }), FACTS);
    expect(firstLine(card)).toBe("*customer.commerce2customer · ALARM: applications cannot write*");
    expect(words(card)).toContain("commerce denies writes to `corder`, `customer`, and routing still sends writes there.");
    expect(words(card)).toContain(
      "next: make sure that no switch runs, then give writes back; the same switch again is for later, once nobody holds the workflow's lock",
    );
  });
});

describe("what else a card shows", () => {
  it("an open request with its count and clock, and no button that would start another", () => {
    const openRequest = request(ACTS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "" }] });
    const card = renderCard(view(), { ...FACTS, openRequest });
    expect(words(card)).toContain("Ana asks for SwitchTraffic: 1 of 2 approvals, approve by 22:45 UTC.");
    expect(labels(card)).toEqual(["Details"]);
  });

  it("the soak of a switch, and a hold with its limit", () => {
    const soaking = execution(ACTS.switch, { step: 1, soakUntil: at("22:19") });
    expect(words(renderCard(view(), { ...FACTS, runningExecution: soaking }))).toContain(
      "Reads are switched. Soak until 22:19 UTC, then writes.",
    );
    const hold = { since: at("22:14"), until: at("22:29"), reason: "lag", lagSeconds: 41, limitSeconds: 30 } as const;
    expect(words(renderCard(view(), { ...FACTS, runningExecution: execution(ACTS.switch, { hold }) }))).toContain(
      "Held since 22:14 UTC: lag 41 s, limit 30 s. Tries until 22:29 UTC, then gives up.",
    );
  });

  it("the age of data that is no longer fresh", () => {
    const card = renderCard(view({ reading: reading({ at: at("22:00") }) }), FACTS);
    expect(words(card)).toContain("last read 22:00 UTC, 14 min old: no answer from Vitess has come since");
  });

  it("to a follower: the same words, a way to the thread, and nothing that changes the move", () => {
    const card = renderCard(view({ reading: SWITCHED }), {
      ...FACTS,
      forFollower: true,
      threadUrl: "https://tandem.slack.com/archives/C0MOVES/p1",
    });
    expect(firstLine(card)).toBe("*customer.commerce2customer · switched*");
    expect(labels(card)).toEqual(["Thread", "Details", "Unfollow"]);
  });

  it("who asked, by Slack's own drawing where no name is known", () => {
    const { names: _, ...nameless } = FACTS;
    expect(words(renderCard(view(), nameless))).toContain(`asked by <@${ANA}>`);
  });
});

/** The rules of a finished switch: every name of every table leads to the target. */
function routedToTarget(): Reading["rules"] {
  const names = TABLES.flatMap((table) =>
    ["", "@replica", "@rdonly"].flatMap((type) =>
      ["", "commerce.", "customer."].map((keyspace) => ({ from: `${keyspace}${table}${type}`, to: [`customer.${table}`] })),
    ),
  );
  return { tables: names, shards: [], keyspaces: [], mirrors: [] };
}
