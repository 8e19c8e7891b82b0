import { describe, expect, it } from "vitest";
import { gateOf } from "../../../src/core/operation/outcome/gates.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { FROZEN } from "../../../src/core/move/phase.ts";
import {
  ALL_TYPES,
  CANCELS,
  DENIED_WRITES,
  KILLED,
  ONE_WAY,
  READS,
  REVERSE,
  SHARDED,
  STOPPED,
  STREAMS,
  SWITCH,
  UNSHARDED,
  withStreams,
  withWorkflow,
} from "../moments.ts";
import { want } from "./given.ts";
import { closed, OPEN, PARTIAL, READS_LEFT } from "./gate.ts";

const ofTwoShards = (...changes: readonly object[]) => withStreams(SHARDED.copied, (_, index) => changes[index] ?? {});
const gateOfTwoShards = (reading: Reading) => gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), reading, 30);

describe("a switch", () => {
  const { subject, copied } = UNSHARDED;
  const mirrored = (...from: readonly string[]): Reading => ({
    ...copied,
    rules: { ...copied.rules, mirrors: from.map((name) => ({ from: name, to: "customer.x", percent: 5 })) },
  });

  it("is refused while only some tables of its types have mirror rules, because Vitess would fail on their number", () => {
    const left = closed("mirror-rules-left");
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored("commerce.customer"), 30)).toEqual(left);
    const oneType = mirrored("commerce.customer@replica", "commerce.corder@replica");
    expect(gateOf(want(SWITCH, READS, subject), oneType, 30)).toEqual(left);
    expect(gateOf(want(SWITCH, ["REPLICA"], subject), oneType, 30)).toEqual(OPEN);
  });

  it("counts the mirror rules of reads and writes apart, and those of other types not at all", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored("commerce.customer", "commerce.corder"), 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, READS, subject), mirrored("commerce.customer"), 30)).toEqual(OPEN);
    const reads = ["customer", "corder"].flatMap((table) => [`commerce.${table}@replica`, `commerce.${table}@rdonly`]);
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), mirrored(...reads), 30)).toEqual(OPEN);
  });

  it("of a tenant is refused while the target denies its tables, unless its writes are there already", () => {
    const tenant = withWorkflow(copied, { tenant: "42" });
    const unruled = { ...tenant, rules: { ...copied.rules, tables: [] } };
    expect(copied.denied).not.toEqual([]);
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), unruled, 30)).toEqual(closed("target-denies-writes"));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), { ...unruled, denied: [] }, 30)).toEqual(OPEN);
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), { ...unruled, rules: { ...unruled.rules, keyspaces } }, 30)).toEqual(OPEN);
  });

  it("that is done may run again, whatever its streams look like", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), UNSHARDED.switched, 30)).toEqual(OPEN);
  });

  it("is refused where frozen streams lead to a source that routing still names: only the rules are lost", () => {
    const lost = withStreams(copied, () => ({ state: "Stopped", message: FROZEN }));
    expect(gateOf(want(SWITCH, ALL_TYPES, subject), lost, 30)).toEqual(closed("rules-lost"));
  });

  it("takes the error before a stream that never started, and one stopped stream for the whole", () => {
    const failed = { state: "Error", message: "error: errno 1062" };
    expect(gateOfTwoShards(ofTwoShards(failed, { position: "" }))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped" }, {}))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped", position: "" }, { position: "" }))).toEqual(closed("stream-never-started"));
  });

  it("of what stopped after its copy is open, whatever its lag", () => {
    const { subject: bare, reading } = CANCELS.withoutRules;
    expect(gateOf(want(SWITCH, ALL_TYPES, bare), reading, 30)).toEqual(OPEN);
  });

  it("is allowed for a copied, running workflow, before reads, after reads, and after a reverse", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, ["PRIMARY"], UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(OPEN);
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.reversed, 30)).toEqual(OPEN);
  });

  it("waits for the copy, even if only one of two shards is still copying", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copying, 30)).toEqual(closed("still-copying"));
    expect(gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.halfCopied, 30)).toEqual(closed("still-copying"));
    expect(gateOf(want(SWITCH, ALL_TYPES, SHARDED.subject), SHARDED.copied, 30)).toEqual(OPEN);
  });

  it("is refused for a stopped workflow, although Vitess's dry run passes", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, STOPPED.subject), STOPPED.before, 30)).toEqual(closed("streams-not-running"));
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.atDdl.subject), STREAMS.atDdl.reading, 30)).toEqual(closed("streams-not-running"));
  });

  it("is refused for a stream in error", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.duplicateKey.subject), STREAMS.duplicateKey.reading, 30)).toEqual(
      closed("streams-not-running"),
    );
  });

  it("is refused for a stream that never found a source, although Vitess calls it Running", () => {
    expect(STREAMS.noSource.reading.workflow?.streams.map((stream) => stream.state)).toEqual(["Running"]);
    expect(gateOf(want(SWITCH, ALL_TYPES, STREAMS.noSource.subject), STREAMS.noSource.reading, 30)).toEqual(closed("stream-never-started"));
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), withWorkflow(UNSHARDED.copied, { streams: [] }), 30)).toEqual(
      closed("stream-never-started"),
    );
  });

  it("is refused for a workflow that was created and not started", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, CANCELS.neverStarted.subject), CANCELS.neverStarted.reading, 30)).toEqual(
      closed("streams-not-running"),
    );
  });

  it("waits while the lag is over the limit, but not at the limit", () => {
    const lagging = withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 31 } });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), lagging, 30)).toEqual({
      kind: "wait",
      reason: "lag",
      lagSeconds: 31,
      limitSeconds: 30,
    });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), lagging, 31)).toEqual(OPEN);
    const copying = withWorkflow(UNSHARDED.copied, { lag: { kind: "copying" } });
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), copying, 30)).toEqual(closed("still-copying"));
  });

  it("waits while anybody holds the workflow's lock, even a dead vtctld", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, DENIED_WRITES.subject), DENIED_WRITES.outageLater, 30)).toEqual({
      kind: "wait",
      reason: "locked",
    });
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), KILLED.rightAfter, 30)).toEqual({ kind: "wait", reason: "locked" });
  });

  it("that was cut off may run again with stopped streams, before and after the writes moved", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), { ...KILLED.rightAfter, lockHolders: [] }, 30)).toEqual(OPEN);
    const beforeRouting = { ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.outage.rules };
    expect(gateOf(want(SWITCH, ALL_TYPES, KILLED.subject), beforeRouting, 30)).toEqual(OPEN);
  });

  it("is refused when the workflow is gone", () => {
    expect(gateOf(want(SWITCH, ALL_TYPES, UNSHARDED.subject), UNSHARDED.completed, 30)).toEqual(closed("workflow-missing"));
  });
});

describe("a reverse", () => {
  it("is allowed while the reverse workflow runs", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.switched, 30)).toEqual(OPEN);
  });

  it("is refused if the switch made no reverse workflow, although Vitess's dry run passes", () => {
    expect(ONE_WAY.switched.reverse?.streams.map((stream) => stream.state)).toEqual(["Stopped"]);
    expect(gateOf(want(REVERSE, ALL_TYPES, ONE_WAY.subject), ONE_WAY.switched, 30)).toEqual(closed("no-reverse-workflow"));
    const { reverse: _, ...absent } = ONE_WAY.switched;
    expect(gateOf(want(REVERSE, ALL_TYPES, ONE_WAY.subject), absent, 30)).toEqual(closed("no-reverse-workflow"));
  });

  it("is refused after a switch that was cut off, because it would lose the writes since then", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, KILLED.subject), { ...KILLED.rightAfter, lockHolders: [] }, 30)).toEqual(
      closed("no-reverse-workflow"),
    );
  });

  it("of reads alone needs no reverse workflow", () => {
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), UNSHARDED.readsSwitched, 30)).toEqual(OPEN);
  });

  it("of one tenant's reads is refused before Vitess 22, which cannot switch them back", () => {
    const { workflow } = UNSHARDED.readsSwitched;
    if (workflow === undefined) throw new Error("the recording has one");
    const tenant: Reading = { ...UNSHARDED.readsSwitched, workflow: { ...workflow, tenant: "42" } };
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), tenant, 30)).toEqual(OPEN);
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), { ...tenant, cancelWantsReadsBack: true }, 30)).toEqual(closed("tenant-stays"));
  });

  it("waits for the lag of the reverse workflow", () => {
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("the recording has one");
    const lagging = { ...UNSHARDED.switched, reverse: { ...reverse, lag: { kind: "seconds", value: 90 } } } as Reading;
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), lagging, 30)).toMatchObject({ kind: "wait", reason: "lag", lagSeconds: 90 });
  });

  it("is refused if nothing is switched, unless a reverse was cut off", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.copied, 30)).toEqual(closed("not-switched"));
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), UNSHARDED.reversed, 30)).toEqual(closed("not-switched"));
    const cutOff = { ...UNSHARDED.reversed, reverse: KILLED.rightAfter.workflow } as Reading;
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), cutOff, 30)).toEqual(OPEN);
  });
});

describe("a reverse of what is not whole", () => {
  it("is open where the writes alone are at the target", () => {
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), READS_LEFT, 30)).toEqual(OPEN);
  });

  it("of a move shard by shard takes reads and writes together", () => {
    expect(gateOf(want(REVERSE, READS, UNSHARDED.subject), PARTIAL, 30)).toEqual(closed("shards-go-together"));
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), PARTIAL, 30)).toEqual(OPEN);
  });

  it("of a tenant never takes the writes", () => {
    const tenant = withWorkflow(UNSHARDED.readsSwitched, { tenant: "42" });
    expect(gateOf(want(REVERSE, ALL_TYPES, UNSHARDED.subject), tenant, 30)).toEqual(closed("tenant-stays"));
  });
});
