import { describe, expect, test } from "vitest";
import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading, Stream } from "../../../src/core/readings/readings.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { moveOf, ONE_WAY, SHARDED, UNSHARDED, withStreams, workflowOf } from "../moments.ts";
import { approved, calling, requested, seenOf, soaking } from "../operation/given.ts";
import { ANA } from "../operation/model/people.ts";
import { buttons, GOOD, locked, MINUTE, situationOf } from "./given.ts";
import { shardNamed } from "../../names.ts";

const { copied, readsSwitched, switched } = UNSHARDED;

describe("before the switch", () => {
  test("a VDiff comes first, then the switch if it was clean", () => {
    expect([situationOf(copied).next, buttons(situationOf(copied))]).toEqual([
      { kind: "run-vdiff", why: "none" },
      ["*vdiff", "details", "stop"],
    ]);
    expect(situationOf(copied, GOOD).next).toEqual({ kind: "request-switch", what: "all" });
    expect(buttons(situationOf(copied, GOOD))).toEqual(["*switch", "vdiff", "details", "stop"]);
    const running = { vdiff: { uuid: "v1", startedBy: ANA, startedAt: copied.at } };
    expect([situationOf(copied, running).next, buttons(situationOf(copied, running))]).toEqual([
      { kind: "wait", what: "vdiff" },
      ["details", "stop"],
    ]);
  });

  test("everything waits for an old lock, and nothing is offered that would be refused for it", () => {
    const is = situationOf(locked(copied, 10 * MINUTE), GOOD);
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "workflow-locked" }, ["vdiff", "details", "stop"]]);
  });

  test("streams are neither started nor stopped while somebody may be switching", () => {
    expect(buttons(situationOf(locked(copied, 20_000), GOOD))).toEqual(["*switch", "vdiff", "details"]);
    const stopped = withStreams(copied, () => ({ state: "Stopped" }));
    expect([situationOf(stopped).next.kind, buttons(situationOf(stopped))]).toEqual(["start", ["*start", "diagnose"]]);
    expect([situationOf(locked(stopped, 20_000)).next, buttons(situationOf(locked(stopped, 20_000)))]).toEqual([
      { kind: "wait", what: "switch-elsewhere" },
      ["diagnose"],
    ]);
  });

  test("mirror rules for some of the tables block a switch, and are named", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 5 }];
    const is = situationOf({ ...copied, rules: { ...copied.rules, mirrors } }, GOOD);
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "mirror-rules-left" }, ["vdiff", "details", "stop"]]);
  });
});

describe("after the switch", () => {
  const armed: Partial<Followed> = { rollback: { kind: "armed", until: switched.at + 10 * MINUTE } };

  test("the rollback is one press while it is armed, and a request after that", () => {
    expect(situationOf(switched, armed)).toMatchObject({
      rollbackUntil: switched.at + 10 * MINUTE,
      next: { kind: "watch-then-end", canReverse: true },
    });
    expect(buttons(situationOf(switched, armed))).toEqual(["*complete", "rollBack", "details"]);
    const after = situationOf(switched, armed, {}, switched.at + 10 * MINUTE);
    expect([after.rollbackUntil, buttons(after)]).toEqual([undefined, ["*complete", "reverse", "details"]]);
  });

  test("the rollback is not offered if a reverse would lose writes", () => {
    const { reverse } = switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const failed = {
      ...switched,
      reverse: { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, message: "Error: errno 1062" })) },
    };
    const is = situationOf(failed, armed);
    expect([is.reverseReplication, is.rollbackUntil, is.next.kind, buttons(is)]).toEqual([
      "in error",
      undefined,
      "find-reverse",
      ["complete", "details"],
    ]);
  });

  test("the rollback is not one press while an old lock would hold it up", () => {
    const is = situationOf(locked(switched, 10 * MINUTE), armed);
    expect([is.rollbackUntil, is.next, buttons(is)]).toEqual([undefined, { kind: "not-now", because: "workflow-locked" }, ["details"]]);
  });

  test("a missing reverse workflow is no problem if nobody wanted one", () => {
    const move = moveOf(ONE_WAY.subject, { rollback: { kind: "without" } });
    expect(deriveSituation({ move, reading: ONE_WAY.switched }, DEFAULT_LIMITS, ONE_WAY.switched.at)).toMatchObject({
      reverseReplication: "none-wanted",
      next: { canReverse: false },
    });
  });

  test("the lag shown is that of the reverse workflow: a frozen stream has none", () => {
    expect([situationOf(switched).lagSeconds, situationOf(copied).lagSeconds]).toEqual([0, 0]);
    const { reverse: _none, ...oneWay } = switched;
    expect(situationOf(oneWay).lagSeconds).toBeUndefined();
  });

  test("completing a move shard by shard is not suggested, because Vitess refuses it", () => {
    const { workflow } = switched;
    if (workflow === undefined) throw new Error("no workflow");
    const shards = [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }];
    const is = situationOf({ ...switched, workflow: { ...workflow, subType: "Partial" }, rules: { ...switched.rules, shards } });
    expect([is.next, buttons(is)]).toEqual([{ kind: "not-now", because: "partial-complete" }, ["reverse", "details"]]);
  });
});

function readsLeftAt(change: Partial<Stream>): Reading {
  return withStreams(readsSwitched, () => change);
}

describe("reads switched to a target that has stopped following", () => {
  const stopped = readsLeftAt({ state: "Stopped" });

  test("can be switched back, whether the stream was stopped or is in error", () => {
    expect([situationOf(stopped).phase.kind, buttons(situationOf(stopped))]).toEqual(["stopped", ["*start", "reverse", "diagnose"]]);
    const failed = situationOf(readsLeftAt({ state: "Error", message: "error: errno 1062" }));
    expect([failed.phase.kind, buttons(failed)]).toEqual(["error", ["reverse", "diagnose", "stop", "start"]]);
  });

  test("are not offered to be switched back if that would be refused, or if they were never switched", () => {
    expect(buttons(situationOf(locked(stopped, 10 * MINUTE)))).toEqual(["*start", "diagnose"]);
    expect(buttons(situationOf({ ...copied, workflow: workflowOf(stopped) }))).toEqual(["*start", "diagnose"]);
  });
});

describe("streams that must not be started", () => {
  test("are left to a DBA if a switch has stopped one of them while another is in error", () => {
    expect(workflowOf(SHARDED.copied).streams).toHaveLength(2);
    for (const message of ["stopped for cutover", "FROZEN"]) {
      const those = [
        { state: "Stopped", message },
        { state: "Error", message: "error: errno 1062" },
      ];
      const reading = withStreams(SHARDED.copied, (_, index) => those[index] ?? {});
      const is = deriveSituation({ move: moveOf(SHARDED.subject), reading }, DEFAULT_LIMITS, reading.at);
      expect([is.phase.kind, is.next, buttons(is)]).toEqual(["error", { kind: "have-dba-look", why: "cut-off" }, ["diagnose"]]);
    }
  });

  test("are cancelled and created again if they belong to an atomic copy, which cannot resume", () => {
    const whole = { ...workflowOf(UNSHARDED.copying), subType: "AtomicCopy" };
    const stopped = { ...whole, streams: whole.streams.map((stream) => ({ ...stream, state: "Stopped" })) };
    const failed = { ...whole, streams: whole.streams.map((stream) => ({ ...stream, state: "Error", message: "error: vstream ended" })) };
    const is = situationOf({ ...UNSHARDED.copying, workflow: stopped });
    expect([is.phase.kind, is.next, buttons(is)]).toEqual(["stopped", { kind: "cancel-and-create" }, ["diagnose"]]);
    const broken = situationOf({ ...UNSHARDED.copying, workflow: failed });
    expect([broken.phase.kind, broken.next, buttons(broken)]).toEqual(["error", { kind: "cancel-and-create" }, ["diagnose", "stop"]]);
  });
});

describe("while something is requested or under way", () => {
  test("the next step is to wait for it, and nothing else is offered", () => {
    const request = requested();
    expect(situationOf(copied, GOOD, { request })).toMatchObject({
      next: { kind: "waiting", waiting: { kind: "votes", verb: "switch", approvals: 0, needed: 2 } },
    });
    expect(buttons(situationOf(copied, GOOD, { request }))).toEqual(["details"]);
    const execution = approved();
    expect([situationOf(copied, GOOD, { execution }).waiting?.kind, buttons(situationOf(copied, GOOD, { execution }))]).toEqual([
      "start",
      ["callOff", "details"],
    ]);
  });

  test("a soak can be called off, and its reads switched back", () => {
    const execution = soaking(approved(), copied.at + 5 * MINUTE);
    const is = situationOf(readsSwitched, GOOD, { execution });
    expect([is.next, buttons(is)]).toMatchObject([
      { waiting: { kind: "soak", until: copied.at + 5 * MINUTE } },
      ["callOff", "rollBackReads", "details"],
    ]);
  });

  test("a call that broke off is being looked into, and no longer in flight", () => {
    const sent = calling(approved(), seenOf(copied));
    expect(situationOf(copied, GOOD, { execution: sent }).waiting).toMatchObject({
      kind: "call",
      types: ["REPLICA", "RDONLY"],
      since: copied.at,
    });
    const broken = calling(approved(), seenOf(copied), { end: { at: copied.at + 9_000, fault: { kind: "unreachable", text: "" } } });
    expect(situationOf(copied, GOOD, { execution: broken }).waiting).toMatchObject({ kind: "look", brokeAt: copied.at + 9_000 });
  });
});
