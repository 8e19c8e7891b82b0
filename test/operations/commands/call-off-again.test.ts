import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { requestNamed } from "../../names.ts";
import { type Harness, under } from "../harness.ts";
import { approved, ASKER, followed, SWITCH } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();

/** Takes a command in, as an app does. */
async function typed(harness: Harness, id: string): Promise<void> {
  const { records } = harness;
  const text = "call-off customer.commerce2customer --reason later";
  const receivedAt = await records.now();
  await records.inbox.create(id, { id: requestNamed(id), by: ASKER.by, channel: ASKER.channel, text, receivedAt });
}

/** Carries the command out, and returns the answer. `dies`: the worker does, before anybody hears it. */
async function answered(harness: Harness, id: string, { dies = false } = {}): Promise<Answer | undefined> {
  let told: Answer | undefined;
  const talk = {
    answer: (_: unknown, answer: Answer) => {
      told = answer;
      return dies ? Promise.reject(new Error("The worker died")) : Promise.resolve();
    },
  };
  const deps = { ...under(harness.deps, { operators: [ASKER.by] }), talk, understand: parse };
  const [run] = await Promise.allSettled([answerCommand(deps, id)]);
  expect(run.status).toBe(dies ? "rejected" : "fulfilled");
  return told;
}

test.each([
  [
    "an open request",
    async (harness: Harness) => requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") }),
  ],
  ["an approved switch", async (harness: Harness) => approved(harness, SWITCH, "r1")],
])("whoever calls off %s is told so, also by the worker that takes over when the first one dies before its answer", (_what, prepare) =>
  withHarness(async (harness) => {
    await prepare(harness);
    await typed(harness, "i1");
    const first = await answered(harness, "i1", { dies: true });
    expect(first).toMatchObject({ kind: "called-off", verb: "switch", afterCall: false });
    expect(await answered(harness, "i1")).toEqual(first);
    // A command that comes later finds nothing.
    await typed(harness, "i2");
    expect(await answered(harness, "i2")).toMatchObject({ kind: "refused", reason: "nothing-to-call-off" });
  }),
);
