import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import { findAlarmShape } from "../../../src/core/move/phase.ts";
import { findFollowed, type Move } from "../../../src/core/move/moves.ts";
import { SWITCH_DEFAULTS, type SwitchOptions } from "../../../src/core/options/options.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { recordRefreshedTablets } from "../../../src/core/announce/refreshed-tablets.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { type FollowContext, followReading, type News } from "../../../src/core/situation/follow.ts";
import { STALLED_AFTER_MS } from "../../../src/core/situation/raise-news.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { moveOf, UNSHARDED } from "../moments.ts";
import { approved, AT_ONCE, calling, proposalOn, seenOf } from "../operation/given.ts";
import { proposalOf, STARTS } from "../operation/model/starts.ts";
import { tablesNamed } from "../../names.ts";

const MINUTE = 60_000;
const { subject, copying, copied, readsSwitched, switched } = UNSHARDED;
const MOVE = moveOf(subject);
const ASKED_AT = MOVE.askedAt;
const OPERATORS = toChannelId("C0OPS");
const AROUND: FollowContext = { limits: DEFAULT_LIMITS, stalled: false, major: 23, operators: OPERATORS };
/** A move whose end of the copy was announced. */
const RUNNING: Move = {
  ...MOVE,
  state: { kind: "followed", told: { phase: "running", error: "", copyStartedAt: ASKED_AT, copyFinishedAt: ASKED_AT + 1 } },
};

function at(reading: Reading, minutes: number): Reading {
  return { ...reading, at: ASKED_AT + minutes * MINUTE };
}

function withStreams(workflow: Workflow | undefined, change: Partial<Workflow["streams"][number]>): Workflow {
  if (workflow === undefined) throw new Error("no workflow");
  return { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, ...change })) };
}

function forward(change: Partial<Workflow["streams"][number]>): Reading {
  return { ...copied, workflow: withStreams(copied.workflow, change) };
}

const NOTHING = (({ workflow: _gone, trafficState: _words, ...rest }: Reading) => rest)({
  ...copied,
  denied: [],
  rules: { ...copied.rules, tables: [] },
});
const DENIED: Reading = { ...copied, denied: switched.denied };

interface Noted {
  readonly known: Known;
  readonly told: readonly EntryBody[];
  readonly notices: News["notices"];
}

/** Each reading after the one before it, as the watch notes them. */
function noted(known: Known, readings: readonly Reading[], around: Partial<FollowContext> = {}): Noted {
  return readings.reduce<Noted>(
    (so, reading) => {
      const news = followReading(so.known, reading, { ...AROUND, ...around });
      if (news === undefined) return so;
      const told = [...so.told, ...news.entries.map(({ body }) => body)];
      return { known: { ...so.known, move: news.move, reading }, told, notices: [...so.notices, ...news.notices] };
    },
    { known, told: [], notices: [] },
  );
}

function kinds(known: Known, ...readings: readonly Reading[]): readonly EntryBody["kind"][] {
  return noted(known, readings).told.map(({ kind }) => kind);
}

describe("an alarm is as old as its own readings", () => {
  const during = calling(approved(proposalOn(AT_ONCE)), seenOf(copied));
  const reverse = withStreams(switched.reverse, { state: "Error", message: "table corder not found" });
  const brief: Reading = { ...switched, reverse };

  test("a brief error of the reverse stream after a switch that was watched is no alarm", () => {
    const watched = noted({ move: RUNNING, execution: during }, [at(DENIED, 1)]);
    const { told, known } = noted({ move: watched.known.move, reading: at(DENIED, 1) }, [at(brief, 2)]);
    expect(told.map(({ kind }) => kind)).not.toContain("alarm");
    expect(deriveSituation(known, DEFAULT_LIMITS, at(brief, 2).at).alarm).toBeUndefined();
    expect(kinds(known, at(brief, 3))).toContain("alarm");
  });

  test("a reverse stream that was in error for long does not make the course of a rollback an alarm", () => {
    const broken = noted({ move: RUNNING }, [at(brief, 1), at(brief, 2)]);
    const back = calling(approved(proposalOn({ verb: "reverse", options: SWITCH_DEFAULTS }, switched)), seenOf(switched));
    const moving: Reading = { ...at(switched, 60), denied: [...DENIED.denied, ...copied.denied] };
    const { known } = noted({ ...broken.known, execution: back }, [moving]);
    expect(findAlarmShape(known.move, moving)).toBeDefined();
    expect(deriveSituation(known, DEFAULT_LIMITS, moving.at).phase).toMatchObject({ kind: "switching" });
  });
});

describe("a move that Vitess does not show", () => {
  const fresh = { ...MOVE, state: { kind: "followed", told: { phase: "creating", error: "" } } } as const;

  test("counts as being created, not as gone, and is announced once as not created after ten minutes", () => {
    const early = noted({ move: fresh }, [at(NOTHING, 1), at(NOTHING, 9)]);
    expect([early.told, early.known.move.state.kind]).toEqual([[], "followed"]);
    const late = noted(early.known, [at(NOTHING, 11), at(NOTHING, 12)]);
    expect(late.told).toMatchObject([
      { kind: "create-failed", explanation: { stateLeft: "Vitess does not show the workflow.", retry: "yes" } },
    ]);
    expect(late.known.move.state).toMatchObject({ kind: "ended", how: "not-created" });
  });

  test("is gone if it was there before, which is announced once", () => {
    const { told, known } = noted({ move: RUNNING }, [at(copied, 1), at(NOTHING, 2), at(NOTHING, 3)]);
    expect(told).toEqual([{ kind: "gone" }]);
    expect(known.move.state).toMatchObject({ kind: "ended", how: "gone" });
  });

  test("is not gone while somebody holds its lock, because a reverse deletes and recreates it", () => {
    const held = {
      ...at(NOTHING, 2),
      lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld-1", since: ASKED_AT + 2 * MINUTE - 2_000 }],
    };
    expect(kinds({ move: RUNNING }, at(copied, 1), held, at(copied, 3))).toEqual([]);
    const own = { move: RUNNING, execution: calling(approved(proposalOn(AT_ONCE)), seenOf(copied)) };
    expect(kinds(own, at(copied, 1), at(NOTHING, 2))).toEqual([]);
  });
});

describe("a copy", () => {
  test("announces its end once, even if no reading saw it run", () => {
    expect(noted({ move: MOVE }, [at(copying, 1), at(copied, 6), at(copied, 7)]).told).toEqual([
      { kind: "copy-finished", rows: 2_300_000n, tookMs: 5 * MINUTE },
    ]);
    expect(kinds({ move: MOVE }, at(copied, 6), at(copied, 7))).toEqual(["copy-finished"]);
  });

  test("that was done when its move was adopted is not announced", () => {
    expect(kinds({ move: { ...MOVE, adopted: true } }, at(copied, 6))).toEqual([]);
    expect(noted({ move: { ...MOVE, adopted: true } }, [at(copying, 1), at(copied, 6)]).told).toEqual([
      { kind: "copy-finished", rows: 2_300_000n },
    ]);
  });

  test("ends after the line that says it was created", () => {
    const creating: Move = { ...MOVE, state: { kind: "followed", told: { phase: "creating", error: "" }, creating: true } };
    expect(kinds({ move: creating }, at(copied, 1))).toEqual([]);
  });

  test("that stands still is announced once, and so is its progress after that", () => {
    const still = noted({ move: MOVE }, [at(copying, 1)]).known;
    const { told, known } = noted(still, [at(copying, 13), at(copying, 14)], { stalled: true });
    expect(told).toEqual([{ kind: "stalled", since: ASKED_AT + 13 * MINUTE - STALLED_AFTER_MS }]);
    const began = ASKED_AT + 13 * MINUTE - STALLED_AFTER_MS;
    expect(noted(known, [at(copying, 15), at(copying, 29)]).told).toEqual([]);
    expect(noted(known, [at(copying, 15), at(copying, 30), at(copying, 31)]).told).toEqual([
      { kind: "all-clear", cause: "stalled", since: began, until: ASKED_AT + 15 * MINUTE, times: 1 },
    ]);
  });
});

function stopped(message: string): Reading {
  return forward({ state: "Stopped", message });
}

describe("a stream's trouble", () => {
  test("is announced once until it changes, with its meaning", () => {
    const [first, other] = ["error: Duplicate entry '…' (errno 1062)", "error: Table 'customer' doesn't exist (errno 1146)"].map(
      (message) => forward({ state: "Error", message }),
    );
    if (first === undefined || other === undefined) throw new Error("two errors");
    expect(kinds({ move: RUNNING }, at(first, 1), at(first, 2), at(other, 3), at(copied, 4))).toEqual(["stream-error", "stream-error"]);
    const ddl = forward({ state: "Stopped", message: "Stopped at DDL alter table customer add column extra int" });
    expect(noted({ move: RUNNING }, [at(ddl, 1), at(ddl, 2)]).told).toMatchObject([{ kind: "stream-error", explanation: { rule: "ddl" } }]);
  });

  test("is not that somebody stopped it, or that a VDiff stopped it for a moment", () => {
    expect(kinds({ move: RUNNING }, at(copied, 1), at(stopped("for vdiff"), 2), at(copied, 3))).toEqual([]);
    expect(kinds({ move: RUNNING }, at(copied, 1), at(stopped(""), 2))).toEqual(["outside"]);
  });
});

describe("an alarm", () => {
  test("is announced once in the thread and once to the operators, and again if it comes back after the all clear", () => {
    const unfinished = { ...switched, workflow: withStreams(switched.workflow, { message: "stopped for cutover" }) };
    const [first, calm] = [
      [at(unfinished, 1), at(unfinished, 2)],
      [at(switched, 3), at(switched, 4)],
    ];
    const { told, notices } = noted({ move: RUNNING }, [...first, ...calm, at(unfinished, 5)]);
    expect(told.filter(({ kind }) => kind === "alarm")).toEqual([
      { kind: "alarm", alarm: "switched-not-finished", tables: tablesNamed("customer", "corder") },
      { kind: "alarm", alarm: "switched-not-finished", tables: tablesNamed("customer", "corder") },
    ]);
    expect(new Set(notices.map(({ key }) => key)).size).toBe(3);
    expect(notices.map(({ body: { kind }, channel }) => [kind, channel])).toEqual([
      ["alarm", undefined],
      ["all-clear", OPERATORS],
      ["alarm", undefined],
    ]);
    expect(notices[0]?.body).toMatchObject({ sourceKeyspace: "commerce", alarm: "switched-not-finished", raisedAt: at(unfinished, 1).at });
    const over = { cause: "switched-not-finished", since: at(unfinished, 1).at, until: at(switched, 3).at, times: 1 };
    expect(told.filter(({ kind }) => kind === "all-clear")).toEqual([{ kind: "all-clear", ...over }]);
  });

  test("about an outage stays if somebody else only cleans the record, because nobody can see whether a tablet has read it", () => {
    const tables = tablesNamed("customer", "corder");
    const { told, known } = noted({ move: RUNNING }, [at(DENIED, 1), at(copied, 2), at(copied, 3)]);
    expect(told).toEqual([
      { kind: "alarm", alarm: "source-writes-denied", tables },
      { kind: "alarm", alarm: "tablets-not-told", tables },
      { kind: "outside", what: "record-cleaned", notBefore: at(DENIED, 1).at, notAfter: at(copied, 2).at },
    ]);
    expect(findFollowed(known.move)?.notTold).toEqual({ side: "source", tables, since: at(copied, 2).at });
    // Tables denied during a switch were not an outage, and vtctld itself makes the tablets read the record.
    const course = { ...at(DENIED, 1), lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld", since: at(DENIED, 1).at }] };
    expect(findFollowed(noted({ move: RUNNING }, [course, at(copied, 2)]).known.move)?.notTold).toBeUndefined();
  });

  test("about tablets that may not have read their record ends with a switch of writes that Vitess called done, not with one that went past them", () => {
    const notTold = { side: "source", tables: tablesNamed("customer"), since: ASKED_AT } as const;
    const move: Move = { ...RUNNING, state: { kind: "followed", told: { phase: "running", error: "" }, notTold } };
    const outcome = { kind: "succeeded", at: ASKED_AT + MINUTE } as const;
    const after = (change: Partial<SwitchOptions>): unknown => {
      const operation = { verb: "switch", options: { ...SWITCH_DEFAULTS, ...change } } as const;
      return findFollowed(recordRefreshedTablets(move, { proposal: proposalOn(operation, switched) }, outcome))?.notTold;
    };
    expect([after({}), after({ force: true }), after({ tabletTypes: ["REPLICA"] })]).toEqual([undefined, notTold, notTold]);
  });

  test("about the reverse workflow needs two readings in a row, and a switch that wanted one", () => {
    const broken = { ...switched, reverse: withStreams(switched.reverse, { state: "Error", message: "error: errno 1062" }) };
    expect(kinds({ move: RUNNING }, at(switched, 1), at(broken, 2), at(switched, 3))).toEqual([]);
    expect(kinds({ move: RUNNING }, at(switched, 1), at(broken, 2), at(broken, 3), at(broken, 4))).toEqual(["stream-error", "alarm"]);
    const without: Move = {
      ...RUNNING,
      state: { kind: "followed", told: { phase: "switched", error: "" }, rollback: { kind: "without" } },
    };
    expect(kinds({ move: without }, at(broken, 2), at(broken, 3))).not.toContain("alarm");
    const { reverse: _none, ...oneWay } = switched;
    expect(kinds({ move: RUNNING }, at(switched, 1), at(oneWay, 2), at(oneWay, 3))).toEqual([]);
  });

  test("waits for Tandem's own call, unless that takes longer than a switch can", () => {
    const known = { move: RUNNING, execution: calling(approved(proposalOn(AT_ONCE)), seenOf(copied)) };
    expect(kinds(known, at(copied, 0.5), at(DENIED, 1.5), at(DENIED, 3.5))).toEqual([]);
    expect(kinds(known, at(DENIED, 1.5), at(DENIED, 4.5), at(DENIED, 5))).toEqual(["alarm"]);
  });

  test("is announced once while a rescue is retried without success", () => {
    const execution = approved(proposalOf(STARTS.rescue, MOVE, STARTS.rescue.world));
    const sent = calling(execution, seenOf(copied));
    const first = noted({ move: RUNNING, execution: sent }, [at(DENIED, 1)]);
    expect(first.told.map(({ kind }) => kind)).toEqual(["alarm"]);
    const held = noted({ ...first.known, execution }, [at(DENIED, 1.5)]);
    const again = noted({ ...held.known, execution: sent }, [at(DENIED, 2)]);
    expect([held, again].flatMap(({ told, notices }) => [...told, ...notices])).toEqual([]);
  });

  test("is not repeated if a retried switch changed nothing, and is repeated if it was over in between", () => {
    const first = noted({ move: RUNNING }, [at(DENIED, 1)]);
    const execution = calling(approved(proposalOn(AT_ONCE)), seenOf(copied));
    const tried = noted({ ...first.known, execution }, [at(DENIED, 1.5)]);
    const { execution: _over, ...after } = tried.known;
    expect(kinds(after, at(DENIED, 2))).toEqual([]);
    expect(kinds(after, at(copied, 2), at(DENIED, 3))).toContain("alarm");
  });

  test("is given at once if Tandem's own call is known to be broken", () => {
    const fault = { kind: "unreachable", text: "" } as const;
    const execution = calling(approved(proposalOn(AT_ONCE)), seenOf(copied), { end: { at: ASKED_AT + MINUTE, fault } });
    expect(kinds({ move: RUNNING, execution }, at(DENIED, 1.5))).toEqual(["alarm"]);
  });
});

describe("what somebody did elsewhere", () => {
  test("is announced with the time span in which it happened", () => {
    expect(noted({ move: RUNNING }, [at(copied, 1), at(readsSwitched, 2)]).told).toEqual([
      { kind: "outside", what: "reads-switched", notBefore: ASKED_AT + MINUTE, notAfter: ASKED_AT + 2 * MINUTE },
    ]);
  });

  test("is nobody's if the store has lost since then what Tandem did", () => {
    const span = [at(copied, 1), at(readsSwitched, 3)];
    expect(noted({ move: RUNNING }, span, { lostAt: ASKED_AT + 2 * MINUTE }).told).toMatchObject([{ kind: "outside", isUnsure: true }]);
    const gone = [at(copied, 1), at(NOTHING, 3)];
    expect(noted({ move: RUNNING }, gone, { lostAt: ASKED_AT + 2 * MINUTE }).told).toEqual([{ kind: "gone", isUnsure: true }]);
    const [outside] = noted({ move: RUNNING }, span, { lostAt: ASKED_AT + 0.5 * MINUTE }).told;
    expect(outside).not.toHaveProperty("isUnsure");
  });

  test("is Tandem's own abandoned call if that explains it: it arrived late", () => {
    const call = {
      verb: "switch",
      types: ["REPLICA", "RDONLY"],
      startedAt: ASKED_AT,
      brokeAt: ASKED_AT + 9_000,
      executionId: "r1",
    } as const;
    const move: Move = { ...RUNNING, state: { kind: "followed", told: { phase: "running", error: "" }, unheard: [call] } };
    const { told } = noted({ move }, [at(copied, 1), at(readsSwitched, 2)]);
    expect(told).toContainEqual(
      expect.objectContaining({ kind: "outside", what: "reads-switched", own: { verb: "switch", startedAt: ASKED_AT } }),
    );
  });

  test("does not include what Tandem does itself, or did since the last reading", () => {
    const execution = calling(approved(proposalOn(AT_ONCE)), seenOf(copied));
    expect(kinds({ move: RUNNING, execution }, at(copied, 1), at(readsSwitched, 2))).toEqual([]);
    const touched: Move = {
      ...RUNNING,
      state: { kind: "followed", told: { phase: "running", error: "" }, touchedAt: ASKED_AT + 1.5 * MINUTE },
    };
    expect(kinds({ move: touched, reading: at(copied, 1) }, at(readsSwitched, 2))).not.toContain("outside");
  });
});

describe("streams that stop and start", () => {
  const still = forward({ state: "Stopped", message: "" });
  const startedAt = ASKED_AT;
  const told = { phase: "running", error: "" };
  const of = (vdiff: object): Move => ({
    ...RUNNING,
    state: { kind: "followed", told, vdiff: { uuid: "u1", startedBy: RUNNING.askedBy, startedAt, ...vdiff } },
  });

  test("are not attributed to anybody while Tandem's own VDiff runs, nor at its end", () => {
    expect(kinds({ move: of({}) }, at(copied, 1), at(still, 2), at(copied, 3))).not.toContain("outside");
    const report = { verdict: "clean", completedAt: ASKED_AT + 2 * MINUTE };
    expect(kinds({ move: of({ report }), reading: at(still, 2) }, at(copied, 3))).not.toContain("outside");
  });

  test("are attributed to somebody else once that VDiff is over", () => {
    const report = { verdict: "clean", completedAt: ASKED_AT };
    expect(kinds({ move: of({ report }) }, at(copied, 1), at(still, 2))).toContain("outside");
  });

  test("are attributed to Tandem's own create while that is in flight", () => {
    const move: Move = { ...RUNNING, state: { kind: "followed", told, creating: true } };
    expect(kinds({ move }, at(still, 1), at(copied, 2))).not.toContain("outside");
  });
});

describe("a reading to ignore", () => {
  test("is one from before the end of Tandem's own operation", () => {
    const touched: Move = {
      ...RUNNING,
      state: { kind: "followed", told: { phase: "switched", error: "" }, touchedAt: ASKED_AT + 2 * MINUTE },
    };
    expect(followReading({ move: touched }, at(copied, 1), AROUND)).toBeUndefined();
    expect(followReading({ move: touched }, at(copied, 2), AROUND)).toBeDefined();
  });

  test("is any reading of a move that is no longer followed", () => {
    const ended: Move = { ...MOVE, state: { kind: "ended", at: ASKED_AT, how: "completed" } };
    expect(followReading({ move: ended }, at(copied, 1), AROUND)).toBeUndefined();
  });
});

test("a reading ends a silence, and a reading without an outage ends the time of that outage", () => {
  const unreadable = { since: ASKED_AT, tries: 3, why: "vtctld does not answer.", next: "Wait." };
  const move: Move = { ...MOVE, state: { kind: "followed", told: { phase: "running", error: "", alarmSince: ASKED_AT }, unreadable } };
  const { known } = noted({ move }, [at(copied, 1)]);
  expect(findFollowed(known.move)).toMatchObject({ told: { phase: "running" } });
  expect([findFollowed(known.move)?.unreadable, findFollowed(known.move)?.told.alarmSince]).toEqual([undefined, undefined]);
});
