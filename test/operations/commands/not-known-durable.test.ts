import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import type { Beside } from "../../../src/operations/talk.ts";
import { requestNamed } from "../../names.ts";
import type { Harness } from "../harness.ts";
import { ASKER } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();

/** What stands beside the answer, in a store of which it is not known in time whether a power cut would leave anything. */
async function besideOf(harness: Harness, text: string): Promise<Beside | undefined> {
  const { records } = harness;
  await records.inbox.create("i1", { id: requestNamed("i1"), by: ASKER.by, channel: ASKER.channel, text, receivedAt: ASKER.at });
  let told: Beside | undefined;
  const talk = { answer: (_: unknown, _answer: unknown, beside?: Beside) => Promise.resolve(void (told = beside)) };
  const unsure = { ...records, durable: () => Promise.resolve(false) };
  await answerCommand({ ...harness.deps, records: unsure, talk, understand: parse }, "i1");
  return told;
}

test("the answer to a command that changes something says that it is not known to be durable", () =>
  withHarness(async (harness) => {
    expect(await besideOf(harness, "switch customer.commerce2customer")).toMatchObject({ notKnownDurable: true });
  }));

test("one that only reads waits for nothing and says nothing of it", () =>
  withHarness(async (harness) => {
    expect(await besideOf(harness, "status customer.commerce2customer")).not.toHaveProperty("notKnownDurable");
  }));
