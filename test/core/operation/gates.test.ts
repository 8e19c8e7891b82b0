import { describe, expect, it } from "vitest";
import { decideGate } from "../../../src/core/operation/outcome/gates.ts";
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
import { closed, gate, OPEN, PARTIAL, READS_LEFT } from "./gate.ts";

const ofTwoShards = (...changes: readonly object[]) => withStreams(SHARDED.copied, (_, index) => changes[index] ?? {});
const gateOfTwoShards = (reading: Reading) => gate(SWITCH, ALL_TYPES, reading, SHARDED.subject);

describe("a switch", () => {
  const { copied } = UNSHARDED;
  const mirrored = (...from: readonly string[]): Reading => ({
    ...copied,
    rules: { ...copied.rules, mirrors: from.map((name) => ({ from: name, to: "customer.x", percent: 5 })) },
  });

  it("is refused while only some tables of its types have mirror rules, because Vitess would fail on their number", () => {
    const left = closed("mirror-rules-left");
    expect(gate(SWITCH, ALL_TYPES, mirrored("commerce.customer"))).toEqual(left);
    const oneType = mirrored("commerce.customer@replica", "commerce.corder@replica");
    expect(gate(SWITCH, READS, oneType)).toEqual(left);
    expect(gate(SWITCH, ["REPLICA"], oneType)).toEqual(OPEN);
  });

  it("counts the mirror rules of reads and writes apart, and those of other types not at all", () => {
    expect(gate(SWITCH, ALL_TYPES, mirrored("commerce.customer", "commerce.corder"))).toEqual(OPEN);
    expect(gate(SWITCH, READS, mirrored("commerce.customer"))).toEqual(OPEN);
    const reads = ["customer", "corder"].flatMap((table) => [`commerce.${table}@replica`, `commerce.${table}@rdonly`]);
    expect(gate(SWITCH, ALL_TYPES, mirrored(...reads))).toEqual(OPEN);
  });

  it("of a tenant is refused while the target denies its tables, unless its writes are there already", () => {
    const tenant = withWorkflow(copied, { tenant: "42" });
    const unruled = { ...tenant, rules: { ...copied.rules, tables: [] } };
    expect(copied.denied).not.toEqual([]);
    expect(gate(SWITCH, ALL_TYPES, unruled)).toEqual(closed("target-denies-writes"));
    expect(gate(SWITCH, ALL_TYPES, { ...unruled, denied: [] })).toEqual(OPEN);
    const keyspaces = ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "customer" }));
    expect(gate(SWITCH, ALL_TYPES, { ...unruled, rules: { ...unruled.rules, keyspaces } })).toEqual(OPEN);
  });

  it("that is done may run again, whatever its streams look like", () => {
    expect(gate(SWITCH, ALL_TYPES, UNSHARDED.switched)).toEqual(OPEN);
  });

  it("is refused where frozen streams lead to a source that routing still names: only the rules are lost", () => {
    const lost = withStreams(copied, () => ({ state: "Stopped", message: FROZEN }));
    expect(gate(SWITCH, ALL_TYPES, lost)).toEqual(closed("rules-lost"));
  });

  it("takes the error before a stream that never started, and one stopped stream for the whole", () => {
    const failed = { state: "Error", message: "error: errno 1062" };
    expect(gateOfTwoShards(ofTwoShards(failed, { position: "" }))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped" }, {}))).toEqual(closed("streams-not-running"));
    expect(gateOfTwoShards(ofTwoShards({ state: "Stopped", position: "" }, { position: "" }))).toEqual(closed("stream-never-started"));
  });

  it("of what stopped after its copy is open, whatever its lag", () => {
    const { subject: bare, reading } = CANCELS.withoutRules;
    expect(gate(SWITCH, ALL_TYPES, reading, bare)).toEqual(OPEN);
  });

  it("is allowed for a copied, running workflow, before reads, after reads, and after a reverse", () => {
    expect(gate(SWITCH, ALL_TYPES, UNSHARDED.copied)).toEqual(OPEN);
    expect(gate(SWITCH, ["PRIMARY"], UNSHARDED.readsSwitched)).toEqual(OPEN);
    expect(gate(SWITCH, ALL_TYPES, UNSHARDED.reversed)).toEqual(OPEN);
  });

  it("waits for the copy, even if only one of two shards is still copying", () => {
    expect(gate(SWITCH, ALL_TYPES, UNSHARDED.copying)).toEqual(closed("still-copying"));
    expect(gate(SWITCH, ALL_TYPES, SHARDED.halfCopied, SHARDED.subject)).toEqual(closed("still-copying"));
    expect(gate(SWITCH, ALL_TYPES, SHARDED.copied, SHARDED.subject)).toEqual(OPEN);
  });

  it("is refused for a stopped workflow, although Vitess's dry run passes", () => {
    expect(gate(SWITCH, ALL_TYPES, STOPPED.before, STOPPED.subject)).toEqual(closed("streams-not-running"));
    expect(gate(SWITCH, ALL_TYPES, STREAMS.atDdl.reading, STREAMS.atDdl.subject)).toEqual(closed("streams-not-running"));
  });

  it("is refused for a stream in error", () => {
    expect(gate(SWITCH, ALL_TYPES, STREAMS.duplicateKey.reading, STREAMS.duplicateKey.subject)).toEqual(closed("streams-not-running"));
  });

  it("is refused for a stream that never found a source, although Vitess calls it Running", () => {
    expect(STREAMS.noSource.reading.workflow?.streams.map((stream) => stream.state)).toEqual(["Running"]);
    expect(gate(SWITCH, ALL_TYPES, STREAMS.noSource.reading, STREAMS.noSource.subject)).toEqual(closed("stream-never-started"));
    expect(gate(SWITCH, ALL_TYPES, withWorkflow(UNSHARDED.copied, { streams: [] }))).toEqual(closed("stream-never-started"));
  });

  it("is refused for a workflow that was created and not started", () => {
    expect(gate(SWITCH, ALL_TYPES, CANCELS.neverStarted.reading, CANCELS.neverStarted.subject)).toEqual(closed("streams-not-running"));
  });

  it("waits while the lag is over the limit, but not at the limit", () => {
    const lagging = withWorkflow(UNSHARDED.copied, { lag: { kind: "seconds", value: 31 } });
    expect(gate(SWITCH, ALL_TYPES, lagging)).toEqual({
      kind: "wait",
      reason: "lag",
      lagSeconds: 31,
      limitSeconds: 30,
    });
    expect(decideGate(want(SWITCH, ALL_TYPES, UNSHARDED.subject), lagging, 31)).toEqual(OPEN);
    const copying = withWorkflow(UNSHARDED.copied, { lag: { kind: "copying" } });
    expect(gate(SWITCH, ALL_TYPES, copying)).toEqual(closed("still-copying"));
  });

  it("waits while anybody holds the workflow's lock, even a dead vtctld", () => {
    expect(gate(SWITCH, ALL_TYPES, DENIED_WRITES.outageLater, DENIED_WRITES.subject)).toEqual({
      kind: "wait",
      reason: "locked",
    });
    expect(gate(SWITCH, ALL_TYPES, KILLED.rightAfter, KILLED.subject)).toEqual({ kind: "wait", reason: "locked" });
  });

  it("that was cut off may run again with stopped streams, before and after the writes moved", () => {
    expect(gate(SWITCH, ALL_TYPES, { ...KILLED.rightAfter, lockHolders: [] }, KILLED.subject)).toEqual(OPEN);
    const beforeRouting = { ...KILLED.rightAfter, lockHolders: [], rules: DENIED_WRITES.outage.rules };
    expect(gate(SWITCH, ALL_TYPES, beforeRouting, KILLED.subject)).toEqual(OPEN);
  });

  it("is refused when the workflow is gone", () => {
    expect(gate(SWITCH, ALL_TYPES, UNSHARDED.completed)).toEqual(closed("workflow-missing"));
  });
});

describe("a reverse", () => {
  it("is allowed while the reverse workflow runs", () => {
    expect(gate(REVERSE, ALL_TYPES, UNSHARDED.switched)).toEqual(OPEN);
  });

  it("is refused if the switch made no reverse workflow, although Vitess's dry run passes", () => {
    expect(ONE_WAY.switched.reverse?.streams.map((stream) => stream.state)).toEqual(["Stopped"]);
    expect(gate(REVERSE, ALL_TYPES, ONE_WAY.switched, ONE_WAY.subject)).toEqual(closed("no-reverse-workflow"));
    const { reverse: _, ...absent } = ONE_WAY.switched;
    expect(gate(REVERSE, ALL_TYPES, absent, ONE_WAY.subject)).toEqual(closed("no-reverse-workflow"));
  });

  it("is refused after a switch that was cut off, because it would lose the writes since then", () => {
    expect(gate(REVERSE, ALL_TYPES, { ...KILLED.rightAfter, lockHolders: [] }, KILLED.subject)).toEqual(closed("no-reverse-workflow"));
  });

  it("of reads alone needs no reverse workflow", () => {
    expect(gate(REVERSE, READS, UNSHARDED.readsSwitched)).toEqual(OPEN);
  });

  it("of one tenant's reads is refused before Vitess 22, which cannot switch them back", () => {
    const { workflow } = UNSHARDED.readsSwitched;
    if (workflow === undefined) throw new Error("the recording has one");
    const tenant: Reading = { ...UNSHARDED.readsSwitched, workflow: { ...workflow, tenant: "42" } };
    expect(gate(REVERSE, READS, tenant)).toEqual(OPEN);
    expect(gate(REVERSE, READS, { ...tenant, cancelWantsReadsBack: true })).toEqual(closed("tenant-stays"));
  });

  it("waits for the lag of the reverse workflow", () => {
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("the recording has one");
    const lagging = { ...UNSHARDED.switched, reverse: { ...reverse, lag: { kind: "seconds", value: 90 } } } as Reading;
    expect(gate(REVERSE, ALL_TYPES, lagging)).toMatchObject({ kind: "wait", reason: "lag", lagSeconds: 90 });
  });

  it("is refused if nothing is switched, unless a reverse was cut off", () => {
    expect(gate(REVERSE, ALL_TYPES, UNSHARDED.copied)).toEqual(closed("not-switched"));
    expect(gate(REVERSE, ALL_TYPES, UNSHARDED.reversed)).toEqual(closed("not-switched"));
    const cutOff = { ...UNSHARDED.reversed, reverse: KILLED.rightAfter.workflow } as Reading;
    expect(gate(REVERSE, ALL_TYPES, cutOff)).toEqual(OPEN);
  });
});

describe("a reverse of what is not whole", () => {
  it("is open where the writes alone are at the target", () => {
    expect(gate(REVERSE, ALL_TYPES, READS_LEFT)).toEqual(OPEN);
  });

  it("of a move shard by shard takes reads and writes together", () => {
    expect(gate(REVERSE, READS, PARTIAL)).toEqual(closed("shards-go-together"));
    expect(gate(REVERSE, ALL_TYPES, PARTIAL)).toEqual(OPEN);
  });

  it("of a tenant never takes the writes", () => {
    const tenant = withWorkflow(UNSHARDED.readsSwitched, { tenant: "42" });
    expect(gate(REVERSE, ALL_TYPES, tenant)).toEqual(closed("tenant-stays"));
  });
});
