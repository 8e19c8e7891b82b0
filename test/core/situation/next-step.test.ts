import { describe, expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { FROZEN } from "../../../src/core/move/phase.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import type { NextStep } from "../../../src/core/situation/next-step.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import { CANCELS, DENIED_WRITES, KILLED, moveOf, ONE_WAY, STREAMS, UNSHARDED, withStreams, workflowOf } from "../moments.ts";
import { CANCEL_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { approved, calling, proposalOn, requested, seenOf } from "../operation/given.ts";
import { ANA } from "../operation/model/people.ts";
import { holder } from "../recorded.ts";
import { tableNamed } from "../../names.ts";

const MINUTE = 60_000;
const { subject, copying, copied, readsSwitched, switched } = UNSHARDED;
const GOOD: Partial<Followed> = {
  vdiff: {
    uuid: "v1",
    startedBy: ANA,
    startedAt: copied.at - 5 * MINUTE,
    report: { verdict: "clean", completedAt: copied.at - 4 * MINUTE },
  },
};
/** Every reading has shown the alarm for two minutes. */
const alarmed = (reading: Reading): Partial<Followed> => ({ told: { phase: "", error: "", alarmSince: reading.at - 2 * MINUTE } });

function at(reading: Reading, known: Partial<Followed> = {}, live: Partial<Known> = {}, of = subject): Situation {
  return deriveSituation({ move: moveOf(of, known), reading, ...live }, DEFAULT_LIMITS, reading.at);
}

function reverseOf({ reverse }: Reading): Workflow {
  if (reverse === undefined) throw new Error("no reverse workflow in this reading");
  return reverse;
}

/** The reading with its workflow's record gone, and its reverse workflow's streams like this. */
function lost(reading: Reading, change: object = {}): Reading {
  const { workflow: _gone, ...rest } = reading;
  const reverse = reverseOf(switched);
  return { ...rest, reverse: { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, ...change })) } };
}

const readsBack: Reading = {
  ...switched,
  rules: {
    ...switched.rules,
    tables: [
      ...switched.rules.tables.filter(({ from }) => !from.includes("@")),
      ...copied.rules.tables.filter(({ from }) => from.includes("@")),
    ],
  },
};
const servedAs = (reading: Reading, ...others: readonly Reading[]): Reading => ({
  ...reading,
  served: others.map(({ rules }, index) => ({ cell: `zone${index + 1}`, rules })),
});
const STOPPED_AT_ONCE = { state: "Stopped", message: "" };

describe("what comes next", () => {
  const { workflow: _none, ...nothing } = copied;
  const young = withStreams(copied, () => ({ position: "" }));

  test.each([
    ["while it is being created", at(nothing), { kind: "wait", what: "create" }],
    ["while its streams look for a source", at({ ...young, at: moveOf(subject).askedAt + 30_000 }), { kind: "wait", what: "start" }],
    ["before its first start", at(CANCELS.neverStarted.reading, {}, {}, CANCELS.neverStarted.subject), { kind: "start", copied: false }],
    ["without a tablet to read from", at(STREAMS.noSource.reading, {}, {}, STREAMS.noSource.subject), { kind: "find-source-tablet" }],
    ["while it copies", at(copying), { kind: "wait", what: "copy" }],
    ["while it copies and stands", at(withStreams(copying, () => STOPPED_AT_ONCE)), { kind: "start", copied: false }],
    ["stopped when copied", at(withStreams(copied, () => STOPPED_AT_ONCE)), { kind: "start", copied: true }],
    [
      "while it lags",
      at({ ...copied, workflow: { ...workflowOf(copied), lag: { kind: "seconds", value: 90 } } }),
      { kind: "wait", what: "lag" },
    ],
    ["with its reads switched and no comparison", at(readsSwitched), { kind: "run-vdiff", why: "none" }],
    ["with its reads switched and a good one", at(readsSwitched, GOOD), { kind: "request-switch", what: "writes" }],
    [
      "stopped for good after its copy",
      at(CANCELS.withoutRules.reading, {}, {}, CANCELS.withoutRules.subject),
      { kind: "switch-or-anew", mustCompare: true },
    ],
    ["with a stream in error", at(STREAMS.duplicateKey.reading, {}, {}, STREAMS.duplicateKey.subject), { kind: "mend-stream" }],
    ["with the writes switched alone", at(readsBack), { kind: "request-switch", what: "reads" }],
    ["after the switch", at(switched), { kind: "watch-then-end", canReverse: true }],
    [
      "while a rollback is armed",
      at(switched, { rollback: { kind: "armed", until: switched.at + MINUTE } }),
      { kind: "watch-then-end", canReverse: true, rollbackUntil: switched.at + MINUTE },
    ],
    ["with its reverse workflow stopped", at({ ...switched, reverse: reverseOf(ONE_WAY.switched) }), { kind: "find-reverse" }],
    [
      "while Vitess does not answer",
      at(copied, { unreadable: { since: copied.at, tries: 3, why: "no vtctld answered", next: "Look at vtctld." } }),
      { kind: "reach-vitess", how: "Look at vtctld." },
    ],
  ] as const)("%s", (_, is, next: NextStep) => {
    expect(is.next).toStrictEqual(next);
  });

  test("of a move that Tandem does not follow is said by how it ended, or by its plan", () => {
    const next = (state: Known["move"]["state"]) =>
      deriveSituation({ move: { ...moveOf(subject), state }, reading: copied }, DEFAULT_LIMITS, copied.at).next.kind;
    const ended = (how: "completed" | "cancelled" | "not-created" | "gone") => next({ kind: "ended", at: copied.at, how });
    expect([ended("completed"), ended("cancelled"), ended("not-created"), ended("gone")]).toEqual([
      "nothing",
      "nothing",
      "create-again",
      "ask-elsewhere",
    ]);
    expect(deriveSituation({ move: moveOf(subject) }, DEFAULT_LIMITS, copied.at).next).toEqual({ kind: "wait", what: "create" });
  });
});

describe("after a call of Tandem's that broke off", () => {
  const broken = {
    verb: "switch",
    types: ["REPLICA", "RDONLY"],
    startedAt: copied.at - 60_000,
    brokeAt: copied.at - 50_000,
    executionId: "r1",
  } as const;
  const next = (reading: Reading, call: object = {}, more: Partial<Followed> = GOOD) =>
    at(reading, { ...more, unheard: [{ ...broken, ...call }] }).next;

  test("the same again comes first, until what it was to do is done, and while nobody holds the lock", () => {
    expect(next(copied)).toEqual({ kind: "run-again", verb: "switch" });
    expect(next(readsSwitched)).toEqual({ kind: "request-switch", what: "writes" });
    expect(next(readsSwitched, { types: ["PRIMARY"] })).toEqual({ kind: "run-again", verb: "switch" });
    expect(next(switched, { verb: "reverse", types: ["PRIMARY"] })).toEqual({ kind: "run-again", verb: "reverse" });
    expect(next(copied, { verb: "reverse", types: ["PRIMARY"] })).toEqual({ kind: "request-switch", what: "all" });
    expect(next({ ...copied, lockHolders: [holder(copied.at - 10 * MINUTE)] })).toEqual({ kind: "not-now", because: "workflow-locked" });
  });

  test("the same again is not invited to where it would be refused for want of a comparison", () => {
    expect(next(copied, {}, {})).toEqual({ kind: "run-vdiff", why: "none" });
    expect(next(copied, { verb: "rescue" })).toEqual({ kind: "request-switch", what: "all" });
  });
});

const nextOfKilled = (reading: Reading, known: Partial<Followed> = {}) => at(reading, known, {}, KILLED.subject).next;

describe("in an alarm", () => {
  const denied = [...copied.denied, ...switched.denied];
  const both = { ...copied, denied };

  test.each([
    ["both sides deny writes", at(both, alarmed(both)), { kind: "unblock", side: "source" }],
    [
      "the target denies what goes there",
      at({ ...switched, denied: copied.denied }, alarmed(switched)),
      { kind: "unblock", side: "target" },
    ],
    [
      "no side denies writes after the switch",
      at({ ...switched, denied: [] }, alarmed(switched)),
      { kind: "have-dba-look", why: "no-side-denies-writes" },
    ],
    [
      "not every tablet is known to have read the record",
      at(copied, { notTold: { side: "source", tables: subject.tables, since: copied.at } }),
      { kind: "tell-tablets" },
    ],
    ["the rules of a finished switch are lost", at({ ...switched, rules: copied.rules }, alarmed(switched)), { kind: "restore-rules" }],
    ["the rules are saved and served nowhere", at(servedAs(switched, copied), alarmed(switched)), { kind: "serve-rules" }],
    [
      "serving the rules would not heal it",
      at({ ...servedAs(switched, copied), denied }, alarmed(switched)),
      { kind: "have-dba-look", why: "rules-not-served" },
    ],
    ["the workflow is lost, and its reverse runs", at(lost(switched), alarmed(switched)), { kind: "finish-rollback", reverse: "running" }],
    [
      "the workflow is lost, and its reverse stands",
      at(lost(switched, STOPPED_AT_ONCE), alarmed(switched)),
      { kind: "finish-rollback", reverse: "stopped" },
    ],
    [
      "the workflow is lost, and its reverse is in error",
      at(lost(switched, { state: "Error", message: "error: errno 1062" }), alarmed(switched)),
      { kind: "finish-rollback", reverse: "in error" },
    ],
    [
      "the workflow is lost in a reverse that was cut off",
      at(lost(switched, { state: "Stopped", message: "stopped for cutover" }), alarmed(switched)),
      { kind: "finish-rollback", reverse: "cut-off" },
    ],
    [
      "the workflow is lost after its reverse",
      at(lost(switched, { state: "Stopped", message: FROZEN }), alarmed(switched)),
      { kind: "finish-rollback", reverse: "over" },
    ],
  ] as const)("where %s", (_, is, next: NextStep) => {
    expect(is.next).toStrictEqual(next);
  });

  test("a switch that was cut off is run again, unless a stream of it is in error", () => {
    const free = { ...KILLED.fourMinutesLater, lockHolders: [] };
    expect(nextOfKilled(free)).toStrictEqual({ kind: "run-again", verb: "switch" });
    const failed = withStreams(free, () => ({ state: "Error", message: "error: errno 1062" }));
    expect(nextOfKilled(failed)).toMatchObject({ kind: "have-dba-look", why: "switched-not-finished" });
  });

  test("unblocking writes, telling tablets and serving rules wait for no vote and no broken call, and for everything else", () => {
    const request = requested();
    const sent = calling(approved(proposalOn({ verb: "switch", options: SWITCH_DEFAULTS })), seenOf(copied));
    const notTold = { notTold: { side: "source", tables: subject.tables, since: copied.at } } as const;
    expect(at(copied, notTold, { request }).next.kind).toBe("tell-tablets");
    expect(at(copied, notTold, { execution: sent }).next.kind).toBe("waiting");
    expect(at(servedAs(switched, copied), alarmed(switched), { request }).next.kind).toBe("serve-rules");
    expect(at(lost(switched), alarmed(switched), { request }).next.kind).toBe("waiting");
    expect(at(both, alarmed(both), { execution: approved() }).next.kind).toBe("waiting");
  });
});

describe("rules that are saved and not served, with nobody cut off", () => {
  test("are served where every cell lacks them, and left where some cells were switched on purpose", () => {
    expect(at(servedAs(readsSwitched, copied, copied)).next.kind).toBe("have-dba-look");
    expect(at(servedAs(readsSwitched, readsSwitched, copied), GOOD).next.kind).not.toBe("have-dba-look");
  });

  test("are nobody's to serve while somebody holds the lock", () => {
    const locked = { ...servedAs(readsSwitched, copied), lockHolders: [holder(readsSwitched.at - 10 * MINUTE)] };
    expect(at(locked, GOOD).next).toMatchObject({ kind: "not-now", because: "workflow-locked" });
  });
});

describe("an alarm", () => {
  test("says since when, and names all tables where none is denied", () => {
    const gone = at(lost(switched), alarmed(switched)).alarm;
    expect(gone).toMatchObject({ alarm: "workflow-lost", tables: subject.tables, since: switched.at - 2 * MINUTE });
    expect(Object.keys(at(lost(switched)).alarm ?? {}).toSorted()).toEqual(["alarm", "tables"]);
    const one = tableNamed(subject.tables[0] ?? "");
    const some = { ...lost(switched), denied: switched.denied.map((side) => ({ ...side, tables: [one] })) };
    expect(at(some).alarm?.tables).toEqual([one]);
  });

  test("of tablets that were not told is given whoever may be at work, because no call passes through it", () => {
    const notTold = { side: "source", tables: subject.tables, since: copied.at } as const;
    const locked = { ...copied, lockHolders: [holder(copied.at - 5_000)] };
    expect(at(locked, { notTold }).alarm?.alarm).toBe("tablets-not-told");
  });

  test("of an own call in its course is none for three minutes, and is one then", () => {
    const { outage, subject: denied } = DENIED_WRITES;
    const free = { ...outage, lockHolders: [] };
    for (const verb of ["switch", "reverse"] as const) {
      const execution = calling(approved(proposalOn({ verb, options: SWITCH_DEFAULTS })), seenOf(copied));
      const after = (ms: number) =>
        at(free, { told: { phase: "", error: "", alarmSince: free.at - ms } }, { execution }, denied).alarm?.alarm;
      expect([after(179_999), after(180_000)]).toEqual([undefined, "source-writes-denied"]);
    }
  });

  test("of a delete in its course is none, as of any end", () => {
    const execution = calling(approved(proposalOn({ verb: "delete", options: CANCEL_DEFAULTS }, switched)), seenOf(switched));
    expect(at(lost(switched), {}, { execution }).alarm).toBeUndefined();
    expect(at({ ...switched, workflow: workflowOf(copied) }, {}, { execution }).alarm).toBeUndefined();
  });

  test("is none of a move that Tandem does not follow", () => {
    const move = { ...moveOf(subject), state: { kind: "ended", at: copied.at, how: "completed" } } as const;
    expect(deriveSituation({ move, reading: { ...copied, denied: switched.denied } }, DEFAULT_LIMITS, copied.at).alarm).toBeUndefined();
  });
});

const withLag = (workflow: Workflow): Workflow => ({ ...workflow, lag: { kind: "seconds", value: 7 } });

describe("the facts of a situation", () => {
  test("without a reading are none", () => {
    const is = deriveSituation({ move: moveOf(subject) }, DEFAULT_LIMITS, copied.at);
    expect([is.kind, is.readsLeft, is.stopIsFinal, is.reverseReplication]).toEqual(["tables", [], false, "absent"]);
    for (const key of ["alarm", "traffic", "trouble", "waiting", "unreadable", "lagSeconds", "rollbackUntil", "reverseError"])
      expect(Object.keys(is)).not.toContain(key);
  });

  test("tell a tenant's move, an atomic copy, and whose reads are left", () => {
    const tenant = { ...workflowOf(switched), tenant: "42" };
    expect(at({ ...switched, workflow: tenant })).toMatchObject({ kind: "tenant", reverseReplication: "not-taken" });
    expect(at({ ...copying, workflow: { ...workflowOf(copying), subType: "AtomicCopy" } }).stopIsFinal).toBe(true);
    expect([at(copying).stopIsFinal, at(readsBack).readsLeft]).toEqual([false, ["REPLICA", "RDONLY"]]);
  });

  test("tell a reverse workflow that nobody wanted from one that is missing, stopped or in error", () => {
    const { reverse: _none, ...without } = switched;
    const unwanted: Partial<Followed> = { rollback: { kind: "without" } };
    expect([at(without).reverseReplication, at(without, unwanted).reverseReplication]).toEqual(["absent", "none-wanted"]);
    const [stream] = reverseOf(switched).streams;
    if (stream === undefined) throw new Error("no stream");
    const failed = { ...stream, state: "Error", message: "error: errno 1062" };
    const reverse = { ...reverseOf(switched), streams: [stream, failed] };
    expect(at({ ...switched, reverse }).reverseReplication).toBe("in error");
    expect(at({ ...switched, reverse: reverseOf(ONE_WAY.switched) }).reverseReplication).toBe("stopped");
  });

  test("have the lag of whatever carries writes to the other side", () => {
    expect(at({ ...switched, reverse: withLag(reverseOf(switched)) }).lagSeconds).toBe(7);
    expect(at({ ...copied, workflow: withLag(workflowOf(copied)) }).lagSeconds).toBe(7);
  });
});
