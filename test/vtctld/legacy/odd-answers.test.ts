import { describe, expect, test } from "vitest";
import { CANCEL_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { events, prints } from "./server.ts";
import { answers, create, forward, move, playLegacyServer } from "./played-server.ts";

const { answerWith, opened, seen, sent } = playLegacyServer();

describe("answers that do not mean what they say", () => {
  test("a create whose streams need longer than half a minute succeeds: the workflow is there", async () => {
    answerWith(() => events([], 2, "workflow did not start within 30s"));
    await expect(sent(12, (vitess) => vitess.createMove(move, create))).resolves.toHaveLength(1);
  });

  test("a create whose streams have errors does not succeed", async () => {
    answerWith(() => events([], 2, "errors starting workflow"));
    await expect(sent(12, (vitess) => vitess.createMove(move, create))).rejects.toMatchObject({ kind: "refused" });
  });

  test("a start that changes no row of an existing workflow was not needed; of a missing workflow it fails", async () => {
    answerWith(() => prints("| zone1-0000000200 |            0 |\n"));
    await expect(sent(12, (vitess) => vitess.setRunning(move, "Running"))).resolves.toHaveLength(1);
    const other = { ...move, workflow: "none" as typeof move.workflow };
    await expect(sent(12, (vitess) => vitess.setRunning(other, "Running"))).rejects.toMatchObject({ kind: "not-found" });
    await expect(sent(12, (vitess) => vitess.deleteWorkflow(other, CANCEL_DEFAULTS))).rejects.toMatchObject({ kind: "not-found" });
  });

  test("a reason that was lost on the way is in the last ERROR event", async () => {
    answerWith(() =>
      events(
        [
          { level: "ERROR", value: "first\n" },
          { level: "ERROR", value: "\nreplication has stopped, message: \n" },
        ],
        2,
        "ends in a blank ",
      ),
    );
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, forward))).rejects.toMatchObject({
      kind: "refused",
      message: "replication has stopped, message:",
    });
  });

  test("vtctld's own wait differs from ours by what it waited for", async () => {
    const waited = "waitForCatchup failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    answerWith(() => events([{ level: "ERROR", value: waited }], 4, "context deadline exceeded"));
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, forward))).rejects.toMatchObject({
      kind: "refused",
      message: waited,
    });
  });

  test("a v1 switch whose first command fails does not run the second", async () => {
    const before = seen().length;
    answerWith((args) => (args[0] === "SwitchReads" ? events([], 2, "no") : answers(args)));
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, forward))).rejects.toMatchObject({
      kind: "refused",
    });
    expect(
      seen()
        .slice(before)
        .filter(({ method }) => method === "ExecuteVtctlCommand"),
    ).toHaveLength(1);
  });

  test("a vtctld that serves no commands gets an error that says what to enable", async () => {
    answerWith(() => events([], 12, "unknown service vtctlservice.Vtctl"));
    await expect(sent(12, (vitess) => vitess.workflowStatus(move))).rejects.toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining("grpc-vtctl"),
    });
  });

  test("a dry run is its lines, without header and tabs", async () => {
    const vitess = opened(12);
    expect(await vitess.switchTraffic(move, SWITCH_DEFAULTS, { ...forward, dryRun: true })).toEqual([
      "Lock keyspace commerce",
      "  more of it",
    ]);
  });
});
