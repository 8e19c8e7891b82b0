import { describe, expect, onTestFinished, test, vi } from "vitest";
import { explain } from "../../../src/core/explain/explain.ts";

import { VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { VDiffRuns } from "../../../src/operations/vdiff-runs.ts";
import { openCaller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { createVDiffRunsInMemory } from "../../../src/vtctld/legacy/vdiff/memory.ts";
import { createLegacyVitess, type LegacyVitess } from "../../../src/vtctld/legacy/vitess.ts";
import type { Reply } from "../grpc-server.ts";
import { customer } from "../names.ts";
import { vtctld } from "../session.ts";
import { argsIn, events, oneWorkflow, prints } from "./server.ts";
import { shardNamed, shardsNamed, tablesNamed } from "../../names.ts";

const move = { targetKeyspace: customer, workflow: "wf" as Parameters<LegacyVitess["workflowStatus"]>[0]["workflow"] };
const uuid = "11111111-2222-4333-8444-000000000001";
const COUNTS = '"MatchingRows": 300000, "MismatchedRows": 0, "ExtraRowsSource": 0, "ExtraRowsTarget": 0';
const REPORT = `{"corder": {"ProcessedRows": 300000, ${COUNTS}}, "customer": {"ProcessedRows": 300000, ${COUNTS}}}`;

/** A 12 whose VDiff ends when it is told to. */
async function cluster(runs: VDiffRuns = createVDiffRunsInMemory()) {
  const ends: ((reply: Reply) => void)[] = [];
  const running = new Promise<Reply>((resolve) => ends.push(resolve));
  const server = await vtctld((call) => {
    if (call.method === "GetWorkflows") return oneWorkflow("wf", "commerce", "customer");
    return argsIn(call)[0] === "VDiff" ? { kind: "later", reply: running } : prints("");
  });
  const caller = openCaller({ addresses: [server.address] });
  const vitess = createLegacyVitess(caller, DEADLINES, 12, runs);
  onTestFinished(() => {
    vitess.close();
    caller.close();
  });
  return {
    vitess,
    end: (reply: Reply): void => {
      for (const end of ends) end(reply);
    },
    server,
    runs,
  };
}

describe("a VDiff that is one call of hours", () => {
  test("is started, runs, and leaves its counts", async () => {
    const { vitess, end } = await cluster();
    await vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS);
    const started = await vitess.vdiff(move);
    expect(started).toMatchObject({ uuid, shards: [{ shard: shardNamed("0"), state: "started", lastError: "" }], tables: [] });
    end(prints(REPORT));
    const ended = await vi.waitFor(async () => {
      const vdiff = await vitess.vdiff(move, uuid);
      if (vdiff?.shards[0]?.state !== "completed") throw new Error("not yet");
      return vdiff;
    });
    expect(reachVDiffVerdict(ended, tablesNamed("corder", "customer"))).toMatchObject({ kind: "clean", rowsCompared: 600000n });
    expect(await vitess.vdiffs(move)).toMatchObject([{ uuid, shard: shardNamed("0"), state: "completed", options: {} }]);
  });

  test("that is refused at once is a fault of the create, and is not recorded", async () => {
    const { vitess, end } = await cluster();
    end(events([], 2, "buildVDiffPlan: one or more tables provided are not present in the workflow: [nosuch], map[]"));
    await expect(vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, tables: tablesNamed("nosuch") })).rejects.toMatchObject({
      kind: "refused",
    });
    expect(await vitess.vdiff(move)).toBeUndefined();
  });

  test("that fails later is an error with Vitess's reason, without rows", async () => {
    const { vitess, end } = await cluster();
    await vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS);
    end(events([], 2, "vdiff timed out: you may want to increase it with the flag -filtered_replication_wait_time=<timeoutSeconds>"));
    await vi.waitFor(async () =>
      expect((await vitess.vdiff(move))?.shards[0]).toMatchObject({
        state: "error",
        lastError: expect.stringContaining("vdiff timed out"),
      }),
    );
  });

  test("can be stopped, and then says what it may leave", async () => {
    const { vitess } = await cluster();
    await vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS);
    await vitess.vdiffStop(move, uuid, []);
    await vi.waitFor(async () =>
      expect((await vitess.vdiff(move))?.shards[0]).toMatchObject({
        state: "stopped",
        lastError: "stopped as asked",
      }),
    );
    await vitess.vdiffDelete(move, uuid);
    expect(await vitess.vdiff(move)).toBeUndefined();
  });

  test("is not made twice under one uuid, and not deleted while it runs", async () => {
    const { vitess, server } = await cluster();
    await vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS);
    await expect(vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS)).rejects.toMatchObject({ kind: "refused" });
    await expect(vitess.vdiffDelete(move, "all")).rejects.toMatchObject({ kind: "refused" });
    expect(server.seen.filter(({ method }) => method === "ExecuteVtctlCommand")).toHaveLength(1);
  });

  test("keeps the limit it was made with", async () => {
    const { vitess } = await cluster();
    await vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, limit: 100n });
    expect(await vitess.vdiffs(move)).toMatchObject([{ options: { maxRows: 100n } }]);
  });
});

describe("a run whose process is gone", () => {
  const DIED = { state: "started", lastError: "", shards: shardsNamed("0"), results: [] } as const;

  async function left(aliveAt: number) {
    const runs = createVDiffRunsInMemory();
    await runs.save({
      uuid,
      workflow: "customer.wf",
      startedAt: aliveAt - 3_600_000,
      tables: tablesNamed("corder"),
      carried: { ...DIED, aliveAt },
    });
    return (await cluster(runs)).vitess;
  }

  test("is an error that says so, in words that the rule book does not mistake for a stream's message", async () => {
    const vitess = await left(Date.now() - 61_000);
    const [shard] = (await vitess.vdiff(move))?.shards ?? [];
    expect(shard).toMatchObject({ state: "error", lastError: "the run was interrupted: whoever carried it has stopped" });
    const { rule, stateLeft, next } = explain(shard?.lastError ?? "", "unexpected");
    expect(rule).toBe("vdiff-interrupted");
    expect(stateLeft).toContain("the workflow may be left stopped");
    expect(next).toMatch(/start the workflow if it is stopped/);
    expect(next).not.toMatch(/stop_pos/);
  });

  test("goes on in another process as long as that one says so, and only that one can stop it", async () => {
    const vitess = await left(Date.now() - 30_000);
    expect((await vitess.vdiff(move))?.shards).toMatchObject([{ state: "started" }]);
    await expect(vitess.vdiffStop(move, uuid, [])).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("another process"),
    });
  });

  test("does not prevent the next one", async () => {
    const vitess = await left(Date.now() - 61_000);
    const next = "11111111-2222-4333-8444-000000000002";
    await vitess.vdiffCreate(move, next, VDIFF_DEFAULTS);
    expect((await vitess.vdiff(move))?.uuid).toBe(next);
  });
});
