import { describe, expect, test } from "vitest";

import { SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { answer, refusal } from "./answers.ts";
import type { GrpcServer } from "./grpc-server.ts";
import { move } from "./names.ts";
import { open, twoKeyspaces, vtctld } from "./session.ts";

describe("deadlines", () => {
  test("a vtctld that never answers is timed-out when the deadline passes", async () => {
    const server = await vtctld(() => ({ kind: "hang" }));
    const vitess = open({ addresses: [server.address], deadlines: { read: 300 } });
    const started = Date.now();
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "timed-out" });
    expect(Date.now() - started).toBeGreaterThanOrEqual(250);
    expect(Date.now() - started).toBeLessThan(1500);
  });

  test("a deadline of vtctld's own, long before ours, is a refusal and not our timeout", async () => {
    const server = await vtctld(() => refusal(4, "context deadline exceeded"));
    await expect(open({ addresses: [server.address] }).keyspaces()).rejects.toMatchObject({ kind: "refused" });
  });

  test("reads give vtctld 15 s", async () => {
    const server = await vtctld(twoKeyspaces);
    await open({ addresses: [server.address] }).keyspaces();
    expect(secondsGiven(server)).toBeGreaterThan(14);
    expect(secondsGiven(server)).toBeLessThanOrEqual(15);
  });

  test.each([
    { timeoutMs: 30_000, atLeast: 600 },
    // 3 × 10 min + 10 min + 2 × 45 s + 2 min
    { timeoutMs: 600_000, atLeast: 2610 },
  ])("a switch with a timeout of $timeoutMs ms gets more than $atLeast s, so that we never leave first", async ({ timeoutMs, atLeast }) => {
    const server = await vtctld(() =>
      answer("WorkflowSwitchTraffic", { summary: "SwitchTraffic was successful for workflow customer.commerce2customer" }),
    );
    await open({ addresses: [server.address] }).switchTraffic(
      move,
      { ...SWITCH_DEFAULTS, timeoutMs },
      { direction: "forward", dryRun: false },
    );
    // A little less arrives than was set.
    expect(secondsGiven(server)).toBeGreaterThan(atLeast - 1);
  });
});

/** The deadline that the first call carried, in seconds. */
function secondsGiven({ seen }: GrpcServer): number {
  const [, amount, unit = ""] = /^(\d+)([mSMH])$/.exec(String(seen[0]?.headers["grpc-timeout"])) ?? [];
  return Number(amount) * ({ m: 0.001, S: 1, M: 60, H: 3600 }[unit] ?? Number.NaN);
}
