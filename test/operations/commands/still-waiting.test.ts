import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { ASKER } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import type { Harness } from "../harness.ts";
import { sent } from "../rules/plant.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

async function told(harness: Harness, text: string, silentMs: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const talk = { answer: (_: unknown, answer: Answer) => Promise.resolve(void answers.push(answer)) };
  await harness.records.inbox.create("i1", { id: requestNamed("i1"), by: ASKER.by, channel: ASKER.channel, text, receivedAt: ASKER.at });
  await answerCommand({ ...harness.deps, talk, understand: parse }, "i1", silentMs);
  return answers;
}

test("whoever waits for Vitess learns that it does not answer yet, then gets the answer", () =>
  withHarness(async (harness) => {
    harness.simulator.state.setTabletAlive(200, false);
    const answers = await told(harness, "switch customer.commerce2customer", 100);
    const waiting = { kind: "still-waiting", verb: "switch", subject: "customer.commerce2customer" };
    expect(answers).toMatchObject([waiting, waiting, { kind: "fault" }]);
  }));

test("a quick answer comes without such a note", () =>
  withHarness(async (harness) => {
    expect((await told(harness, "status customer.commerce2customer", 60_000)).map(({ kind }) => kind)).toEqual(["status"]);
  }));

test.each(["switch customer.commerce2customer", "switch customer.commerce2customer --dry-run"])(
  "%s checks the workflow's lock first, and makes no dry run that would wait for it",
  (line) =>
    withHarness(async (harness) => {
      harness.simulator.state.holdWorkflowLock("customer", "commerce2customer");
      const answers = await told(harness, line, 60_000);
      expect(answers).toMatchObject([{ kind: "locked", standing: "young-lock", lock: { holder: { action: "WorkflowSwitchTraffic" } } }]);
      expect(sent(harness, "WorkflowSwitchTraffic")).toBe(0);
    }),
);
