import { describe, expect, it } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { deriveAlarm } from "../../../src/core/situation/alarm.ts";
import { type Phase, derivePhase } from "../../../src/core/situation/phase.ts";
import { findRecentThrottle } from "../../../src/core/move/phase.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Subject } from "../../../src/core/operation/outcome/verdict.ts";
import {
  CANCELS,
  CLIENT_GONE,
  DENIED_WRITES,
  KILLED,
  moveOf,
  ONE_WAY,
  OUTAGE,
  SHARDED,
  STOPPED,
  STREAMS,
  UNSHARDED,
  withoutWords,
  withStreams,
  workflowOf,
} from "../moments.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { approved, calling, proposalOn, seenOf } from "../operation/given.ts";
import { holder } from "../recorded.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

/** At the moment of the reading. */
function phaseAt(move: Move, reading: Reading): Phase {
  const known = { move, reading };
  return derivePhase(known, deriveAlarm(known, reading.at), 30);
}

function kind(subject: Subject, reading: Reading, move: Partial<Move> = {}): string {
  const phase = phaseAt({ ...moveOf(subject), ...move }, reading);
  return phase.kind === "alarm" ? `alarm: ${phase.alarm}` : phase.kind;
}

/** What the watch of a keyspace sees: no words from Vitess, no tables, no lock. */
function watched(reading: Reading): Reading {
  return { ...withoutWords(reading), sourceTables: [], targetTables: [], lockHolders: [] };
}

function withLag(value: number): Reading {
  return { ...UNSHARDED.copied, workflow: { ...workflowOf(UNSHARDED.copied), lag: { kind: "seconds", value } } };
}

const MOMENTS: readonly (readonly [string, Subject, Reading, string])[] = [
  ["one shard, copying", UNSHARDED.subject, UNSHARDED.copying, "copying"],
  ["one shard, copied", UNSHARDED.subject, UNSHARDED.copied, "running"],
  ["reads switched", UNSHARDED.subject, UNSHARDED.readsSwitched, "reads-switched"],
  ["reads switched while it copies", UNSHARDED.subject, { ...UNSHARDED.copying, rules: UNSHARDED.readsSwitched.rules }, "copying"],
  ["switched", UNSHARDED.subject, UNSHARDED.switched, "switched"],
  ["reversed", UNSHARDED.subject, UNSHARDED.reversed, "running"],
  ["switched again", UNSHARDED.subject, UNSHARDED.switchedAgain, "switched"],
  ["two shards, one still copying", SHARDED.subject, SHARDED.halfCopied, "copying"],
  ["two shards, switched", SHARDED.subject, SHARDED.switched, "switched"],
  ["created with auto-start off", CANCELS.neverStarted.subject, CANCELS.neverStarted.reading, "not-started"],
  ["stopped after its copy, made without rules", CANCELS.withoutRules.subject, CANCELS.withoutRules.reading, "stopped-after-copy"],
  ["stopped", STOPPED.subject, STOPPED.before, "stopped"],
  ["a switch of a stopped workflow, which Vitess undid for the writes", STOPPED.subject, STOPPED.afterSwitch, "reads-switched"],
  ["the client gone in the switch", CLIENT_GONE.subject, CLIENT_GONE.after, "reads-switched"],
  ["a duplicate key", STREAMS.duplicateKey.subject, STREAMS.duplicateKey.reading, "error"],
  ["DDL met", STREAMS.atDdl.subject, STREAMS.atDdl.reading, "stopped"],
  ["no tablet to read from", STREAMS.noSource.subject, STREAMS.noSource.reading, "waiting-for-source"],
  ["switched without reverse replication", ONE_WAY.subject, ONE_WAY.switched, "switched"],
  ["switched, cut off, finished by the same switch again", KILLED.subject, KILLED.finished, "switched"],
  ["writes unblocked to the source by hand", DENIED_WRITES.subject, DENIED_WRITES.rescued, "running"],
];

describe("the phase of a move", () => {
  it.each(MOMENTS)("%s", (_, subject, reading, expected) => {
    expect(kind(subject, reading)).toBe(expected);
  });

  it.each(MOMENTS)("is the same on a reading of the watch: %s", (_, subject, reading, expected) => {
    expect(kind(subject, watched(reading))).toBe(expected);
  });

  it("is creating until Vitess shows a workflow with streams", () => {
    expect(kind(UNSHARDED.subject, UNSHARDED.completed)).toBe("creating");
    expect(derivePhase({ move: moveOf(UNSHARDED.subject) }, undefined, 30)).toEqual({ kind: "creating" });
    expect(kind(UNSHARDED.subject, { ...UNSHARDED.copied, workflow: { ...workflowOf(UNSHARDED.copied), streams: [] } })).toBe("creating");
  });

  it("is its end once it has ended, whatever a late reading shows", () => {
    expect(phaseAt({ ...moveOf(UNSHARDED.subject), state: { kind: "ended", at: 0, how: "completed" } }, UNSHARDED.switched)).toEqual({
      kind: "ended",
      how: "completed",
    });
  });

  it("says in which state a move was stopped", () => {
    expect(phaseAt(moveOf(CANCELS.withoutRules.subject), CANCELS.withoutRules.reading)).toEqual({ kind: "stopped-after-copy" });
    const inCopy = withStreams(UNSHARDED.copying, () => ({ state: "Stopped" }));
    expect(phaseAt(moveOf(UNSHARDED.subject), inCopy)).toEqual({ kind: "stopped", message: "", copied: false, cutOver: false });
  });

  it("is lagging above the limit, not at it", () => {
    expect(phaseAt(moveOf(UNSHARDED.subject), withLag(30))).toEqual({ kind: "running", lagSeconds: 30 });
    expect(phaseAt(moveOf(UNSHARDED.subject), withLag(31))).toEqual({ kind: "lagging", lagSeconds: 31, limitSeconds: 30 });
  });
});

describe("a move that was just created", () => {
  const { subject, reading } = STREAMS.noSource;
  const asked = (secondsAgo: number): Partial<Move> => ({ askedAt: reading.at - secondsAgo * 1000 });

  it("is starting for a minute while its streams have no position, and then waits for a source", () => {
    expect(kind(subject, reading, asked(59))).toBe("starting");
    expect(kind(subject, reading, asked(60))).toBe("waiting-for-source");
  });

  it("is starting while only one of two shards has found its source", () => {
    const half = withStreams(SHARDED.copied, (stream, index) => ({ position: index === 0 ? stream.position : "" }));
    expect(kind(SHARDED.subject, half, { askedAt: half.at - 2_000 })).toBe("starting");
  });

  it("shows at once that it is copying, stopped or in error", () => {
    expect(kind(UNSHARDED.subject, UNSHARDED.copying, { askedAt: UNSHARDED.copying.at })).toBe("copying");
    expect(kind(CANCELS.neverStarted.subject, CANCELS.neverStarted.reading, { askedAt: CANCELS.neverStarted.reading.at })).toBe(
      "not-started",
    );
    expect(kind(STREAMS.duplicateKey.subject, STREAMS.duplicateKey.reading, { askedAt: STREAMS.duplicateKey.reading.at })).toBe("error");
  });
});

describe("the alarm that the source denies writes", () => {
  it("is not given in the first minutes of a switch, which is shown as a switch", () => {
    expect(kind(DENIED_WRITES.subject, DENIED_WRITES.outage)).toBe("switching");
    expect(kind(OUTAGE.subject, OUTAGE.found)).toBe("switching");
  });

  it("is given once the lock is old: a dead vtctld keeps it for a day", () => {
    expect(kind(DENIED_WRITES.subject, DENIED_WRITES.outageLater)).toBe("alarm: source-writes-denied");
    expect(kind(OUTAGE.subject, OUTAGE.foundLater)).toBe("alarm: source-writes-denied");
  });

  it("is given although somebody else waits behind the old lock", () => {
    const { foundLater } = OUTAGE;
    const behind = { ...foundLater, lockHolders: [...foundLater.lockHolders, holder(foundLater.at - 10_000)] };
    expect(kind(OUTAGE.subject, behind)).toBe("alarm: source-writes-denied");
  });

  it("is given at once if nobody holds the lock, or its age is unknown", () => {
    expect(kind(DENIED_WRITES.subject, { ...DENIED_WRITES.outage, lockHolders: [] })).toBe("alarm: source-writes-denied");
    expect(kind(DENIED_WRITES.subject, { ...DENIED_WRITES.outage, lockHolders: [{ action: "", host: "" }] })).toBe(
      "alarm: source-writes-denied",
    );
  });

  it("ends when the source accepts writes again", () => {
    expect(deriveAlarm({ move: moveOf(DENIED_WRITES.subject), reading: DENIED_WRITES.rescued }, DENIED_WRITES.rescued.at)).toBeUndefined();
  });
});

describe("the alarm that a switch was not finished", () => {
  it("is given for streams that were never frozen, once no switch can be running", () => {
    expect(kind(KILLED.subject, KILLED.rightAfter)).toBe("switching");
    expect(kind(KILLED.subject, KILLED.fourMinutesLater)).toBe("alarm: switched-not-finished");
  });

  it("is given even if the reverse workflow already runs, or is missing from the reading", () => {
    const reverse = KILLED.finished.reverse;
    expect(kind(KILLED.subject, { ...KILLED.fourMinutesLater, reverse } as Reading)).toBe("alarm: switched-not-finished");
    const { reverse: _, ...unread } = KILLED.fourMinutesLater;
    expect(kind(KILLED.subject, unread)).toBe("alarm: switched-not-finished");
  });
});

describe("the alarm about denied tables on the wrong side", () => {
  const { subject, switched, copied } = UNSHARDED;

  it("is given if both sides deny", () => {
    expect(kind(subject, { ...copied, denied: [...copied.denied, ...switched.denied] })).toBe("alarm: both-sides-deny-writes");
  });

  it("is given if the target denies what is routed to it", () => {
    expect(kind(subject, { ...switched, denied: copied.denied })).toBe("alarm: target-writes-denied");
  });

  it("is given if writes are switched and neither side denies", () => {
    expect(kind(subject, { ...switched, denied: [] })).toBe("alarm: no-side-denies-writes");
  });
});

describe("no alarm is given", () => {
  it("right after create, before the denied tables and the rules are there", () => {
    const fresh = { ...UNSHARDED.copying, denied: [], rules: { tables: [], shards: [], keyspaces: [], mirrors: [] } };
    expect(kind(UNSHARDED.subject, fresh)).toBe("copying");
    expect(kind(UNSHARDED.subject, watched(fresh))).toBe("copying");
  });

  it("for what a cancel left behind, even under a new move of the same tables", () => {
    const { subject, reading } = CANCELS.keptData;
    expect(deriveAlarm({ move: moveOf(subject), reading: reading }, reading.at)).toBeUndefined();
    expect(kind(subject, { ...UNSHARDED.copied, denied: reading.denied, rules: reading.rules })).toBe("running");
  });

  it("for a finished move shard by shard whose table rules still name the source", () => {
    const workflow = { ...workflowOf(UNSHARDED.switched), subType: "Partial" };
    const shards = [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }];
    const reading = { ...UNSHARDED.switched, workflow, rules: { ...UNSHARDED.copied.rules, shards } };
    expect(kind(UNSHARDED.subject, watched(reading))).toBe("switched");
  });

  it("for a finished multi-tenant move, which denies no table", () => {
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    const reading = { ...UNSHARDED.switched, denied: [], rules: { tables: [], shards: [], keyspaces, mirrors: [] } };
    expect(kind(UNSHARDED.subject, watched(reading))).toBe("switched");
  });

  it("for other tables of the same keyspaces", () => {
    const others = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: tablesNamed("product") }];
    expect(kind(UNSHARDED.subject, { ...UNSHARDED.copied, denied: [...UNSHARDED.copied.denied, ...others] })).toBe("running");
  });
});

describe("throttling", () => {
  const throttled = withStreams(SHARDED.copied, (_, index) => ({
    throttle: { component: index === 0 ? "vplayer" : "vstreamer", at: SHARDED.copied.at - index * 5_000 },
  }));

  it("is shown for a minute, the newest first", () => {
    expect(findRecentThrottle(workflowOf(throttled), throttled.at)).toEqual({ component: "vplayer", at: throttled.at });
    expect(findRecentThrottle(workflowOf(throttled), throttled.at + 60_000)?.component).toBe("vplayer");
    expect(findRecentThrottle(workflowOf(throttled), throttled.at + 60_001)).toBeUndefined();
  });

  it("before the first row does not mean a missing tablet: the stream has no position and reports each second that it is throttled", () => {
    const { subject, copying } = UNSHARDED;
    const held = withStreams(copying, () => ({ position: "", throttle: { component: "vcopier", at: copying.at - 1_000 } }));
    expect(kind(subject, held, { askedAt: copying.at - 10 * 60_000 })).toBe("copying");
    const long = withStreams(copying, () => ({ position: "", throttle: { component: "vcopier", at: copying.at - 61_000 } }));
    expect(kind(subject, long, { askedAt: copying.at - 10 * 60_000 })).toBe("waiting-for-source");
  });

  it("is not shown for a stream that was never throttled", () => {
    expect(findRecentThrottle(workflowOf(UNSHARDED.copied), UNSHARDED.copied.at)).toBeUndefined();
  });
});

describe("a phase", () => {
  const { subject, copied, switched } = UNSHARDED;
  const phase = (known: Parameters<typeof derivePhase>[0], at = copied.at): Phase => derivePhase(known, deriveAlarm(known, at), 30);

  it("of a plan is that, whatever was read", () => {
    const { sourceKeyspace, tables } = subject;
    const state = { kind: "planned", planned: { blocking: [], sourceKeyspace, tables }, shown: true } as const;
    expect(phase({ move: { ...moveOf(subject), state }, reading: copied })).toEqual({ kind: "planned" });
  });

  it("is switched while only the reverse workflow is an alarm", () => {
    const stopped = { ...switched, ...(ONE_WAY.switched.reverse === undefined ? {} : { reverse: ONE_WAY.switched.reverse }) };
    const move = moveOf(subject, { told: { phase: "", error: "", alarmSince: stopped.at - 60_000 } });
    expect(deriveAlarm({ move, reading: stopped }, stopped.at)?.alarm).toBe("reverse-not-running");
    expect(phase({ move, reading: stopped }, stopped.at)).toEqual({ kind: "switched" });
  });

  it("of a call in its course says which way it goes, and whether the writes have moved", () => {
    const outage = { ...copied, denied: switched.denied };
    const course = (verb: "switch" | "reverse", reading: Reading): Phase =>
      phase({
        move: moveOf(subject),
        reading,
        execution: calling(approved(proposalOn({ verb, options: SWITCH_DEFAULTS })), seenOf(copied)),
      });
    expect(course("switch", outage)).toEqual({ kind: "switching", writesMoved: false, back: false });
    expect(course("reverse", outage)).toEqual({ kind: "switching", writesMoved: false, back: true });
    const moved = {
      ...switched,
      workflow: withStreams(copied, () => ({ state: "Stopped", message: "stopped for cutover" })).workflow,
    } as Reading;
    expect(course("switch", moved)).toEqual({ kind: "switching", writesMoved: true, back: false });
    expect(phase({ move: moveOf(subject), reading: { ...outage, lockHolders: [holder(outage.at - 5_000)] } })).toMatchObject({
      back: false,
    });
  });

  it("is an error between two errors of a forward stream that is tried again, and of no other", () => {
    const trouble = { since: copied.at - 60_000, lastAt: copied.at, times: 3, toldAt: copied.at, message: "error: errno 1062" };
    const kindOf = (change: object, reading: Reading = copied) =>
      phase({ move: moveOf(subject, { trouble: { ...trouble, ...change } }), reading }).kind;
    expect([kindOf({}), kindOf({ ofReverse: true }), kindOf({ isOver: true })]).toEqual(["error", "running", "running"]);
    expect(
      kindOf(
        {},
        withStreams(copied, () => ({ state: "Stopped" })),
      ),
    ).toBe("stopped");
  });

  it("is stopped and not unstarted where one stream has run", () => {
    const streams = [{ state: "Stopped", position: "" }, { state: "Stopped" }];
    const reading = withStreams(SHARDED.copied, (_, index) => ({ ...streams[index], copyStates: [] }));
    expect(kind(SHARDED.subject, reading)).toBe("stopped");
    const begun = withStreams(UNSHARDED.copying, () => ({ state: "Stopped", position: "" }));
    expect(kind(subject, begun)).toBe("stopped");
  });
});
