import { describe, expect, test } from "vitest";
import { troublesOf } from "../../../src/core/state/diagnosis.ts";
import type { Finding } from "../../../src/core/preflight/finding.ts";
import { DENIED_WRITES, KILLED, moveOf, STREAMS, UNSHARDED } from "../moments.ts";

const healthy = { move: moveOf(UNSHARDED.subject), reading: UNSHARDED.copied, findings: [] };

function finding(code: Finding["code"], severity: Finding["severity"]): Finding {
  return { code, severity, evidence: [`evidence of ${code}`], fix: `mend ${code}`, overridable: true };
}

describe("what is wrong with a move", () => {
  test("nothing, where it runs", () => {
    expect(troublesOf(healthy)).toEqual([]);
  });

  test("writes that a dead switch left denied come first, then the lock that it left", () => {
    const troubles = troublesOf({ ...healthy, move: moveOf(DENIED_WRITES.subject), reading: DENIED_WRITES.outageLater });
    expect(troubles.slice(0, 2)).toMatchObject([
      { kind: "alarm", alarm: "source-writes-denied", tables: ["product"] },
      { kind: "old-lock", holder: { action: "WorkflowSwitchTraffic" } },
    ]);
  });

  test("while a switch may be alive there is no alarm and no old lock", () => {
    const kinds = troublesOf({ ...healthy, move: moveOf(DENIED_WRITES.subject), reading: DENIED_WRITES.outage }).map((one) => one.kind);
    expect(kinds).not.toContain("alarm");
    expect(kinds).not.toContain("old-lock");
  });

  test("a switch that was cut off after its journal: the alarm, the lock, and the reverse stream that does not run", () => {
    const troubles = troublesOf({ ...healthy, move: moveOf(KILLED.subject), reading: KILLED.fourMinutesLater });
    expect(troubles.map((one) => one.kind)).toEqual(["alarm", "old-lock", "stopped"]);
    expect(troubles[0]).toMatchObject({ alarm: "switched-not-finished" });
  });

  test("a duplicate key on a stream, explained and without the row", () => {
    const { subject, reading } = STREAMS.duplicateKey;
    const [trouble] = troublesOf({ ...healthy, move: moveOf(subject), reading });
    expect(trouble).toMatchObject({ kind: "stream-error", shard: "0", explanation: { rule: expect.stringMatching(/duplicate/) } });
  });

  test("a stream that met DDL is stopped, and says why", () => {
    const { subject, reading } = STREAMS.atDdl;
    expect(troublesOf({ ...healthy, move: moveOf(subject), reading })).toMatchObject([{ kind: "stopped", explanation: { rule: "ddl" } }]);
  });

  test("a stream that found no tablet to read from", () => {
    const { subject, reading } = STREAMS.noSource;
    expect(troublesOf({ ...healthy, move: moveOf(subject), reading })).toEqual([{ kind: "no-source", shard: "0" }]);
  });

  test("after the switch it is the reverse workflow that must run", () => {
    const switched = { ...healthy, reading: UNSHARDED.switched };
    expect(troublesOf(switched)).toEqual([]);
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const stopped = { ...reverse, streams: reverse.streams.map((one) => ({ ...one, state: "Stopped", message: "" })) };
    expect(troublesOf({ ...switched, reading: { ...UNSHARDED.switched, reverse: stopped } })).toEqual([
      { kind: "stopped", shard: "0", ofReverse: true },
    ]);
    // Switched without a way back, as it was asked for.
    const asAsked = { ...healthy.move, withoutWayBack: true } as const;
    expect(troublesOf({ ...switched, move: asAsked, reading: { ...UNSHARDED.switched, reverse: stopped } })).toEqual([]);
  });

  test("a copy in which nothing moves", () => {
    expect(troublesOf({ ...healthy, reading: UNSHARDED.copying, stalledSince: 5 })).toEqual([{ kind: "stalled", since: 5 }]);
  });

  test("what preflight found, unless it only says that a step is not due yet", () => {
    const findings = [
      finding("not-replicating", "blocking"),
      finding("vdiff-missing", "blocking"),
      finding("many-streams", "notice"),
      finding("throttled", "warning"),
    ];
    expect(troublesOf({ ...healthy, findings })).toEqual([
      { kind: "finding", finding: findings[0] },
      { kind: "finding", finding: findings[3] },
    ]);
  });
});
