import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaultTarget } from "../../../practice/vtctld/faults.ts";
import { approved, BEN, inThread, newMove } from "../people.ts";
import { readsOf, trafficCalls, writesOf } from "./calls.ts";
import { endOf } from "./moments.ts";
import { privately, types } from "./pressing.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./harness.ts";

const WHY = "the campaign runs until Friday";
const CALLED_OFF = /^\*?Called off after the reads by /;
const ON_ITS_WAY = /on its way|under way|in flight|being sent|running/i;

let harness: OneTruth;

// So short that an execution that was not called off would end within the test.
beforeAll(async () => {
  harness = await openOneTruth("1s");
}, 60_000);

afterAll(() => harness?.close());

/** Two people approve the switch, and Ben calls it off when this call of it has reached vtctld and done nothing yet. */
async function callOffDuring(move: string, call: FaultTarget, sent: readonly string[]): Promise<string> {
  const name = move.replace(/^.*\./, "");
  const ben = new EventEmitter();
  const told = once(ben, "told");
  harness.vitess.faults.inject(call, { kind: "meanwhile", before: () => told });
  try {
    await approved(harness, move, "switch");
    await expect.poll(() => trafficCalls(harness, name)).toEqual(sent);
    return await privately(harness, BEN, () => types(harness, BEN, `call-off ${move} --reason "${WHY}"`), ON_ITS_WAY);
  } finally {
    ben.emit("told");
  }
}

describe("calling off while a call is in flight", PATIENT, () => {
  it("is answered with what will happen, and nothing of the plan is sent after that call", async () => {
    const move = await newMove(harness, "reads");
    await callOffDuring(move, readsOf("reads"), ["reads"]);
    const end = await inThread(harness, move, CALLED_OFF);
    expect(end).toContain("Ben");
    expect(end).toContain(WHY);
    expect(end).toMatch(/reads\b(?:(?!writes).)*(?:customer|switched)/i);

    // Once a switch that was approved later has finished, the soak of the first one would be long over.
    const next = await newMove(harness, "next");
    await approved(harness, next, "switch");
    await endOf(harness, next);
    expect(trafficCalls(harness, "next")).toEqual(["reads", "writes"]);
    expect(trafficCalls(harness, "reads")).toEqual(["reads"]);
  });

  it("changes nothing if it is the plan's last call: the operation succeeds, and is announced as a success", async () => {
    const move = await newMove(harness, "writes");
    await callOffDuring(move, writesOf("writes"), ["reads", "writes"]);
    const end = await endOf(harness, move);
    expect(end).toMatch(/Switched\b.*customer/);
    expect(end).not.toMatch(CALLED_OFF);
    expect(trafficCalls(harness, "writes")).toEqual(["reads", "writes"]);
  });
});
