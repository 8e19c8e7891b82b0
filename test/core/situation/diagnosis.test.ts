import { describe, expect, test } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { type DiagnosisFacts, listTroubles } from "../../../src/core/situation/diagnosis.ts";
import type { Finding } from "../../../src/core/findings/finding.ts";
import { CANCELS, DENIED_WRITES, KILLED, moveOf, STREAMS, UNSHARDED } from "../moments.ts";
import type { Trouble } from "../../../src/core/announce/trouble.ts";

const healthy = { move: moveOf(UNSHARDED.subject), reading: UNSHARDED.copied, findings: [] };

type Diagnosed = Omit<DiagnosisFacts, "situation"> & { readonly move: Move };

/** The troubles at the moment of the reading. */
function troubles({ move, ...facts }: Diagnosed): readonly Trouble[] {
  const { reading } = facts;
  return listTroubles({ ...facts, situation: deriveSituation({ move, reading }, DEFAULT_LIMITS, reading.at) });
}

function finding(code: Finding["code"], severity: Finding["severity"]): Finding {
  return { code, severity, evidence: [`evidence of ${code}`], fix: `mend ${code}`, overridable: true };
}

describe("the diagnosis of a move", () => {
  test("is empty for a running move", () => {
    expect(troubles(healthy)).toEqual([]);
  });

  test("starts with the writes that a dead switch left denied, then the lock it left", () => {
    const found = troubles({ ...healthy, move: moveOf(DENIED_WRITES.subject), reading: DENIED_WRITES.outageLater });
    expect(found.slice(0, 2)).toMatchObject([
      { kind: "alarm", alarm: "source-writes-denied", tables: ["product"] },
      { kind: "old-lock", holder: { action: "WorkflowSwitchTraffic" } },
    ]);
  });

  test("has no alarm and no old lock while a switch may be running", () => {
    const kinds = troubles({ ...healthy, move: moveOf(DENIED_WRITES.subject), reading: DENIED_WRITES.outage }).map((one) => one.kind);
    expect(kinds).not.toContain("alarm");
    expect(kinds).not.toContain("old-lock");
  });

  test("of a switch cut off after its journal is the alarm, the lock, and the stopped reverse stream", () => {
    const found = troubles({ ...healthy, move: moveOf(KILLED.subject), reading: KILLED.fourMinutesLater });
    expect(found.map((one) => one.kind)).toEqual(["alarm", "old-lock", "stopped"]);
    expect(found[0]).toMatchObject({ alarm: "switched-not-finished" });
  });

  test("explains a duplicate key on a stream, without showing the row", () => {
    const { subject, reading } = STREAMS.duplicateKey;
    const [trouble] = troubles({ ...healthy, move: moveOf(subject), reading });
    expect(trouble).toMatchObject({ kind: "stream-error", shard: "0", explanation: { rule: expect.stringMatching(/duplicate/) } });
  });

  test("says why a stream that met DDL stopped", () => {
    const { subject, reading } = STREAMS.atDdl;
    expect(troubles({ ...healthy, move: moveOf(subject), reading })).toMatchObject([{ kind: "stopped", explanation: { rule: "ddl" } }]);
  });

  test("blames nobody for a move that was never started, or that stopped at the end of its copy", () => {
    const [never, once] = [CANCELS.neverStarted, CANCELS.withoutRules];
    expect(troubles({ ...healthy, move: moveOf(never.subject), reading: never.reading })).toMatchObject([
      { kind: "stopped", neverRan: true },
    ]);
    expect(troubles({ ...healthy, move: moveOf(once.subject), reading: once.reading })).toEqual([{ kind: "stopped-after-copy" }]);
  });

  test("names a stream that found no tablet to read from", () => {
    const { subject, reading } = STREAMS.noSource;
    expect(troubles({ ...healthy, move: moveOf(subject), reading })).toEqual([{ kind: "no-source", shard: "0" }]);
  });

  test("checks the reverse workflow after the switch", () => {
    const switched = { ...healthy, reading: UNSHARDED.switched };
    expect(troubles(switched)).toEqual([]);
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const stopped = { ...reverse, streams: reverse.streams.map((one) => ({ ...one, state: "Stopped", message: "" })) };
    expect(troubles({ ...switched, reading: { ...UNSHARDED.switched, reverse: stopped } })).toEqual([
      { kind: "stopped", shard: "0", ofReverse: true },
    ]);
    // Switched without a reverse workflow, as requested.
    const asAsked = moveOf(UNSHARDED.subject, { rollback: { kind: "without" } });
    expect(troubles({ ...switched, move: asAsked, reading: { ...UNSHARDED.switched, reverse: stopped } })).toEqual([]);
  });

  test("shows a reverse stream's own error, and does not suggest starting the workflow", () => {
    const { reverse } = UNSHARDED.switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const message = "The table 'product' is full (errno 1114) (sqlstate HY000)";
    const failed = { ...reverse, streams: reverse.streams.map((one) => ({ ...one, state: "Error", message })) };
    const [first] = troubles({ ...healthy, reading: { ...UNSHARDED.switched, reverse: failed } });
    expect(first).toMatchObject({ kind: "stream-error", ofReverse: true, explanation: { rule: "disk-full", text: message } });
    expect(first).toMatchObject({
      explanation: { next: expect.stringMatching(/DBA stop and start the reverse workflow; do not reverse/) },
    });
    // An unfinished switch leaves it as well: it may be the cause.
    const { subject, fourMinutesLater } = KILLED;
    const unfinished = { ...fourMinutesLater, reverse: failed };
    expect(troubles({ ...healthy, move: moveOf(subject), reading: unfinished }).at(-1)).toMatchObject({
      kind: "stream-error",
      ofReverse: true,
    });
  });

  test("does not say that somebody stopped a workflow that was never started", () => {
    const { workflow } = UNSHARDED.copying;
    if (workflow === undefined) throw new Error("no workflow");
    const streams = workflow.streams.map((one) => ({ ...one, state: "Stopped", message: "", position: "", copyStates: [] }));
    expect(troubles({ ...healthy, reading: { ...UNSHARDED.copying, workflow: { ...workflow, streams } } })).toEqual([
      { kind: "stopped", shard: "0", neverRan: true },
    ]);
  });

  test("delays the advice to run a VDiff while rows are copied, because Tandem would refuse one", () => {
    const findings = [finding("never-copied", "blocking")];
    expect(troubles({ ...healthy, reading: UNSHARDED.copying, findings })).toEqual([]);
    expect(troubles({ ...healthy, findings })).toMatchObject([{ kind: "finding" }]);
  });

  test("reports a copy in which nothing moves", () => {
    expect(troubles({ ...healthy, reading: UNSHARDED.copying, stalledSince: 5 })).toEqual([{ kind: "stalled", since: 5 }]);
  });

  test("includes what preflight found, except that a step is not due yet", () => {
    const findings = [
      finding("not-replicating", "blocking"),
      finding("vdiff-missing", "blocking"),
      finding("many-streams", "notice"),
      finding("throttled", "warning"),
    ];
    expect(troubles({ ...healthy, findings })).toEqual([
      { kind: "finding", finding: findings[0] },
      { kind: "finding", finding: findings[3] },
    ]);
  });
});
