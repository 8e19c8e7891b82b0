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
import { stagesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, PROD, type Stage } from "../stage.ts";

const onStage = stagesWithRunningMove();

/** A clock that says of the n-th moment that begins to count (from 1) that it has passed when it is asked for. */
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

/** What vtctld was asked for since, but for reads that every look has. */
function switches(stage: Stage): readonly string[] {
  const methods = stage.simulator.calls().filter(({ request }) => request["dry_run"] !== true);
  return methods.map(({ method }) => method).filter((method) => method === "WorkflowSwitchTraffic" || method === "GetWorkflows");
}

/** In which moment a call is recorded: counted without a frozen clock. */
async function momentOfTheRecord(stage: Stage): Promise<number> {
  let begun = 0;
  let recorded = 0;
  const deps = withCall(stage, {
    switchTraffic() {
      recorded = begun;
      return Promise.reject(new Fault("refused", "only to count"));
    },
  });
  await approved(stage, SWITCH_AT_ONCE, "r0");
  await carriedOut({ ...deps, freshFor: () => ((begun += 1), () => true) }, "r0");
  return recorded;
}

test("a call whose moment has passed is not sent: Vitess is looked at anew, and then it is sent once", () =>
  onStage(async (stage) => {
    const moment = await momentOfTheRecord(stage);
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const before = switches(stage).length;
    await carriedOut({ ...stage.deps, ...frozenAt(moment) }, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    const since = switches(stage).slice(before);
    expect(since.filter((method) => method === "WorkflowSwitchTraffic")).toHaveLength(1);
    // The look before the record that went stale, and the one after it.
    expect(since.indexOf("WorkflowSwitchTraffic")).toBeGreaterThanOrEqual(4);
    expect((await stage.records.executions.get("r1"))?.done).toMatchObject([{ did: "step" }]);
  }));

test("what has changed while a worker was frozen over its record is met by the look after it, and nothing is sent", () =>
  onStage(async (stage) => {
    const moment = await momentOfTheRecord(stage);
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const { freshFor } = frozenAt(moment);
    const frozen: CarryOutDeps = {
      ...stage.deps,
      freshFor,
      vitess: () =>
        altered(stage.vitess, {
          // In the frozen moment somebody stops the streams.
          whileFresh: (isFresh) => {
            const inner = stage.vitess.whileFresh(isFresh);
            return {
              ...inner,
              async switchTraffic(...call) {
                if (!isFresh()) await stage.vitess.setRunning(C2C, "Stopped");
                return inner.switchTraffic(...call);
              },
            };
          },
        }),
    };
    const before = sent(stage, "WorkflowSwitchTraffic");
    await carriedOut(frozen, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({
      kind: "refused",
      reason: "state-changed",
      difference: ["streams: 1 running → 1 stopped"],
    });
    expect(sent(stage, "WorkflowSwitchTraffic")).toBe(before);
  }));

test("an operation that is called off while its worker is frozen over the record ends there: nothing has left", () =>
  onStage(async (stage) => {
    const moment = await momentOfTheRecord(stage);
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const { freshFor } = frozenAt(moment);
    const vitess = altered(stage.vitess, {
      whileFresh: (isFresh) => {
        const inner = stage.vitess.whileFresh(isFresh);
        return {
          ...inner,
          async switchTraffic(...call) {
            const { result } = await callOffLive(stage.deps, C2C, { by: BEN, reason: "it hangs" });
            expect(result.kind).toBe("after-call");
            return inner.switchTraffic(...call);
          },
        };
      },
    });
    const before = sent(stage, "WorkflowSwitchTraffic");
    await carriedOut({ ...stage.deps, freshFor, vitess: () => vitess }, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "it hangs" });
    expect(sent(stage, "WorkflowSwitchTraffic")).toBe(before);
  }));

test("while no connection to vtctld stands, no call is recorded and no rules are saved; when it stands again, it goes on", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    let triesLeft = 3;
    const deps = withCall(stage, {
      connect: () => {
        triesLeft -= 1;
        return triesLeft < 0 ? stage.vitess.connect() : Promise.reject(new Fault("unreachable", "no connection", { nothingSent: true }));
      },
    });
    const told = (await lines(stage)).length;
    for (let run = 0; run < 3; run += 1) {
      expect(await carryOut(deps, "r1")).toEqual({ kind: "again", inMs: stage.deps.timing.unreadableRetryMs });
      expect(await stage.records.executions.get("r1")).toMatchObject({ state: { kind: "ready" }, done: [] });
    }
    expect((await stage.audited()).filter(({ kind }) => kind === "call")).toEqual([]);
    expect((await stage.records.snapshots(PROD)).map(({ id }) => id)).toEqual(["r-1"]);
    expect(await lines(stage)).toHaveLength(told);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await stage.audited()).filter(({ kind }) => kind === "call")).toHaveLength(1);
  }));

test("a vtctld that stays away until the approval may not be used any more is told as that, with its words", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    await stage.records.executions.change("r1", (one, now) => ({ write: { ...one, useBy: now + 400 }, result: undefined }));
    await carriedOut(withCall(stage, { lockHolders: () => Promise.reject(new Fault("unreachable", "no connection")) }), "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "unreachable", fault: { text: "no connection" } });
    expect((await stage.audited()).filter(({ kind }) => kind === "call")).toEqual([]);
  }));

/** An approved restore that has the tables' rules to write, and then those of the shards. */
async function restoreOfTwo(stage: Stage): Promise<void> {
  await saved(stage);
  const rules = await stage.vitess.rules();
  await redirect(stage, "product", "archive.product");
  await stage.vitess.applyRules("shards", { ...rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: "0" }] });
  await ask(stage);
  await approve(stage);
}

test("a restore of two documents whose worker froze between them sends the second no more, and says that it is half done", () =>
  onStage(async (stage) => {
    await restoreOfTwo(stage);
    let hasWritten = false;
    const vitess = altered(stage.vitess, {
      whileFresh: (isFresh) => {
        const inner = stage.vitess.whileFresh(isFresh);
        return {
          ...inner,
          async applyRules(...call) {
            await inner.applyRules(...call);
            hasWritten = true;
          },
        };
      },
    });
    const deps: CarryOutDeps = { ...stage.deps, vitess: () => vitess, freshFor: () => (hasWritten ? () => false : () => true) };
    const before = sent(stage, "ApplyShardRoutingRules");
    await carriedOut(deps, "q1");
    expect(await restoredTo(stage)).toMatchObject({ kind: "unknown", findings: ["rules-differ"], fault: { kind: "stale" } });
    expect(sent(stage, "ApplyShardRoutingRules")).toBe(before);
    expect(await ruleNow(stage, "product")).toBeUndefined();
    expect((await stage.vitess.rules()).shards).toHaveLength(1);
  }));

test("a second document is not sent when somebody else has taken the restore over meanwhile", () =>
  onStage(async (stage) => {
    await restoreOfTwo(stage);
    const before = sent(stage, "ApplyShardRoutingRules");
    const deps = withCall(stage, {
      async applyRules(...call) {
        await stage.vitess.applyRules(...call);
        const outcome = { kind: "unknown", at: 1, findings: ["state-unreadable"] } as const;
        await stage.records.commit(moveId(C2C), ({ execution }) =>
          execution === undefined
            ? { result: undefined }
            : { execution: { ...execution, state: { kind: "ended", outcome } }, result: undefined },
        );
      },
    });
    expect(await carryOut(deps, "q1")).toEqual({ kind: "done" });
    expect(await restoredTo(stage)).toMatchObject({ kind: "unknown", findings: ["state-unreadable"] });
    expect(sent(stage, "ApplyShardRoutingRules")).toBe(before);
  }));
