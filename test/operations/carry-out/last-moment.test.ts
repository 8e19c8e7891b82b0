import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { altered } from "../altered.ts";
import { approved, carriedOut, lines, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { approve, ask, restoredTo, ruleNow, saved } from "../rules/asked-restore.ts";
import { redirect, sent, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, PROD, type Harness } from "../harness.ts";
import { shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

/** A clock that reports the n-th send window it opens (from 1) as expired when it is checked. */
function frozenAt(nth: number): Pick<CarryOutDeps, "freshFor"> {
  let begun = 0;
  return {
    freshFor() {
      begun += 1;
      const isFrozen = begun === nth;
      return () => !isFrozen;
    },
  };
}

/** What vtctld was called for since, except the reads of every look. */
function switches(harness: Harness): readonly string[] {
  const methods = harness.simulator.calls().filter(({ request }) => request["dry_run"] !== true);
  return methods.map(({ method }) => method).filter((method) => method === "WorkflowSwitchTraffic" || method === "GetWorkflows");
}

/** The send window in which a call is recorded, counted without a frozen clock. */
async function momentOfTheRecord(harness: Harness): Promise<number> {
  let begun = 0;
  let recorded = 0;
  const deps = withCall(harness, {
    switchTraffic() {
      recorded = begun;
      return Promise.reject(new Fault("refused", "only to count"));
    },
  });
  await approved(harness, SWITCH_AT_ONCE, "r0");
  await carriedOut({ ...deps, freshFor: () => ((begun += 1), () => true) }, "r0");
  return recorded;
}

test("a call that is too late is not sent: Vitess is read again, and then it is sent once", () =>
  withHarness(async (harness) => {
    const moment = await momentOfTheRecord(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const before = switches(harness).length;
    await carriedOut({ ...harness.deps, ...frozenAt(moment) }, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    const since = switches(harness).slice(before);
    expect(since.filter((method) => method === "WorkflowSwitchTraffic")).toHaveLength(1);
    // The look before the record, which went stale, and the one after it.
    expect(since.indexOf("WorkflowSwitchTraffic")).toBeGreaterThanOrEqual(4);
    expect((await harness.records.executions.get("r1"))?.done).toMatchObject([{ did: "step" }]);
  }));

test("a change made while a worker was frozen over its record is found by the next reading, and nothing is sent", () =>
  withHarness(async (harness) => {
    const moment = await momentOfTheRecord(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const { freshFor } = frozenAt(moment);
    const frozen: CarryOutDeps = {
      ...harness.deps,
      freshFor,
      vitess: () =>
        altered(harness.vitess, {
          // While the worker is frozen somebody stops the streams.
          whileFresh: (isFresh) => {
            const inner = harness.vitess.whileFresh(isFresh);
            return {
              ...inner,
              async switchTraffic(...call) {
                if (!isFresh()) await harness.vitess.setRunning(C2C, "Stopped");
                return inner.switchTraffic(...call);
              },
            };
          },
        }),
    };
    const before = sent(harness, "WorkflowSwitchTraffic");
    await carriedOut(frozen, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["streams: 1 running → 1 stopped"],
    });
    expect(sent(harness, "WorkflowSwitchTraffic")).toBe(before);
  }));

test("an operation called off while its worker is frozen over the record ends there, with nothing sent", () =>
  withHarness(async (harness) => {
    const moment = await momentOfTheRecord(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const { freshFor } = frozenAt(moment);
    const vitess = altered(harness.vitess, {
      whileFresh: (isFresh) => {
        const inner = harness.vitess.whileFresh(isFresh);
        return {
          ...inner,
          async switchTraffic(...call) {
            const { result } = await callOffLive(harness.deps, C2C, { by: BEN, reason: "it hangs" });
            expect(result.kind).toBe("after-call");
            return inner.switchTraffic(...call);
          },
        };
      },
    });
    const before = sent(harness, "WorkflowSwitchTraffic");
    await carriedOut({ ...harness.deps, freshFor, vitess: () => vitess }, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "it hangs" });
    expect(sent(harness, "WorkflowSwitchTraffic")).toBe(before);
  }));

test("without a connection to vtctld no call is recorded and no rules are saved; with it back, execution goes on", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    let triesLeft = 3;
    const deps = withCall(harness, {
      connect: () => {
        triesLeft -= 1;
        return triesLeft < 0 ? harness.vitess.connect() : Promise.reject(new Fault("unreachable", "no connection", { nothingSent: true }));
      },
    });
    const told = (await lines(harness)).length;
    for (let run = 0; run < 3; run += 1) {
      expect(await carryOut(deps, "r1")).toEqual({ kind: "again", inMs: harness.deps.timing.unreadableRetryMs });
      expect(await harness.records.executions.get("r1")).toMatchObject({ state: { kind: "ready" }, done: [] });
    }
    expect((await harness.audited()).filter(({ kind }) => kind === "call")).toEqual([]);
    expect((await harness.records.snapshots(PROD)).map(({ id }) => id)).toEqual(["r-1"]);
    expect(await lines(harness)).toHaveLength(told);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await harness.audited()).filter(({ kind }) => kind === "call")).toHaveLength(1);
  }));

test("a vtctld that stays away until the approval expires is named as the reason, with its words", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await harness.records.executions.change("r1", (one, now) => ({ write: { ...one, useBy: now + 400 }, result: undefined }));
    await carriedOut(withCall(harness, { lockHolders: () => Promise.reject(new Fault("unreachable", "no connection")) }), "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "unreachable", fault: { text: "no connection" } });
    expect((await harness.audited()).filter(({ kind }) => kind === "call")).toEqual([]);
  }));

/** An approved restore that has to write the tables' rules, and then those of the shards. */
async function restoreOfTwo(harness: Harness): Promise<void> {
  await saved(harness);
  const rules = await harness.vitess.rules();
  await redirect(harness, "product", "archive.product");
  await harness.vitess.applyRules("shards", {
    ...rules,
    shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: shardNamed("0") }],
  });
  await ask(harness);
  await approve(harness);
}

test("a restore of two documents whose worker froze between them does not send the second, and says that it is half done", () =>
  withHarness(async (harness) => {
    await restoreOfTwo(harness);
    let hasWritten = false;
    const vitess = altered(harness.vitess, {
      whileFresh: (isFresh) => {
        const inner = harness.vitess.whileFresh(isFresh);
        return {
          ...inner,
          async applyRules(...call) {
            await inner.applyRules(...call);
            hasWritten = true;
          },
        };
      },
    });
    const deps: CarryOutDeps = { ...harness.deps, vitess: () => vitess, freshFor: () => (hasWritten ? () => false : () => true) };
    const before = sent(harness, "ApplyShardRoutingRules");
    await carriedOut(deps, "q1");
    expect(await restoredTo(harness)).toMatchObject({ kind: "unknown", findings: ["rules-differ"], fault: { kind: "stale" } });
    expect(sent(harness, "ApplyShardRoutingRules")).toBe(before);
    expect(await ruleNow(harness, "product")).toBeUndefined();
    expect((await harness.vitess.rules()).shards).toHaveLength(1);
  }));

test("the second document is not sent if somebody else has taken over the restore meanwhile", () =>
  withHarness(async (harness) => {
    await restoreOfTwo(harness);
    const before = sent(harness, "ApplyShardRoutingRules");
    const deps = withCall(harness, {
      async applyRules(...call) {
        await harness.vitess.applyRules(...call);
        const outcome = { kind: "unknown", at: 1, findings: ["state-unreadable"] } as const;
        await harness.records.commit(moveId(C2C), ({ execution }) =>
          execution === undefined
            ? { result: undefined }
            : { execution: { ...execution, state: { kind: "ended", outcome } }, result: undefined },
        );
      },
    });
    expect(await carryOut(deps, "q1")).toEqual({ kind: "done" });
    expect(await restoredTo(harness)).toMatchObject({ kind: "unknown", findings: ["state-unreadable"] });
    expect(sent(harness, "ApplyShardRoutingRules")).toBe(before);
  }));
